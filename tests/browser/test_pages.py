"""Every page in Chromium: light on the wire, nothing that axe-core objects to, and nowhere wider than the window."""

import pytest

from tests.architecture.browser import browser_test
from tests.browser import places, tables
from tests.browser.reading import DESK, PHONE, Visit, objections, visit, wider

pytestmark = [pytest.mark.django_db, pytest.mark.browser, pytest.mark.long, browser_test]

# Mail programs show a mail within a page of their own, whose landmarks it must not repeat.
OF_WHOLE_PAGES = ("landmark-one-main", "region")
MOST_BYTES = 60 * 1024  # without photographs and the Urdu font
MOST_FONT_BYTES = 110 * 1024
MOST_REQUESTS = 8


@pytest.mark.parametrize("language", places.LANGUAGES)
def test_every_page_is_light_and_whole(served, browser, language):
    paths = [*places.public(language), *places.personal(served.person, language)]
    visits = [visit(browser, served.origin, path) for path in paths]

    _write_table(language, visits)
    assert [fault for each in visits for fault in _faults(each)] == []


def _faults(visit: Visit) -> list[str]:
    wire = visit.wire
    faults = list(visit.faults)
    if wire.rest > MOST_BYTES:
        faults.append(f"{wire.rest} bytes: {wire.bytes}")
    if wire.requests > MOST_REQUESTS:
        faults.append(f"{wire.requests} requests: {list(wire.bytes)}")
    if wire.urdu_font > MOST_FONT_BYTES:
        faults.append(f"an Urdu font of {wire.urdu_font} bytes")
    if bool(wire.urdu_font) != visit.has_urdu:
        faults.append("the Urdu font is missing" if visit.has_urdu else "the Urdu font is loaded for nothing")
    return [f"{visit.path} {fault}" for fault in faults]


def _write_table(language: str, visits: list[Visit]) -> None:
    rows = [
        (
            tables.without_tokens(each.path),
            tables.kilobytes(each.wire.rest),
            each.wire.requests,
            tables.kilobytes(each.wire.urdu_font),
            tables.kilobytes(each.wire.photographs),
            each.checked,
            len(each.faults),
        )
        for each in visits
    ]
    columns = ("page", "KB", "requests", "Urdu font, KB", "pictures, KB", "rules of axe-core that applied", "faults")
    tables.write(f"pages-{language}", f"Pages, {language}: first view with an empty cache", columns, rows)


def test_mails_hold_what_pages_hold(served, browser):
    found, rows = [], []
    page = browser.new_page()
    for language in places.LANGUAGES:
        for name, html in places.mails(served.person, language).items():
            for width in (PHONE, DESK):
                page.set_viewport_size({"width": width, "height": 800})
                page.set_content(html)
                faults, checked = objections(page, but=OF_WHOLE_PAGES)
                found += [f"{name}, {width} px: {fault}" for fault in faults]
            found += [f"{name}: {fault}" for fault in wider(page)]
            faults_of = [fault for fault in found if fault.startswith(name)]
            rows.append((name, tables.kilobytes(len(html.encode())), checked, len(faults_of)))
    page.close()

    tables.write("mails", "Mails", ("mail", "KB of HTML", "rules of axe-core that applied", "faults"), rows)
    assert found == []
