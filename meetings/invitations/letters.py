"""What a mail about a meeting holds, by the kind of its round. Its words are in templates/email/meetings/.

Other parts of this room add kinds: minutes for comment, for example, are `register`ed by who writes them.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from delivery import one_off
from delivery.links import absolute
from delivery.models import Address, Message
from delivery.rendering import Content, render_message
from meetings import links
from meetings.calendar import ics
from meetings.enums import NoticeKind, Reply
from meetings.invitations import PURPOSE, differences
from meetings.invitations.facts import Facts
from meetings.models import Invitation, Notice
from stakeholders.mail import unit

DEAD_LINK = "#preview"
ANSWERS = (Reply.ACCEPTED, Reply.TENTATIVE, Reply.DECLINED)

Context = Callable[[Invitation, Notice], dict[str, Any]]


@dataclass(frozen=True)
class Letter:
    """One kind of mail: its folder of templates, what they need besides the common context, its calendar part.

    `context` runs in the reader's language. Links that act for the reader must come from `personal_links`, which a
    preview leaves out.
    """

    message: str
    context: Context = lambda invitation, notice: {}
    personal_links: Callable[[Invitation], dict[str, str]] = lambda invitation: {}
    holds: Callable[[Notice], bool] = lambda notice: True  # asked before each mail: whether what it says still holds
    calendar: bool = False  # whether it goes to calendars too; what they are told is `calendar.ics.message`


_letters: dict[NoticeKind, Letter] = {}


def register(kind: NoticeKind, letter: Letter) -> None:
    """Have rounds of `kind` mailed as `letter`."""
    _letters[kind] = letter


def holds(notice: Notice) -> bool:
    """Return whether the mails of a round that are left are still to be sent."""
    return _letters[NoticeKind(notice.kind)].holds(notice)


def post(invitation: Invitation, notice: Notice, *, address: Address, facts: Facts, now: datetime.datetime) -> Message:
    """Queue the mail of a round to an invited person at `address`, in the caller's transaction.

    Raises:
        delivery.exceptions.Suppressed: the address gets no mail of this purpose. Nothing is written.
        delivery.exceptions.RenderingError: the templates do not make a mail.
    """
    letter = _letters[NoticeKind(notice.kind)]
    invitation.meeting = notice.meeting
    with translation.override(invitation.language):
        return one_off.send(
            address=address,
            purpose=PURPOSE,
            room="meetings",
            message=letter.message,
            context=_context(letter, invitation, notice, facts) | letter.personal_links(invitation),
            language=invitation.language,
            to_name=invitation.name,
            reply_to=settings.REPLY_TO_EMAIL,
            unsubscribable=True,
            calendar=ics.message(invitation, now=now) if letter.calendar else "",
            now=now,
        )


def preview(invitation: Invitation, notice: Notice, *, now: datetime.datetime) -> Content:
    """Return the mail as `post` would send it, with personal links that lead nowhere: staff answer for nobody.

    Raises:
        delivery.exceptions.RenderingError: the templates do not make a mail.
    """
    letter = _letters[NoticeKind(notice.kind)]
    invitation.meeting = notice.meeting
    with translation.override(invitation.language):
        facts = Facts.of(notice.meeting)
        dead = dict.fromkeys([*letter.personal_links(invitation), "unsubscribe_url", "preferences_url"], DEAD_LINK)
        context = _context(letter, invitation, notice, facts) | dead
        content = render_message(f"email/meetings/{letter.message}", context=context, language=invitation.language)
        return replace(content, calendar=ics.message(invitation, now=now) if letter.calendar else "")


def _context(letter: Letter, invitation: Invitation, notice: Notice, facts: Facts) -> dict[str, Any]:
    return {
        "unit": unit(),
        "meeting": notice.meeting,
        "facts": facts,
        "invitation": invitation,
        "words": notice.words,
        "write_to": settings.REPLY_TO_EMAIL,
    } | letter.context(invitation, notice)


def reply_url(invitation: Invitation) -> str:
    """Return the address of the page on which the invited person answers, in their language."""
    token = links.invitation_token(links.Door.REPLY, invitation)
    with translation.override(invitation.language):
        return absolute(reverse("meetings:reply", args=[token]))


def _reply_links(invitation: Invitation) -> dict[str, str]:
    url = reply_url(invitation)
    return {"reply_url": url} | {f"{answer}_url": f"{url}?answer={answer}" for answer in ANSWERS}


def _changes(invitation: Invitation, notice: Notice) -> dict[str, Any]:
    return {"differences": differences.since(notice.meeting, invitation.told_sequence)}


register(NoticeKind.INVITATION, Letter("invitation", personal_links=_reply_links, calendar=True))
register(NoticeKind.UPDATE, Letter("update", context=_changes, personal_links=_reply_links, calendar=True))
register(NoticeKind.CANCELLATION, Letter("cancellation", calendar=True))
register(NoticeKind.REMINDER, Letter("reminder", personal_links=_reply_links))
