"""What preflight says of words about suicide, of helplines and of key figures: where a mail could harm or mislead."""

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from home import formats
from home.models import Helpline, KeyFigure
from home.safe_messaging.overriding import standing
from newsletters.blocks.base import ShowIn
from newsletters.body_walk import Leaf, Place
from newsletters.findings import Finding, blocking, warning

if TYPE_CHECKING:
    from newsletters.models import IssuePage

SOON = datetime.timedelta(days=7)  # a mail is read for some days after it was approved


def of_words(issue: "IssuePage") -> Iterator[Finding]:
    """Say what the rules of safe messaging object to; what was overridden only warns, with the note."""
    stands = standing(issue)
    for finding in stands.findings:
        place = Place(finding.block_id, finding.label, ShowIn.BOTH) if finding.label else None
        message = f"“{finding.words}”: {finding.reason}" if finding.words else str(finding.reason)
        if finding.blocks and stands.override:
            message += " " + _("Published all the same, by %(name)s: “%(note)s”") % {
                "name": stands.override.by or "–",
                "note": stands.override.note,
            }
        say = blocking if finding in stands.blocking else warning
        yield say(f"messaging_{finding.rule.code}", f"{message} {finding.suggestion}", place)


def of_figure(leaf: Leaf, today: datetime.date) -> Iterator[Finding]:
    """Say whether a key figure is there, and recent enough by its own measure."""
    figure: KeyFigure | None = leaf.value
    if figure is None:
        reason = _("The key figure has been deleted.") if leaf.raw else _("No key figure is chosen.")
        yield blocking("record_missing", reason, leaf.place)
    elif figure.is_stale(today):
        words = {"figure": figure, "date": formats.long_date(figure.as_of)}
        yield warning("figure_stale", _("“%(figure)s” is of %(date)s: too old for it.") % words, leaf.place)


def of_helpline(leaf: Leaf, today: datetime.date) -> Iterator[Finding]:
    """Say whether a helpline is there, and verified for as long as the mail is read."""
    line: Helpline | None = leaf.value
    if line is None:
        reason = _("The helpline has been deleted.") if leaf.raw else _("No helpline is chosen.")
        yield blocking("record_missing", reason, leaf.place)
    elif line.valid_until is None or line.valid_until < today:
        message = _("“%s” is not verified, and is left out. Verify it, or take it out.")
        yield warning("helpline_hidden", message % line.name_in_language, leaf.place)
    elif line.valid_until - today < SOON:
        words = {"name": line.name_in_language, "date": formats.long_date(line.valid_until)}
        message = _("“%(name)s” is verified until %(date)s only. Verify it again before this goes out.")
        yield warning("helpline_expires", message % words, leaf.place)
