"""How many an audience reaches with an issue, and which language edition they would get."""

from collections import Counter
from dataclasses import dataclass

from delivery.enums import ExclusionReason
from delivery.models import Mailing
from newsletters import sending
from newsletters.exceptions import AudienceGone
from newsletters.models import IssuePage
from stakeholders import audience
from stakeholders.audience import Criteria


@dataclass(frozen=True)
class Reach:
    """The counts of one audience, in the words of the screen."""

    words: str
    candidates: int
    reachable: int
    excluded: list[tuple[str, int]]  # why, how many; most first
    editions: list[tuple[str, int]]  # name of the language, how many get it; most first


def chosen(mailing: Mailing | None) -> Criteria | None:
    """Return whom the mailing goes to, or None where that is not there any more."""
    try:
        return sending.criteria_of(mailing)
    except AudienceGone:
        return None


def reach(issue: IssuePage, criteria: Criteria) -> Reach:
    """Count the audience as it is now. Readers of a language without an edition get the first one."""
    counted = audience.count(criteria)
    names = {page.locale.language_code: page.locale.get_display_name() for page in sending.outgoing(issue)}
    split: Counter[str] = Counter()
    for language, readers in audience.count_by_language(criteria).items():
        split[names.get(language, next(iter(names.values())))] += readers
    return Reach(
        words=audience.in_words(criteria),
        candidates=counted.candidates,
        reachable=counted.reachable,
        excluded=[
            (str(ExclusionReason(reason).label), number)
            for reason, number in sorted(counted.excluded.items(), key=lambda item: -item[1])
            if number
        ],
        editions=split.most_common(),
    )
