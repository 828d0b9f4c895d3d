"""With JavaScript off all that a reader comes for works: menu, search, filter, subscription, citing."""

import re
from collections.abc import Iterator

import pytest
from django.core.cache import caches
from playwright.sync_api import Browser, Page, expect

from tests.architecture.browser import browser_test
from tests.browser.reading import HEIGHT, PHONE

pytestmark = [pytest.mark.django_db, pytest.mark.browser, pytest.mark.long, browser_test]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A phone that runs no scripts."""
    caches["shared"].clear()
    context = browser.new_context(viewport={"width": PHONE, "height": HEIGHT}, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("prefix", ["", "/ur"])
def test_a_phone_without_scripts_does_all_that_one_comes_for(served, page, prefix):
    page.goto(f"{served.origin}{prefix}/")
    menu = page.locator(f".nav a[href='{prefix}/publications/']")
    expect(menu).to_be_hidden()
    page.locator(".menu summary").click()
    menu.click()
    page.wait_for_url(f"**{prefix}/publications/")

    page.locator("main select[name=kind]").select_option("article")
    page.locator("main form.narrow [type=submit]").click()
    page.wait_for_url(re.compile(r"/publications/\?.*kind=article"))
    page.goto(f"{served.origin}{prefix}/publications/article/")
    expect(page.get_by_text("10.1017/gmh.2025.1").first).to_be_visible()
    with page.expect_download() as download:
        page.locator("a[href$='/cite/bibtex/']").first.click()
    assert download.value.suggested_filename.endswith(".bib")

    page.locator("#seek").fill("unit")
    page.locator("#seek").press("Enter")
    page.wait_for_url(re.compile(rf"{prefix}/search/\?q=unit"))
    expect(page.locator("main").get_by_text("unit 0").first).to_be_visible()

    page.goto(f"{served.origin}{prefix}/subscribe/")
    page.locator("[name=email]").fill("reader@example.org")
    page.locator("[name=topics]").first.check()
    page.locator("main form [type=submit]").click()
    page.wait_for_url(f"**{prefix}/subscribe/check-your-mail/")
