"""Why bibtexparser could not read an entry, in words for people, and on which line that is."""

from bibtexparser.exceptions import BlockAbortedException
from bibtexparser.model import ParsingFailedBlock
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

# What its reasons begin with or hold; whether the fault lies where reading ended, or where the entry begins.
_REASONS = (
    ("still looking", False, gettext_noop("In this entry a brace or a quotation mark is opened and never closed.")),
    ("end of file", False, gettext_noop("The text ends before this entry does: a brace is missing.")),
    ("comma after entry key", False, gettext_noop("After the entry’s key there must be a comma.")),
    ("Expected a `=`", True, gettext_noop("A field without “=”: it must be name = {value}.")),
    ("Expected either a `,`", True, gettext_noop("A comma is missing between two fields.")),
)  # fmt: skip


def in_words(block: ParsingFailedBlock, line: int) -> tuple[int, str]:
    """Return the line that is at fault, and the reason. `line` is where the entry begins."""
    reason = block.error.abort_reason if isinstance(block.error, BlockAbortedException) else ""
    for begins, at_end, words in _REASONS:
        if begins in reason:
            below = (block.raw or "").rstrip().count("\n") if at_end else 0
            return line + below, _(words)
    return line, not_whole()


def not_whole() -> str:
    return _("This entry is not whole.")
