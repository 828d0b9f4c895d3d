"""What a browser finds on one page: what came over the wire, what axe-core objects to, what is too wide."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import axe_playwright_python
from playwright.sync_api import Browser, ConsoleMessage, Page

PHONE, DESK = 360, 1280
HEIGHT = 800
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
# Best practices and rules that are still tried out, too, but the one that takes every large figure and every standfirst
# for a heading. Level AAA is left out, which WCAG 2.2 (5.2.1) advises against asking of whole sites.
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice", "experimental"]
NO_RULES = ("p-as-heading",)
WIDER = "document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth"
# Whether Urdu stands anywhere but in the ways to the Urdu pages, which are set in the reader's own fonts.
URDU = """() => {
  const ways = [...document.querySelectorAll(".language, html:lang(en) .elsewhere :lang(ur)")];
  const shown = ways.reduce((text, way) => text.replace(way.innerText, ""), document.body.innerText);
  return /[\\u0600-\\u06FF]/.test(shown);
}"""
# The text twice as large, as who sets a larger letter in the browser sees it.
TWICE = """() => {
  const root = document.documentElement;
  root.style.fontSize = 2 * parseFloat(getComputedStyle(root).fontSize) + "px";
}"""


@dataclass
class Wire:
    """What came over the wire for one page, with an empty cache: bytes with their headers."""

    bytes: dict[str, int] = field(default_factory=dict)

    @property
    def requests(self) -> int:
        return len(self.bytes)

    @property
    def urdu_font(self) -> int:
        return sum(size for path, size in self.bytes.items() if "nastaliq" in path)

    @property
    def photographs(self) -> int:
        return sum(size for path, size in self.bytes.items() if path.startswith("/media/"))

    @property
    def rest(self) -> int:
        """What is held to 60 KB."""
        return sum(self.bytes.values()) - self.urdu_font - self.photographs


@dataclass(frozen=True)
class Visit:
    """One page: what it weighs, and in words all that is wrong with it."""

    path: str
    wire: Wire
    has_urdu: bool
    checked: int  # by how many rules of axe-core it was judged
    faults: list[str]


def visit(browser: Browser, origin: str, path: str) -> Visit:
    """Open a page as a stranger does, look at it in four widths, and go."""
    context = browser.new_context(viewport={"width": PHONE, "height": HEIGHT})
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(f"console: {message.text}") if _is_fault(message) else None)
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
    wire = Wire()
    _weigh(page, wire)
    page.goto(origin + path)
    page.evaluate("document.fonts.ready")
    has_urdu = page.evaluate(URDU)
    checked = 0
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        found, checked = objections(page)
        faults += [f"{width} px: {fault}" for fault in found]
    faults += wider(page)
    context.close()
    return Visit(path, wire, has_urdu, checked, faults)


def objections(page: Page, *, but: Iterable[str] = ()) -> tuple[list[str], int]:
    """Return what axe-core finds on a page, of any severity, and how many rules applied, `but` some."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    rules = {rule: {"enabled": False} for rule in (*NO_RULES, *but)}
    options = {"runOnly": LEVELS, "rules": rules}
    result: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    found = [
        f"{each['id']} ({each['impact']}) {node['html'][:160]}"
        for each in result["violations"]
        for node in each["nodes"]
    ]
    return found, len(result["passes"]) + len(result["violations"]) + len(result["incomplete"])


def wider(page: Page) -> Iterator[str]:
    """Yield where a page must be scrolled sideways: on the narrowest phone, zoomed, with its text twice as large."""
    for width, name in ((320, "at 320 px"), (DESK // 2, "zoomed to 200 %")):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        if page.evaluate(WIDER):
            yield f"wider than the window {name}"
    page.set_viewport_size({"width": DESK, "height": HEIGHT})
    page.evaluate(TWICE)
    if page.evaluate(WIDER):
        yield "wider than the window with text of 200 %"


def _is_fault(message: ConsoleMessage) -> bool:
    """Whether the browser complains: of what a policy forbids, for example. That a page says 404 is meant."""
    return message.type in ("error", "warning") and "status of 404" not in message.text


def _weigh(page: Page, wire: Wire) -> None:
    """Have `wire` filled by whatever `page` loads from now on."""
    paths: dict[str, str] = {}
    wire_of = page.context.new_cdp_session(page)
    wire_of.send("Network.enable")
    wire_of.on("Network.requestWillBeSent", lambda event: paths.update({event["requestId"]: event["request"]["url"]}))

    def loaded(event: dict[str, Any]) -> None:
        parts = urlsplit(paths[event["requestId"]])
        if parts.scheme.startswith("http"):
            wire.bytes[parts.path] = wire.bytes.get(parts.path, 0) + int(event["encodedDataLength"])

    wire_of.on("Network.loadingFinished", loaded)
