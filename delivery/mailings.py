"""What people do with a mailing, and what its own schedule does. How the engine stops one by itself is in `circuit`.

Each verb is one conditional UPDATE (`moves`): of two people one wins, and the other gets `MoveRefused`.
"""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from delivery import approval, audiences, circuit, conf, doorbell, turns
from delivery.enums import (
    APPROVED_STATES,
    UNSETTLED_STATES,
    WAITING_STATES,
    MailingState,
    MessageState,
    SkipReason,
)
from delivery.exceptions import ApprovalBroken
from delivery.models import Mailing, MailingContent, Message
from delivery.moves import move, refusal
from delivery.rendering import Content

logger = logging.getLogger(__name__)

_NOT_APPROVED: dict[str, Any] = {"approved_by": None, "approved_at": None, "approved_hash": "", "scheduled_for": None}


def draft(
    *,
    purpose: str,
    title: str,
    default_language: str,
    from_name: str,
    from_email: str = "",
    reply_to: str = "",
    origin: str = "",
    unsubscribable: bool = True,
    headers: Mapping[str, str] | None = None,
    by: AbstractBaseUser | None,
) -> Mailing:
    """Begin a bulk mailing. The sender's address is the installation's, unless given."""
    mailing = Mailing.objects.create(
        purpose=purpose,
        title=title,
        origin=origin,
        default_language=default_language,
        from_name=from_name,
        from_email=from_email or settings.DEFAULT_FROM_EMAIL,
        reply_to=reply_to,
        unsubscribable=unsubscribable,
        headers=dict(headers or {}),
        created_by_id=by.pk if by else None,
    )
    _log("drafted", mailing, by)
    return mailing


def set_audience(
    mailing: Mailing,
    *,
    audience: Mapping[str, Any],
    words: str,
    purpose: str = "",
    by: AbstractBaseUser | None,
) -> None:
    """Say whom a draft is for: ``{"resolver": registered name, …criteria}``, and the same in words.

    With the audience the purpose may change: that for which consent and suppression are asked.

    Raises:
        MoveRefused: it is no draft any more.
        UnknownResolver: nobody registered that name.
    """
    audiences.resolver_of(audience)
    drafts = Mailing.objects.filter(pk=mailing.pk, state=MailingState.DRAFT)
    changes = {"audience": dict(audience), "audience_words": words[:500], "purpose": purpose or mailing.purpose}
    if not drafts.update(**changes):
        raise refusal(mailing, MailingState.DRAFT)
    mailing.refresh_from_db()
    _log("audience_set", mailing, by)


@transaction.atomic
def approve(mailing: Mailing, *, by: AbstractBaseUser, contents: Mapping[str, Content], now: datetime) -> None:
    """Freeze `contents` (by language), the audience definition and the sender under one hash, in the name of `by`.

    Raises:
        MoveRefused: it is no draft any more.
        UnknownResolver: it has no audience.
        ValueError: there is no content, an empty part, or none in the default language.
    """
    _check_contents(mailing, contents)
    move(mailing, MailingState.APPROVED, approved_by=by, approved_at=now, pause_reason="", only_from=_DRAFT)
    audiences.resolver_of(mailing.audience)
    mailing.contents.all().delete()
    MailingContent.objects.bulk_create(
        approval.row_of(content, mailing=mailing, language=language) for language, content in contents.items()
    )
    Mailing.objects.filter(pk=mailing.pk).update(approved_hash=approval.approval_hash(mailing))
    mailing.refresh_from_db()
    _log("approved", mailing, by)


@transaction.atomic
def return_to_draft(*, origin: str, reason: str = "") -> int:
    """Take back the approval of every approved or scheduled mailing of `origin`, since what it sends has changed.

    Return how many there were. A mailing that has begun goes on: its frozen copy is what counts. So does one that
    follows another: it brings the others what the first readers got.
    """
    pks = list(
        Mailing.objects.select_for_update()
        .filter(origin=origin, state__in=APPROVED_STATES, follows=None)
        .values_list("pk", flat=True)
    )
    returned = Mailing.objects.filter(pk__in=pks, state__in=APPROVED_STATES).update(
        state=MailingState.DRAFT, pause_reason=reason[:255], **_NOT_APPROVED
    )
    MailingContent.objects.filter(mailing__in=pks, mailing__state=MailingState.DRAFT).delete()
    for pk in pks:
        logger.info("mailing.returned_to_draft", extra={"mailing_id": pk})
    return returned


def schedule(mailing: Mailing, *, at: datetime, by: AbstractBaseUser, now: datetime) -> None:
    """Let an approved mailing start by itself at `at`.

    Raises:
        MoveRefused: it is not approved.
        ValueError: `at` is past.
    """
    if at <= now:
        raise ValueError(_("That time is past."))
    move(mailing, MailingState.SCHEDULED, scheduled_for=at, pause_reason="")
    _log("scheduled", mailing, by)


def unschedule(mailing: Mailing, *, by: AbstractBaseUser | None, reason: str = "") -> None:
    """Take the time back; the approval stays.

    Raises:
        MoveRefused: it is not scheduled.
    """
    move(mailing, MailingState.APPROVED, scheduled_for=None, pause_reason=reason[:255], only_from=_SCHEDULED)
    _log("unscheduled", mailing, by)


