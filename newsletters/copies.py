"""Test copies: an issue as it stands, to a few named addresses, before anybody approves it.

They are one-off mails, so they need no approval, leave at once and have a ledger of their own. The reader in them is
made up and their personal links are dead: whoever gets a copy can't act for somebody else.
"""

import dataclasses
import datetime
from collections.abc import Iterable

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import Site

from delivery import addresses, one_off
from delivery.exceptions import Suppressed
from delivery.models import Message
from home.models import UnitSettings
from newsletters import compose, sending
from newsletters.models import IssuePage
from newsletters.permissions import Act, policy
from newsletters.previews import DEAD_LINK, READER

# Not a topic: unsubscribing from the newsletter doesn't keep a member of staff from testing it.
PURPOSE = "test"
SUBJECT_PREFIX = "[Test] "
SHOWN = 10


def origin_of(issue: IssuePage) -> str:
    """Return what test copies of the issue are found by."""
    return f"test:{issue.translation_key}"


@transaction.atomic
def send(
    issue: IssuePage, *, emails: Iterable[str], by: AbstractUser, now: datetime.datetime
) -> tuple[list[Message], list[str]]:
    """Send a copy of the issue, as it would go out now, to each address; return the messages, and who gets no mail.

    An issue that is not live is sent as it was last saved.

    Raises:
        delivery.exceptions.InvalidAddress: one of the addresses is malformed.
        delivery.exceptions.RenderingError: no mail can be made from the issue.
    """
    policy.require(by, Act.DRAFT)
    content = compose.compose(issue if issue.live else issue.get_latest_revision_as_object())
    content = dataclasses.replace(content, subject=SUBJECT_PREFIX + content.subject)
    unit = UnitSettings.for_site(Site.objects.get(is_default_site=True))
    sent, refused = [], []
    for email in emails:
        try:
            message = one_off.send_content(
                content,
                address=addresses.get_or_create(email),
                purpose=PURPOSE,
                origin=origin_of(issue),
                title=f"[Test] {sending.title_of(issue)}",
                language=issue.locale.language_code,
                from_name=unit.sender_name or unit.unit_name,
                values={"name": READER, "unsubscribe_url": DEAD_LINK, "preferences_url": DEAD_LINK},
                now=now,
            )
        except Suppressed:
            refused.append(email)
        else:
            sent.append(message)
    return sent, refused


def recent(issue: IssuePage) -> QuerySet[Message]:
    """Return the latest test copies of the issue, newest first."""
    copies = Message.objects.filter(mailing__origin=origin_of(issue)).select_related("address", "mailing")
    return copies.order_by("-pk")[:SHOWN]
