"""What the feeds hold, and the keys of personal ones.

A feed says cheaply whether it has changed (`Feed.fingerprint`), so that a calendar that asks every hour costs a query.
"""

import datetime
import hashlib
import json
import logging
import secrets
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import get_language, gettext

from meetings import addresses, visibility
from meetings.calendar import ics
from meetings.enums import Kind, Visibility
from meetings.exceptions import MeetingsError
from meetings.models import CalendarFeed, Invitation, Meeting, WorkingGroup
from stakeholders.duplicates.survivors import refs_of, survivor
from stakeholders.mail import unit
from stakeholders.models import Contact

logger = logging.getLogger(__name__)

PAST = datetime.timedelta(days=365)  # how long a meeting stays after its end
_NEVER = datetime.datetime.fromtimestamp(0, datetime.UTC)
_SHAPE = 1  # raised when feeds are written in another way: what calendars have kept is then out of date


@dataclass(frozen=True)
class Feed:
    """What one address gives, in the active language."""

    name: str
    reader: Visibility
    meetings: QuerySet[Meeting]
    joining: frozenset[int] = frozenset()

    def fingerprint(self) -> str:
        """Return what changes whenever the feed does, and hardly ever else. One query."""
        rows = list(self.meetings.values_list("pk", "updated_at", "sequence", "state", "revision"))
        said = [_SHAPE, get_language(), self.name, sorted(self.joining), [list(map(str, row)) for row in rows]]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]

    def calendar(self) -> bytes:
        """Return the feed as an iCalendar object: the same octets until the fingerprint changes."""
        rows = list(self.meetings.defer("body", "body_ur"))
        latest = max((meeting.updated_at for meeting in rows), default=_NEVER)
        return ics.published(rows, name=self.name, reader=self.reader, joining=self.joining, now=latest)


def public(*, group: WorkingGroup | None = None, kind: Kind | None = None, now: datetime.datetime) -> Feed:
    """Return the feed of what everybody may know: all meetings, those of a group, or those of a kind."""
    meetings = _recent(Meeting.objects.public().filter(addresses.open_to_all()), now)
    title = gettext("Meetings")
    if group is not None:
        meetings, title = meetings.filter(groups=group), group.name_in_language
    if kind is not None:
        meetings, title = meetings.filter(kind=kind), str(kind.label)
    return Feed(f"{unit()['name']}: {title}", Visibility.PUBLIC, meetings)


def public_change() -> datetime.datetime | None:
    """Return when a meeting last changed, whichever: one that is no longer public has changed the feeds too."""
    changed: datetime.datetime | None = Meeting.objects.aggregate(latest=Max("updated_at"))["latest"]
    return changed


def personal(contact: Contact, *, now: datetime.datetime) -> Feed:
    """Return the feed of the meetings that concern a person, with the link to join those that invited them."""
    invited = Invitation.objects.filter(contact__in=refs_of(contact), withdrawn_at=None)
    return Feed(
        f"{unit()['name']}: {gettext('My meetings')}",
        Visibility.PARTNERS,
        _recent(visibility.meetings_of(contact, timezone.localdate(now)), now),
        frozenset(invited.values_list("meeting", flat=True)),
    )


def _recent(meetings: QuerySet[Meeting], now: datetime.datetime) -> QuerySet[Meeting]:
    return meetings.filter(end__gte=now - PAST).order_by("start", "pk")


def current(contact: Contact) -> CalendarFeed | None:
    """Return the personal feed that a person has, whichever of their merged entries it was made for."""
    return CalendarFeed.objects.filter(contact__in=refs_of(contact)).order_by("-made_at").first()


def mark(feed: CalendarFeed | None) -> str:
    """Return what tells one address from the next, without telling the address."""
    return feed.key_hash[:12] if feed else ""


@transaction.atomic
def make(contact: Contact, *, instead_of: str, now: datetime.datetime) -> str:
    """Give a person a new address for their feed, and return its key: nobody can look it up later.

    The old address ends. `instead_of` is the `mark` of what they saw when they asked.

    Raises:
        MeetingsError: there is another one by now; a form was sent twice.
    """
    Contact.with_merged.select_for_update().get(pk=contact.pk)
    if mark(current(contact)) != instead_of:
        raise MeetingsError(gettext("A new address was made already, perhaps in another window. Nothing was changed."))
    CalendarFeed.objects.filter(contact__in=refs_of(contact)).delete()
    key = secrets.token_urlsafe(32)
    CalendarFeed.objects.create(contact=contact, key_hash=_hash(key), made_at=now)
    logger.info("calendar_feed.made", extra={"contact_id": contact.pk})
    return key


def revoke(contact: Contact, *, by: AbstractBaseUser | None) -> bool:
    """End the address of a person's feed; `by` is None where they did it themselves. Return whether there was one."""
    ended, _rows = CalendarFeed.objects.filter(contact__in=refs_of(contact)).delete()
    if ended:
        logger.info("calendar_feed.revoked", extra={"contact_id": contact.pk, "by": by.pk if by else None})
    return bool(ended)


def opened(key: str, *, now: datetime.datetime) -> Contact | None:
    """Return whose feed `key` opens, and note the day; None where it opens none.

    The day is written once a day, however often a calendar asks.
    """
    feed = CalendarFeed.objects.select_related("contact").filter(key_hash=_hash(key)).first()
    if feed is None:
        return None
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if feed.read_at is None or feed.read_at < today:
        CalendarFeed.objects.filter(pk=feed.pk).update(read_at=today)
    return survivor(feed.contact)


def _hash(key: str) -> str:
    """Return what is kept of a key. It is long and random: nothing slower is needed against guessing."""
    return hashlib.sha256(key.encode()).hexdigest()
