"""To those who missed it: a mailing that brings the frozen content of an earlier one to whoever did not get it.

A family is a first mailing and all that follow it. A reader has one Message-ID in the whole family, so that a twin can
be told by the receiver; and whoever got it from any member, or may have, is left out of every later one.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, TextChoices
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from delivery import approval, audiences, suppression
from delivery.audiences import Candidate
from delivery.decisions import Verdict
from delivery.enums import (
    ENDED_STATES,
    EXCLUSION_FOR_SUPPRESSION,
    UNSETTLED_STATES,
    EventKind,
    ExclusionReason,
    MailingKind,
    MailingState,
    MessageState,
    SkipReason,
)
from delivery.exceptions import MoveRefused
from delivery.models import Event, Mailing, MailingContent, Message

logger = logging.getLogger(__name__)

_T = TypeVar("_T")

RESOLVER = "delivery.missed"
_CHUNK = 1000
# News that only a message that arrived can cause: it outweighs a person's belief that it did not.
_PROOFS = (
    EventKind.DELIVERED,
    EventKind.COMPLAINED,
    EventKind.OPENED,
    EventKind.CLICKED,
    EventKind.UNSUBSCRIBED,
    EventKind.AUTO_REPLIED,
)


class Missed(TextChoices):
    """Why somebody missed it."""

    FAILED = "failed", gettext_lazy("The server refused it")
    DECIDED = "decided", gettext_lazy("Decided not to have arrived")
    CANCELLED = "cancelled", gettext_lazy("Not sent, because the mailing was cancelled")
    JOINED = "joined", gettext_lazy("Joined since, or has another address now")


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a follow-up would find now: who would get it and why, and who would be left out."""

    groups: dict[Missed, int]  # every group
    exclusions: dict[ExclusionReason, int]  # only reasons that occur

    @property
    def reachable(self) -> int:
        """How many would get it."""
        return sum(self.groups.values())


# The family ----------------------------------------------------------------------------------------------------------


def root_of(mailing: Mailing) -> Mailing:
    """Return the first mailing of the family."""
    return mailing.follows or mailing


def family(mailing: Mailing) -> QuerySet[Mailing]:
    """Return the first mailing and all that follow it, oldest first."""
    root_pk = mailing.follows_id or mailing.pk
    return Mailing.objects.filter(Q(pk=root_pk) | Q(follows=root_pk)).order_by("pk")


def reached(mailing: Mailing) -> int:
    """Return how many messages the whole family has brought to their servers."""
    return Message.objects.filter(mailing__in=family(mailing).values("pk"), state=MessageState.SENT).count()


def check(mailing: Mailing) -> None:
    """Raise what `create` would raise about the family.

    Raises:
        MoveRefused: it is no bulk mailing, goes out only once, never settled its audience, or one of its family has
            not ended.
    """
    root = root_of(mailing)
    if root.kind != MailingKind.BULK:
        raise MoveRefused(_("Only a mailing to many can be followed by another."))
    if audiences.only_once(root.audience):
        raise MoveRefused(_("This mailing asks its readers once. Whoever does not answer is not asked again."))
    unsettled = Message.objects.filter(mailing=OuterRef("pk"), state__in=UNSETTLED_STATES)
    if open_one := family(root).filter(Exists(unsettled) | ~Q(state__in=ENDED_STATES)).first():
        raise MoveRefused(_("“%(title)s” has not ended yet.") % {"title": open_one.title})
    if root.prepared is None:
        raise MoveRefused(_("This mailing ended before it was settled who gets it: send it again as a whole."))


# Making one ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def create(mailing: Mailing, *, by: AbstractBaseUser, now: datetime) -> Mailing:
    """Return a new approved mailing, in the name of `by`, to whoever missed the family of `mailing`.

    Contents, sender and headers are those of the first mailing, byte for byte. Of two people who ask at once, the
    second is refused.

    Raises:
        MoveRefused: see `check`.
        ApprovalBroken: what the first mailing stores is not what was approved.
    """
    root = Mailing.objects.select_for_update().get(pk=mailing.follows_id or mailing.pk)
    check(root)
    approval.verify(root)
    follower = Mailing.objects.create(
        purpose=root.purpose,
        origin=root.origin,
        default_language=root.default_language,
        from_name=root.from_name,
        from_email=root.from_email,
        reply_to=root.reply_to,
        unsubscribable=root.unsubscribable,
        headers=root.headers,
        audience={"resolver": RESOLVER, "of": root.pk},
        follows=root,
        state=MailingState.APPROVED,
        approved_by_id=by.pk,
        approved_at=now,
        created_by_id=by.pk,
        **_words(root),
    )
    MailingContent.objects.bulk_create(
        approval.row_of(approval.content_of(row), mailing=follower, language=row.language)
        for row in root.contents.order_by("pk")
    )
    follower.approved_hash = approval.approval_hash(follower)
    follower.save(update_fields=["approved_hash"])
    logger.info("mailing.followed", extra={"mailing_id": root.pk, "follow_up": follower.pk, "by": by.pk})
    return follower


def _words(root: Mailing) -> dict[str, str]:
    """Return title and audience in words, in the language that mailings are kept in."""
    with translation.override(settings.LANGUAGE_CODE):
        number = root.followers.count() + 1
        title = _("%(title)s, follow-up %(number)d") % {"title": root.title, "number": number}
        words = _("Whoever missed “%(title)s”: %(audience)s") % {"title": root.title, "audience": root.audience_words}
    return {"title": title[:255], "audience_words": words[:500]}


# Who missed it -------------------------------------------------------------------------------------------------------


