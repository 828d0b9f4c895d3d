"""Which classes a page wears that only stylesheets know which it does not load."""

import re
from functools import cache

from bs4 import BeautifulSoup
from django.conf import settings

STATIC = settings.BASE_DIR / "static"
# A year in review is dressed on the page of its group; in an issue it is text like all others.
PLAIN_ELSEWHERE = {"highlights", "priorities"}


@cache
def classes_of(sheet: str) -> frozenset[str]:
    """Return the classes for which a stylesheet has rules."""
    rules = re.sub(r"/\*.*?\*/", "", (STATIC / sheet).read_text(encoding="utf-8"), flags=re.DOTALL)
    selectors = (part for part in re.findall(r"([^{}]+)\{", rules) if not part.strip().startswith("@"))
    return frozenset(name for part in selectors for name in re.findall(r"\.([a-zA-Z][\w-]*)", part))


def undressed(page: BeautifulSoup) -> set[str]:
    """Return the classes of `page` that have rules, but in no stylesheet that it loads."""
    sheets = {path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*.css")}
    loaded = {link["href"].removeprefix("/static/") for link in page.select("link[rel=stylesheet]")} & sheets
    worn = {name for element in page.find_all(class_=True) for name in element["class"]}
    known = set().union(*map(classes_of, sheets))
    return (worn & known) - set().union(*map(classes_of, loaded)) - PLAIN_ELSEWHERE
