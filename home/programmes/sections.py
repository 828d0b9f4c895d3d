"""The sections of a programme's page, in the order of the page. One shows only when there is something in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from home import plain

if TYPE_CHECKING:
    from home.models.programmes import ProgrammePage

HEADINGS: dict[str, Promise] = {
    "goals": _("Goals"),
    "population": _("Target population"),
    "interventions": _("Interventions"),
    "implementation": _("Implementation"),
    "challenges": _("Challenges"),
    "solutions": _("Possible solutions"),
    "results": _("Results"),
    "lessons": _("Lessons learned"),
    "resources": _("Resources"),
}
TEXTS = tuple(name for name in HEADINGS if name != "results")


@dataclass(frozen=True)
class Section:
    """One section: its anchor, which is the name of its field, its heading, and its text as it is stored."""

    anchor: str
    heading: Promise
    text: str = ""


def of(page: "ProgrammePage") -> list[Section]:
    """Return the sections of `page` that have something in them."""
    return list(_filled(page))


def _filled(page: "ProgrammePage") -> Iterator[Section]:
    for name, heading in HEADINGS.items():
        if name == "results":
            if page.rows.results:
                yield Section(name, heading)
        elif has_words(getattr(page, name)):
            yield Section(name, heading, getattr(page, name))


def has_words(text: str) -> bool:
    """Whether rich text says anything: an editor that was clicked into leaves an empty paragraph behind."""
    return bool(plain.words(text))


def prose(page: "ProgrammePage") -> str:
    """Return the words of the introduction and of the sections, a text a line; results have rows of their own."""
    return "\n".join(plain.words(getattr(page, name)) for name in ("introduction", *TEXTS))
