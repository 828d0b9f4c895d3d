"""A mailing and what followed it, as the mailing's page lists them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from delivery import follow_up
from delivery.enums import ENDED_STATES, MessageState, SkipReason
from delivery.models import Mailing


@dataclass(frozen=True)
class Family:
    """The members, oldest first, each with its counts; and what they make together."""

    members: list[Any]
    reached: int  # messages that servers took, from any of them
    undecided: int
    ended: bool  # all of them

    @property
    def may_go_on(self) -> bool:
        """Whether another follow-up is possible: all have ended, and it was once settled who gets the first."""
        return self.ended and self.members[0].prepared is not None

    @property
    def has_followers(self) -> bool:
        return len(self.members) > 1


def family(mailing: Mailing) -> Family:
    """Read the family of a mailing, by one query."""
    members = list(_counted(follow_up.family(mailing)))
    return Family(
        members=members,
        reached=sum(member.sent for member in members),
        undecided=sum(member.uncertain for member in members),
        ended=all(member.state in ENDED_STATES for member in members),
    )


def _counted(members: QuerySet[Mailing]) -> QuerySet[Any]:
    def count(**conditions: Any) -> Count:
        return Count("messages", filter=Q(**{f"messages__{name}": value for name, value in conditions.items()}))

    return members.annotate(
        sent=count(state=MessageState.SENT),
        refused=count(state=MessageState.FAILED),
        uncertain=count(state=MessageState.UNCERTAIN),
        dropped=count(state=MessageState.SKIPPED, skip_reason=SkipReason.CANCELLED),
    )
