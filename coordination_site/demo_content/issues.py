"""Plants the newsletters: each block of content/newsletter-*.toml becomes a block of the issue's body."""

from collections.abc import Callable, Mapping
from typing import Any

from wagtail.models import Page

from coordination_site.demo_content import read
from coordination_site.demo_content.pictures import load_tile_map
from coordination_site.demo_content.tree import Planter, link_to
from home.models import KeyFigure
from newsletters.models import IssuePage, NewsletterIndexPage

NUMBERS = (31, 32, 33)
TRANSLATED = (33,)


def load_issues(planter: Planter, archive: NewsletterIndexPage, records: Mapping[str, Page]) -> None:
    """Plant the issues under `archive`. What they point to are `records`, by slug."""
    for number in NUMBERS:
        issue = _Issue(number, "en", records)
        page = planter.put(IssuePage, archive, str(number), on=issue.day, **issue.fields())
        if number in TRANSLATED:
            translation = _Issue(number, "ur", records)
            planter.put_urdu(page, on=translation.day, **translation.fields())


class _Issue:
    """One issue in one language, from its file to the fields of its page."""

    def __init__(self, number: int, language: str, records: Mapping[str, Page]) -> None:
        self._number = number
        self._said = read(f"newsletter-{number}.{language}")
        self._records = records
        links = self._said.get("links", {})
        self._links = {name: link_to(records[link["leads_to"]], link["text"]) for name, link in links.items()}
        self.day = self._said["day"]

    def fields(self) -> dict[str, Any]:
        words = {name: self._said.get(name, "") for name in ("title", "subject", "preheader", "greeting", "summary")}
        blocks = [block for said in self._said["body"] for block in said.items()]
        body = [(kind, self._makers[kind](self, value)) for kind, value in blocks]
        return {"number": self._number, "issue_date": self.day, "body": body, **words}

    def _rich_text(self, text: str) -> dict[str, Any]:
        return {"text": text.format(**self._links)}

    def _heading(self, text: str) -> dict[str, Any]:
        return {"text": text, "level": "h2"}

    def _list(self, entries: list[dict[str, str]]) -> dict[str, Any]:
        return {
            "entries": [{**self._rich_text(f"<p>{entry['text']}</p>"), "link": self._link(entry)} for entry in entries]
        }

    def _link(self, said: dict[str, str]) -> dict[str, Page]:
        return {"page": self._records[said["leads_to"]]} if "leads_to" in said else {}

    def _button(self, said: dict[str, str]) -> dict[str, Any]:
        return {"text": said["text"], "link": self._link(said)}

    def _pages(self, slugs: list[str]) -> list[Page]:
        return [self._records[slug] for slug in slugs]

    def _cards(self, slugs: list[str]) -> dict[str, Any]:
        return {"cards": [{"programme": page} for page in self._pages(slugs)]}

    def _key_figures(self, said: dict[str, Any]) -> dict[str, Any]:
        figures = KeyFigure.objects.in_bulk(said["figures"], field_name="key")
        return {"heading": said["heading"], "figures": [figures[key] for key in said["figures"]]}

    def _tile_map(self, said: dict[str, str]) -> dict[str, Any]:
        image = load_tile_map()
        # The image block stores its description with the block, so that it is in the issue's language.
        image.contextual_alt_text, image.decorative = said["alt"], False
        return {"image": image, "caption": said["caption"]}

    _makers: Mapping[str, Callable[["_Issue", Any], dict[str, Any]]] = {
        "lead": _rich_text,
        "text": _rich_text,
        "heading": _heading,
        "numbered_list": _list,
        "cards": _cards,
        "key_figures": _key_figures,
        "publications": lambda self, slugs: {"publications": self._pages(slugs)},
        "records": lambda self, slugs: {"pages": self._pages(slugs)},
        "image": _tile_map,
        "button": _button,
        "divider": lambda self, said: said,
        "social": lambda self, said: said,
    }
