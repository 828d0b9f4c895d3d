"""No WCAG A or AA violation on any public page, on a phone and on a desk, in English and in Urdu."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.architecture.browser import ORIGIN, browser_test, opened
from tests.architecture.public_site import PAGES, build

pytestmark = [pytest.mark.django_db, pytest.mark.browser, pytest.mark.long, browser_test]
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_breaks_a_rule_overflows_or_trips_over_its_own_policy(client, width):
    build()
    responses = {address: client.get(address) for address in PAGES}
    faults = []

    with opened(responses, width=width) as page:
        page.on("console", lambda message: faults.append(message.text) if "Content Security" in message.text else None)
        for address in PAGES:
            page.goto(ORIGIN + address)
            found = Axe().run(page, options=RULES).response["violations"]
            faults += [f"{address}: {fault['id']} {fault['nodes'][0]['html']}" for fault in found]
            if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                faults.append(f"{address} is wider than {width} px")

    assert faults == []