def missed(criteria: dict[str, Any], purpose: str) -> Iterator[Candidate]:
    """Yield everybody whom the first mailing's audience names now: the resolver of follow-ups.

    Whoever got it is excluded as such, and so is who may have got it; the rest is as the first resolver says.
    """
    for candidate, _group in _judged(Mailing.objects.get(pk=criteria["of"])):
        yield candidate


def forecast(mailing: Mailing) -> Forecast:
    """Count what a follow-up would find now, by reading the whole audience as preparing would; nothing is written.

    Of 200,000 candidates that takes 5 to 9 seconds of processor time, the more the more of them missed it.
    """
    root = root_of(mailing)
    groups, exclusions, taken = Counter[Missed](), Counter[ExclusionReason](), set[int]()
    for chunk in _chunks(_judged(root)):
        suppressed = suppression.reasons(
            {each.address_id for each, group in chunk if group and each.address_id}, root.purpose
        )
        for candidate, group in chunk:
            address_id = candidate.address_id
            if group is None or address_id is None:
                exclusions[candidate.exclusion or ExclusionReason.NO_ADDRESS] += 1
            elif address_id in suppressed:
                exclusions[EXCLUSION_FOR_SUPPRESSION[suppressed[address_id]]] += 1
            elif address_id in taken:
                exclusions[ExclusionReason.DUPLICATE] += 1
            else:
                taken.add(address_id)
                groups[group] += 1
    return Forecast(
        groups={group: groups[group] for group in Missed},
        exclusions={reason: exclusions[reason] for reason in ExclusionReason if exclusions[reason]},
    )


def _judged(root: Mailing) -> Iterator[tuple[Candidate, Missed | None]]:
    """Yield the candidates of the first audience as it is now, each with the reason why it missed the mailing, if any.

    The look-up by contact (for who has another address now) has no index of its own. So it is made for those alone
    whom the look-up by address let pass, a thousand at a time.
    """
    members = list(family(root).values_list("pk", flat=True))
    passed: list[tuple[Candidate, Missed]] = []
    for chunk in _chunks(audiences.candidates(root.audience, root.purpose)):
        standings = _standings(members, {each.address_id for each in chunk if each.address_id is not None})
        for candidate in chunk:
            standing = standings.get(candidate.address_id or 0, Missed.JOINED)
            if candidate.exclusion is not None or candidate.address_id is None:
                yield candidate, None
            elif isinstance(standing, Missed):
                passed.append((candidate, standing))
            else:
                yield replace(candidate, exclusion=standing), None
        if len(passed) >= _CHUNK:
            yield from _by_contact(members, passed)
            passed = []
    yield from _by_contact(members, passed)


def _by_contact(
    members: list[int], passed: list[tuple[Candidate, Missed]]
) -> Iterator[tuple[Candidate, Missed | None]]:
    """Yield the same, leaving out contacts who got it, or may have, at another address."""
    refs = {candidate.contact_ref for candidate, _group in passed if candidate.contact_ref}
    elsewhere: dict[str, ExclusionReason] = {}
    rows = _messages(members).filter(_ARRIVED | Q(state=MessageState.UNCERTAIN), contact_ref__in=refs)
    for ref, got_it in rows.values_list("contact_ref", "got_it"):
        if got_it or ref not in elsewhere:
            elsewhere[ref] = ExclusionReason.GOT_IT if got_it else ExclusionReason.UNDECIDED
    for candidate, group in passed:
        if reason := elsewhere.get(candidate.contact_ref):
            yield replace(candidate, exclusion=reason), None
        else:
            yield candidate, group


# A server that took it may send it back later: behind a relay every refusal comes like that.
_ARRIVED = Q(state=MessageState.SENT, returned=False) | Q(proven=True)


def _messages(members: list[int]) -> QuerySet[Any]:
    """Return the family's messages with `got_it` and `decided`."""
    events = Event.objects.filter(message=OuterRef("pk"))
    return (
        Message.objects.filter(mailing__in=members)
        .annotate(
            proven=Exists(events.filter(kind__in=_PROOFS)), returned=Exists(events.filter(kind=EventKind.BOUNCED))
        )
        .annotate(got_it=_ARRIVED, decided=Exists(events.filter(kind=EventKind.DECIDED, code=Verdict.MISSED)))
    )


def _standings(members: list[int], address_ids: set[int]) -> dict[int, ExclusionReason | Missed]:
    """Return for each address that the family has a message for how it stands with it: the best news wins."""
    standings: dict[int, ExclusionReason | Missed] = {}
    rows = _messages(members).filter(address__in=address_ids).order_by("mailing")
    for address_id, got_it, state, skip_reason, decided in rows.values_list(
        "address", "got_it", "state", "skip_reason", "decided"
    ):
        if got_it:
            standings[address_id] = ExclusionReason.GOT_IT
        elif standings.get(address_id) == ExclusionReason.GOT_IT:
            continue
        elif state == MessageState.UNCERTAIN:
            standings[address_id] = ExclusionReason.UNDECIDED
        elif standings.get(address_id) != ExclusionReason.UNDECIDED:
            standings[address_id] = _group(state, skip_reason, decided)
    return standings


def _group(state: str, skip_reason: str, decided: bool) -> Missed:
    if state in (MessageState.FAILED, MessageState.SENT):  # at once, or by a mail that came back
        return Missed.DECIDED if decided else Missed.FAILED
    # Whoever had withdrawn and is named again has joined again.
    return Missed.CANCELLED if skip_reason == SkipReason.CANCELLED else Missed.JOINED


def _chunks(items: Iterable[_T]) -> Iterator[list[_T]]:
    source = iter(items)
    while chunk := list(islice(source, _CHUNK)):
        yield chunk
