"""Where a saved segment is used. Higher rooms register what else uses them; deleting one breaks none of it."""

from collections.abc import Callable, Iterator

from delivery.enums import ENDED_STATES, MailingKind
from delivery.models import Mailing
from stakeholders.exceptions import UnknownCriterionError
from stakeholders.models import Segment
from stakeholders.segments import rules

Source = Callable[[Segment], Iterator[str]]

_sources: list[Source] = []


def register(source: Source) -> None:
    """Ask `source` too; it yields the uses of a segment in words."""
    _sources.append(source)


def uses(segment: Segment) -> list[str]:
    """Return the uses of a segment in words: mailings that have not ended, then what higher rooms know."""
    return [*_mailings(segment), *(use for source in _sources for use in source(segment))]


def _mailings(segment: Segment) -> Iterator[str]:
    """Yield the mailings on their way that chose the segment. They keep its rule as it was."""
    for mailing in Mailing.objects.filter(kind=MailingKind.BULK).exclude(state__in=ENDED_STATES).order_by("-pk"):
        try:
            rule = rules.read(mailing.audience.get("rule"))
        except UnknownCriterionError:
            continue  # of another resolver, or not chosen yet
        if any(isinstance(part, rules.Named) and part.name == segment.name for part in rules.walk(rule)):
            yield f"{mailing.title}: {mailing.get_state_display()}"
