"""What the editor of a programme is pointed to. Nothing of it blocks: whoever writes decides."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from home.body.outline import plain_text
from home.programmes import claims, sections
from home.wording import hints as wording

if TYPE_CHECKING:
    from home.models.programmes import ProgrammePage

QUOTED = 90  # characters of a text that are enough to find it again


def hints(page: "ProgrammePage") -> list[str]:
    """Return what is worth a look, in words: results first, then the texts, then how things are called."""
    return [*_results(page), *_texts(page), *_partners(page), *wording.of(_all_words(page))]


def _results(page: "ProgrammePage") -> Iterator[str]:
    for result in page.rows.claims:
        if not result.said_by:
            message = _("Claim without source: “%s”. It is shown apart from the results, as one that needs a source.")
            yield message % _short(result.text)
        else:
            message = _("Result without a date: “%s”. It is shown as a claim until it says as of when it holds.")
            yield message % _short(result.text)


def _texts(page: "ProgrammePage") -> Iterator[str]:
    """Point to findings that hide in prose, and to helplines that readers are told of but not given."""
    for sentence in claims.unsupported(_prose(page)):
        message = _("Claim without source: “%s”. Write it as a result with its source, or refer to a source: [1].")
        yield message % _short(sentence)
    gives_helplines = any(block.block_type == "helplines" for block in page.body)
    if not gives_helplines and claims.mentions_helpline(_all_words(page)):
        yield _("A helpline is mentioned. Add the block “Helplines”: it gives the numbers that were verified.")


def _partners(page: "ProgrammePage") -> Iterator[str]:
    if page.rows.hidden:  # not which: who writes pages may not see every organisation
        yield _("Organisations that readers don't see, because they are not public: %d.") % page.rows.hidden


def _prose(page: "ProgrammePage") -> str:
    return "\n".join([page.summary, sections.prose(page), plain_text(page.body)])


def _all_words(page: "ProgrammePage") -> str:
    rows = [result.text for result in page.rows.results]
    return "\n".join([page.title, page.name_ur, _prose(page), *rows])


def _short(text: str) -> str:
    return Truncator(text).chars(QUOTED)
