"""The table of contents of a programme's page: its sections, then the headings of its body."""

import math
from typing import TYPE_CHECKING

from django.utils.translation import ngettext

from home import formats
from home.body.outline import LONG, WORDS_PER_MINUTE, Entry, outline, plain_text
from home.programmes import sections

if TYPE_CHECKING:
    from home.models.programmes import ProgrammePage


def contents(page: "ProgrammePage") -> list[Entry]:
    """Return the headings of a long page in their order; of a short one none. Subheadings are left to the page."""
    if minutes(page) < LONG:
        return []
    return [
        *(Entry(2, str(section.heading), section.anchor) for section in sections.of(page)),
        *(entry for entry in outline(page.body) if entry.level == 2),
    ]


def reading_time(page: "ProgrammePage") -> str:
    """Say how long a long page takes to read; of a short one, nothing."""
    number = minutes(page)
    words = ngettext("%(number)s minute to read", "%(number)s minutes to read", number)
    return words % {"number": formats.digits(number)} if number >= LONG else ""


def minutes(page: "ProgrammePage") -> int:
    """Return how many minutes an adult takes to read the page: at least one."""
    results = [result.text for result in page.rows.results]
    words = " ".join([sections.prose(page), *results, plain_text(page.body)]).split()
    return max(1, math.ceil(len(words) / WORDS_PER_MINUTE))
