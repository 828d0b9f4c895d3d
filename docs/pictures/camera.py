"""The browser, signed in or not, and what keeps a picture of what it shows."""

import io
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from coordination_site.settings.demo import DEMO_PASSWORD

IMAGES = Path(__file__).parents[1] / "images"
WIDTH, HEIGHT, SHOWN_WIDTH = 1280, 860, 900
PHONE = {"width": 390, "height": 780}
# Public pages stand in larger windows: more of each is seen.
LARGE = {"width": WIDTH * 5 // 4, "height": HEIGHT * 5 // 4}
TALL = {"width": WIDTH, "height": 1060}
GAP = 20  # between pictures side by side
COLOURS = 96  # a palette keeps each picture below 60 KB
SCROLL = "element => { element.style.scrollMargin = '90px'; element.scrollIntoView({behavior: 'instant'}); }"


@contextmanager
def browser_page() -> Iterator[Page]:
    """Yield a page of a browser that knows nobody yet."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        yield browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        browser.close()


@contextmanager
def signed_in(site: str) -> Iterator[Page]:
    """Yield a page of a browser in which the administrator is signed in."""
    with browser_page() as page:
        page.goto(f"{site}/admin/login/")
        page.fill("input[name=username]", "admin")
        page.fill("input[name=password]", DEMO_PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_url(f"{site}/admin/")
        yield page


def find(page: Page, address: str, pattern: str) -> str:
    """Return the first link of a screen whose address matches `pattern` as a whole."""
    page.goto(address)
    links = [link.get_attribute("href") or "" for link in page.locator("main a").all()]
    return next(link for link in links if re.fullmatch(pattern, link))


def side_by_side(page: Page, addresses: Sequence[str], name: str, *, window: tuple[int, int], column: int) -> None:
    """Keep what several addresses show as one picture, each in a `window` (width, height) and `column` pixels wide."""
    width, height = window
    shown = column, height * column // width
    sheet = Image.new("RGB", (len(addresses) * (column + GAP) - GAP, shown[1]), "white")
    page.set_viewport_size({"width": width, "height": height})
    for place, address in enumerate(addresses):
        page.goto(address, wait_until="networkidle")
        picture = Image.open(io.BytesIO(page.screenshot()))
        sheet.paste(picture.resize(shown, Image.Resampling.LANCZOS), (place * (column + GAP), 0))
    sheet.quantize(COLOURS).save(IMAGES / f"{name}.png", optimize=True)


def take(page: Page, address: str, name: str, *, at: str = "") -> None:
    """Keep a picture of a screen as images/<name>.png, from the element that the selector `at` finds downwards."""
    page.goto(address, wait_until="networkidle")
    if at:
        page.locator(at).first.evaluate(SCROLL)
    keep(page, name)


def keep(page: Page, name: str) -> None:
    """Keep a picture of what the browser shows as images/<name>.png, small enough for a repository."""
    picture = Image.open(io.BytesIO(page.screenshot()))
    width = min(picture.width, SHOWN_WIDTH)
    picture = picture.resize((width, picture.height * width // picture.width), Image.Resampling.LANCZOS)
    IMAGES.mkdir(exist_ok=True)
    picture.quantize(COLOURS).save(IMAGES / f"{name}.png", optimize=True)
