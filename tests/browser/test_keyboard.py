"""Nobody needs a mouse: the way through the skip link, menu, search and subscription, and where one stands is seen."""

import re
from collections.abc import Iterator

import pytest
from django.core.cache import caches
from playwright.sync_api import Browser, Locator, Page

from tests.architecture.browser import browser_test
from tests.browser import places
from tests.browser.reading import DESK, HEIGHT, PHONE

pytestmark = [pytest.mark.django_db, pytest.mark.browser, pytest.mark.long, browser_test]

AT_MOST = 80  # stops on one page
FOCUS = """() => {
  const element = document.activeElement, style = getComputedStyle(element), box = element.getBoundingClientRect();
  return {
    what: element.outerHTML.slice(0, 120),
    ringed: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    inView: box.width > 1 && box.height > 1
      && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""


class Keyboard:
    """Somebody who goes through pages by keys alone, and looks at each stop whether it can be seen."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def tab(self) -> None:
        self.page.keyboard.press("Tab")
        stop = self.page.evaluate(FOCUS)
        assert stop["ringed"], f"no ring around {stop['what']}"
        assert stop["inView"], f"out of sight: {stop['what']}"

    def tab_to(self, target: Locator) -> None:
        for _stop in range(AT_MOST):
            self.tab()
            if target.evaluate("element => element === document.activeElement"):
                return
        raise AssertionError(f"{target} is not reached by {AT_MOST} stops")

    def press(self, keys: str) -> None:
        self.page.keyboard.press(keys)

    def follow(self, target: Locator, address: str) -> None:
        """Go to a link or a button, press it, and come to `address`."""
        self.tab_to(target)
        self.press("Enter")
        self.page.wait_for_url(re.compile(address))


@pytest.fixture(params=[PHONE, DESK])
def keyboard(request, browser: Browser) -> Iterator[Keyboard]:
    caches["shared"].clear()
    context = browser.new_context(viewport={"width": request.param, "height": HEIGHT}, reduced_motion="reduce")
    yield Keyboard(context.new_page())
    context.close()


@pytest.mark.parametrize("language", places.LANGUAGES)
def test_keys_lead_through_menu_search_and_subscription(served, keyboard, language):
    prefix = "/ur" if language == "ur" else ""
    page = keyboard.page
    page.goto(f"{served.origin}{prefix}/")

    keyboard.tab()
    assert page.evaluate("document.activeElement.className") == "skip"
    keyboard.press("Enter")
    page.wait_for_url("**/#main")
    keyboard.tab()
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")

    page.goto(f"{served.origin}{prefix}/")
    if page.locator(".menu summary").is_visible():
        keyboard.tab_to(page.locator(".menu summary"))
        keyboard.press("Enter")
    keyboard.follow(page.locator(f".nav a[href='{prefix}/publications/']"), f"{prefix}/publications/$")

    keyboard.tab_to(page.locator("#seek"))
    page.keyboard.type("unit")
    keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"{prefix}/search/\?q=unit"))
    keyboard.follow(
        page.locator("main ol a, main ul a").filter(has_text="unit 0").first, f"{prefix}/directory/unit-0/$"
    )

    keyboard.follow(page.locator(f".foot a[href='{prefix}/subscribe/']"), f"{prefix}/subscribe/$")
    keyboard.tab_to(page.locator("input[name=email]"))
    page.keyboard.type(f"reader-{language}@example.org")
    keyboard.tab_to(page.locator("input[name=topics]").first)
    if not page.locator("input[name=topics]").first.is_checked():
        keyboard.press("Space")
    keyboard.follow(page.locator("main button[type=submit]"), f"{prefix}/subscribe/check-your-mail/$")
