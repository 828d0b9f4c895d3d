"""What invited people say on circulated minutes. An objection keeps silence from approving them until it is settled."""

import datetime
import logging

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from meetings import notes
from meetings.enums import MinutesState, Visibility
from meetings.exceptions import MeetingsError
from meetings.minutes import versions
from meetings.models import Invitation, Minutes, MinutesComment

log = logging.getLogger(__name__)

MAX_LENGTH = 4000  # characters
MAX_ANSWER = 2000
MAX_EACH = 30  # comments of one invited person on the minutes of one meeting


def are_open(minutes: Minutes, *, now: datetime.datetime) -> bool:
    """Return whether one can comment: while the minutes are circulated and the time for objections runs."""
    until = minutes.objections_until
    return minutes.state == MinutesState.CIRCULATED and until is not None and now < until


@transaction.atomic
def say(invitation: Invitation, *, version: int, text: str, objects_to: bool, now: datetime.datetime) -> MinutesComment:
    """Write down what an invited person says on the version that they read, by its number.

    Twice the same is once, as long as nobody has answered: who repeats an objection that was settled objects again.

    Raises:
        MeetingsError: commenting is over, a newer version is out, or there is no text, too much of it or too often.
    """
    # Locked, so that silence does not approve the minutes while somebody objects.
    minutes = Minutes.objects.select_for_update(no_key=True).filter(meeting=invitation.meeting_id).first()
    if minutes is None or not are_open(minutes, now=now):
        raise MeetingsError(_("The time for comments is over. What you wrote was not kept."))
    latest = versions.latest(minutes, Visibility.PARTNERS)
    if latest is None or latest.number != version:
        raise MeetingsError(_("A newer version was circulated since you opened this page. Please read it first."))
    text = notes.writable(text).strip()
    if not text:
        raise MeetingsError(_("Please write what you want to say."))
    if len(text) > MAX_LENGTH:
        raise MeetingsError(_("That is too long: at most %(limit)s characters.") % {"limit": MAX_LENGTH})
    earlier = of_invitation(invitation)
    said = earlier.filter(version=latest, text=text, objects_to=objects_to, settled_at=None).first()
    if said is not None:
        return said
    if earlier.count() >= MAX_EACH:
        raise MeetingsError(_("You have commented very often. Please write to the unit instead."))
    comment = MinutesComment.objects.create(
        version=latest, invitation=invitation, text=text, objects_to=objects_to, at=now
    )
    log.info("minutes.commented", extra={"minutes": minutes.pk, "comment": comment.pk, "objects": objects_to})
    return comment


def of_invitation(invitation: Invitation) -> QuerySet[MinutesComment]:
    """Return what the person said so far, on any version: nobody is shown what others said."""
    return MinutesComment.objects.filter(invitation=invitation).select_related("version").order_by("at", "pk")


def of_minutes(minutes: Minutes) -> QuerySet[MinutesComment]:
    """Return all comments with who made them, for staff: what waits first, objections before the rest."""
    comments = MinutesComment.objects.filter(version__minutes=minutes)
    people = comments.select_related("version", "invitation__organisation", "settled_by")
    return people.order_by(F("settled_at").asc(nulls_first=True), "-objects_to", "at", "pk")


@transaction.atomic
def settle(comment: MinutesComment, *, answer: str, by: AbstractUser, now: datetime.datetime) -> None:
    """Answer a comment and take it off the list of what waits; the person reads the answer. The first answer stays.

    Raises:
        MeetingsError: it was settled meanwhile, or the answer is too long; an objection needs one.
    """
    comment = MinutesComment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    answer = notes.writable(answer).strip()
    if comment.settled_at is not None:
        raise MeetingsError(_("Somebody has settled this comment already."))
    if len(answer) > MAX_ANSWER:
        raise MeetingsError(_("That is too long: at most %(limit)s characters.") % {"limit": MAX_ANSWER})
    if comment.objects_to and not answer:
        raise MeetingsError(_("Write what became of the objection: whoever made it reads it."))
    comment.answer, comment.settled_at, comment.settled_by_id = answer, now, by.pk
    comment.save(update_fields=["answer", "settled_at", "settled_by"])
    log.info("minutes.comment_settled", extra={"comment": comment.pk, "by": by.pk})
