"""The table of contents of a programme's page, and all that there is to read on it: its sections, then its body."""

from typing import TYPE_CHECKING

from home.body.outline import Entry, is_long, outline, plain_text
from home.programmes import sections

if TYPE_CHECKING:
    from home.models.programmes import ProgrammePage


def contents(page: "ProgrammePage") -> list[Entry]:
    """Return the headings of a long page in their order; of a short one none. Subheadings are left to the page."""
    if not is_long(text(page)):
        return []
    return [
        *(Entry(2, str(section.heading), section.anchor) for section in sections.of(page)),
        *(entry for entry in outline(page.body) if entry.level == 2),
    ]


def text(page: "ProgrammePage") -> str:
    """Return the words of the page that are read one after the other."""
    results = [result.text for result in page.rows.results]
    return "\n".join([sections.prose(page), *results, plain_text(page.body)])
