"""One personal mail (a confirmation, an invitation, a test copy) with the same rows as a newsletter: a mailing of one.

So suppression, retries and the ledger hold for it too. It goes by the fast queue and needs no approval: a person's own
act, or a program's, is its reason. It is refused, not excluded, when its address is suppressed.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from delivery import approval, doorbell, identity, suppression
from delivery.enums import MailingKind, MailingState
from delivery.exceptions import Suppressed
from delivery.links import PersonalLinks
from delivery.models import Address, Mailing, Message
from delivery.rendering import Content, render_message

logger = logging.getLogger(__name__)

AUTO_GENERATED = {"Auto-Submitted": "auto-generated"}  # RFC 3834: no holiday reply, please


def send(
    *,
    address: Address,
    purpose: str,
    room: str,
    message: str,
    context: Mapping[str, Any],
    language: str,
    to_name: str = "",
    reply_to: str = "",
    unsubscribable: bool = False,
    headers: Mapping[str, str] | None = None,
    calendar: str = "",
    now: datetime,
) -> Message:
    """Render ``templates/email/{room}/{message}/`` (subject.txt, body.mjml, body.txt) for one reader, and send it.

    `context` holds ``unit`` (name, ministry, postal_address), whose name is the sender's. With `unsubscribable` the
    mail carries one-click headers for `purpose`, and its templates get ``unsubscribe_url`` and ``preferences_url``.
    A `calendar` (an iCalendar object) goes along for the reader's calendar, and as the file invite.ics.

    Raises:
        Suppressed: the address gets no mail of this purpose. Nothing is written.
        RenderingError: the templates do not make a mail.
    """
    _refuse_suppressed(address, purpose)
    values = dict(context)
    if unsubscribable:
        personal = PersonalLinks.for_language(language)
        values["unsubscribe_url"] = personal.unsubscribe_url(address.pk, purpose)
        values["preferences_url"] = personal.preferences_url(address.pk)
    content = replace(render_message(f"email/{room}/{message}", context=values, language=language), calendar=calendar)
    return _queue(
        content,
        address=address,
        purpose=purpose,
        title=f"{room}/{message}",
        language=language,
        from_name=str(context["unit"]["name"]),
        reply_to=reply_to,
        unsubscribable=unsubscribable,
        headers=AUTO_GENERATED if headers is None else headers,
        values={"name": to_name},
        now=now,
    )


def send_content(
    content: Content,
    *,
    address: Address,
    purpose: str,
    title: str,
    language: str,
    from_name: str,
    reply_to: str = "",
    origin: str = "",
    unsubscribable: bool = False,
    headers: Mapping[str, str] | None = None,
    values: Mapping[str, str],
    now: datetime,
) -> Message:
    """Send finished content to one address: a test copy of a newsletter, for example, found again by its `origin`.

    Only the placeholders that `values` names (``name``, ``unsubscribe_url``, ``preferences_url``) are filled: give dead
    links where the reader must not act for somebody else.

    Raises:
        Suppressed: the address gets no mail of this purpose.
    """
    _refuse_suppressed(address, purpose)
    return _queue(
        content,
        address=address,
        purpose=purpose,
        title=title,
        language=language,
        from_name=from_name,
        reply_to=reply_to,
        origin=origin,
        unsubscribable=unsubscribable,
        headers=headers or {},
        values=values,
        now=now,
    )


def _refuse_suppressed(address: Address, purpose: str) -> None:
    reason = suppression.check(address, purpose)
    if reason is not None:
        raise Suppressed(f"Address {address.pk} gets no mail: {reason.label}.")


@transaction.atomic
def _queue(
    content: Content,
    *,
    address: Address,
    purpose: str,
    title: str,
    language: str,
    from_name: str,
    reply_to: str,
    origin: str = "",
    unsubscribable: bool,
    headers: Mapping[str, str],
    values: Mapping[str, str],
    now: datetime,
) -> Message:
    mailing = Mailing.objects.create(
        kind=MailingKind.ONE_OFF,
        state=MailingState.SENDING,
        purpose=purpose,
        title=title[:255],
        origin=origin,
        default_language=language,
        from_name=from_name,
        from_email=settings.DEFAULT_FROM_EMAIL,
        reply_to=reply_to,
        unsubscribable=unsubscribable,
        headers=dict(headers),
        candidates=1,
        prepared=1,
        excluded=0,
        started_at=now,
    )
    approval.row_of(content, mailing=mailing, language=language).save()
    row = Message.objects.create(
        mailing=mailing,
        address=address,
        language=language,
        values=dict(values),
        message_id=identity.message_ids(mailing)(address.pk),
        due_at=now,
    )
    doorbell.ring("deliver_one_off", mailing.pk)
    logger.info("one_off.queued", extra={"mailing_id": mailing.pk, "message_pk": row.pk, "title": title})
    return row