@transaction.atomic
def start(mailing: Mailing, *, by: AbstractBaseUser | None, now: datetime) -> None:
    """Let an approved or scheduled mailing go. Workers freeze its audience next (`delivery.preparing`).

    Raises:
        MoveRefused: it is not approved, or somebody has started it already.
        ApprovalBroken: what is stored is not what was approved. Nothing is sent.
    """
    move(mailing, MailingState.PREPARING, started_at=now, pause_reason="")
    approval.verify(mailing)
    doorbell.ring("prepare", mailing.pk)
    _log("started", mailing, by)


def start_scheduled(mailing: Mailing, *, now: datetime) -> bool:
    """Start a scheduled mailing whose time has come, unless it is too late for that; say whether it goes.

    One that is late by more than the limit, or no longer what was approved, waits for a person, with the reason.

    Raises:
        MoveRefused: somebody was faster.
    """
    if mailing.scheduled_for and now - mailing.scheduled_for > conf.late_after():
        unschedule(mailing, by=None, reason=_("It was due long ago and did not go by itself: please decide."))
        return False
    try:
        start(mailing, by=None, now=now)
    except ApprovalBroken:
        reason = _("What is stored is not what was approved: it must be approved again.")
        move(mailing, MailingState.DRAFT, pause_reason=reason, **_NOT_APPROVED)
        logger.exception("mailing.approval_broken", extra={"mailing_id": mailing.pk})
        return False
    return True


def pause(mailing: Mailing, *, reason: str, by: AbstractBaseUser | None) -> None:
    """Stop within seconds, until a person resumes: from this commit on, no message is marked.

    One that stands still already, and would be tried again by itself, then waits for a person too.

    Raises:
        MoveRefused: it is not sending, nor would be by itself.
    """
    changes = {"pause_reason": reason[:255], **circuit.NO_TROUBLE}
    if circuit.waiting().filter(pk=mailing.pk).update(**changes):
        mailing.refresh_from_db()
    else:
        move(mailing, MailingState.PAUSED, **changes)
    _log("paused", mailing, by)


def resume(mailing: Mailing, *, by: AbstractBaseUser) -> None:
    """Go on where it stopped, at once: also when it would be tried again by itself later.

    Raises:
        MoveRefused: it is not paused.
    """
    move(mailing, MailingState.SENDING, pause_reason="", only_from=_PAUSED, **circuit.NO_TROUBLE)
    turns.ring_for(mailing)
    _log("resumed", mailing, by)


def cancel(mailing: Mailing, *, by: AbstractBaseUser, now: datetime) -> int:
    """End it for good and skip what still waits. Return how many were skipped.

    What is on the wire at that moment still settles; what the engine holds is skipped by the sweeper.

    Raises:
        MoveRefused: it has ended already.
    """
    move(mailing, MailingState.CANCELLED, finished_at=now, pause_reason="", **circuit.NO_TROUBLE)
    skipped = skip_cancelled(now=now, mailing=mailing)
    _log("cancelled", mailing, by, skipped=skipped)
    return skipped


@transaction.atomic
def skip_cancelled(*, now: datetime, mailing: Mailing | None = None) -> int:
    """Skip the waiting messages of cancelled mailings (or of one). Return how many.

    Rows that the engine is writing at this moment are left for the next time, so that neither waits for the other.
    """
    waiting = Message.objects.filter(state__in=WAITING_STATES, mailing__state=MailingState.CANCELLED)
    if mailing is not None:
        waiting = waiting.filter(mailing=mailing)
    free = waiting.select_for_update(skip_locked=True, of=("self",)).values("pk")
    return Message.objects.filter(pk__in=free, state__in=WAITING_STATES).update(
        state=MessageState.SKIPPED, skip_reason=SkipReason.CANCELLED, settled_at=now
    )


def fail(mailing: Mailing, *, reason: str, now: datetime) -> None:
    """End a mailing whose audience cannot be frozen. Nothing was sent.

    Raises:
        MoveRefused: it is not preparing.
    """
    move(mailing, MailingState.FAILED, pause_reason=reason[:255], finished_at=now)
    logger.error("mailing.failed", extra={"mailing_id": mailing.pk})


def finish(mailing_id: int, *, now: datetime) -> bool:
    """Close a sending mailing of which nothing is unsettled any more; say whether it was closed by this call."""
    unsettled = Message.objects.filter(mailing=OuterRef("pk"), state__in=UNSETTLED_STATES)
    done = Mailing.objects.filter(~Exists(unsettled), pk=mailing_id, state=MailingState.SENDING)
    closed = bool(done.update(state=MailingState.SENT, finished_at=now))
    if closed:
        logger.info("mailing.sent", extra={"mailing_id": mailing_id})
    return closed


_DRAFT = frozenset({MailingState.DRAFT})
_SCHEDULED = frozenset({MailingState.SCHEDULED})
_PAUSED = frozenset({MailingState.PAUSED})


def _check_contents(mailing: Mailing, contents: Mapping[str, Content]) -> None:
    if mailing.default_language not in contents:
        raise ValueError(_("There is no content in the mailing's own language."))
    for language, content in contents.items():
        if not (content.subject.strip() and content.html.strip() and content.text.strip()):
            raise ValueError(_("The content in %(language)s is not complete.") % {"language": language})


def _log(event: str, mailing: Mailing, by: AbstractBaseUser | None, **fields: Any) -> None:
    logger.info("mailing.%s", event, extra={"mailing_id": mailing.pk, "by": by.pk if by else None, **fields})
