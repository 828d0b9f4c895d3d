"""What this room and the engine below know of a contact's past."""

import datetime
from collections.abc import Iterator
from itertools import chain

from django.contrib.contenttypes.models import ContentType
from django.db.models import Prefetch
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from delivery.enums import EventKind, MessageState
from delivery.models import Event, Message, Suppression
from stakeholders.duplicates.survivors import refs_of
from stakeholders.models import ConsentRecord, Contact, Correction, ImportRow, Merge, Resemblance, Topic
from stakeholders.timeline import entries
from stakeholders.timeline.entries import Entry, Kind

_ALARMING_NEWS = {EventKind.BOUNCED, EventKind.COMPLAINED, EventKind.REFUSED}
_ALARMING_STATES = {MessageState.FAILED, MessageState.UNCERTAIN}


def register() -> None:
    """Make the sources known; called from `apps.ready()`."""
    entries.register(consent, kinds={Kind.CONSENT})
    entries.register(suppressions, kinds={Kind.CONSENT})
    entries.register(mail, kinds={Kind.MAIL})
    entries.register(posts, kinds={Kind.POST})
    entries.register(record, kinds={Kind.RECORD})


def consent(contact: Contact, before: datetime.datetime, size: int) -> Iterator[Entry]:
    """Yield what was agreed to or stopped at the contact's addresses."""
    topics = {topic.code: str(topic) for topic in Topic.objects.all()}
    records = ConsentRecord.objects.filter(address__in=contact.addresses.values("address"), at__lt=before)
    for record in records.order_by("-at", "-pk").select_related("address", "recorded_by")[:size]:
        told = filter(None, [record.get_source_display(), str(record.recorded_by or ""), record.note])
        yield Entry(
            at=record.at,
            kind=Kind.CONSENT,
            icon="cross" if record.action == ConsentRecord.Action.WITHDRAWN else "check",
            title=f"{topics.get(record.purpose, record.purpose)}: {record.get_action_display()}",
            detail=" · ".join([record.address.email, *told]),
        )


def suppressions(contact: Contact, before: datetime.datetime, size: int) -> Iterator[Entry]:
    """Yield why the contact's addresses get no mail."""
    emails = dict(contact.addresses.values_list("address__hash", "address__email"))
    rows = Suppression.objects.filter(address_hash__in=emails, created_at__lt=before)
    for row in rows.order_by("-created_at")[:size]:
        yield Entry(
            at=row.created_at,
            kind=Kind.CONSENT,
            icon="warning",
            title=_("Gets no mail: %(reason)s") % {"reason": row.get_reason_display()},
            detail=" · ".join(filter(None, [emails[row.address_hash], row.note])),
            alarming=True,
        )


def mail(contact: Contact, before: datetime.datetime, size: int) -> Iterator[Entry]:
    """Yield each message to the contact's addresses, with the news that came of it."""
    news = Event.objects.order_by("at", "pk")
    sent = (
        Message.objects.filter(address__in=contact.addresses.values("address"))
        .annotate(happened=Coalesce("settled_at", "due_at"))
        .filter(happened__lt=before)
        .order_by("-happened", "-pk")
        .select_related("mailing", "address")
        .prefetch_related(Prefetch("events", queryset=news))
    )
    for message in sent[:size]:
        kinds = {EventKind(event.kind) for event in message.events.all()}
        state = MessageState(message.state)
        yield Entry(
            at=message.happened,
            kind=Kind.MAIL,
            icon="mail",
            title=message.mailing.title,
            detail=" · ".join(
                [message.address.email, str(state.label), *(str(kind.label) for kind in EventKind if kind in kinds)]
            ),
            url=reverse("newsletters_admin:message", args=[message.pk]),
            alarming=bool(kinds & _ALARMING_NEWS) or state in _ALARMING_STATES,
        )


def posts(contact: Contact, before: datetime.datetime, size: int) -> Iterator[Entry]:
    """Yield posts that began and ended. Days are shown as midnight of the site's zone."""
    for post in contact.affiliations.select_related("organisation"):
        for day, icon, title in (
            (post.start, "user", _("Began: %(post)s")),
            (post.end, "logout", _("Ended: %(post)s")),
        ):
            if day and (at := _midnight(day)) < before:
                yield Entry(
                    at=at,
                    kind=Kind.POST,
                    icon=icon,
                    title=title % {"post": post},
                    url=reverse("organisation:inspect", args=[post.organisation_id]),
                )


def record(contact: Contact, before: datetime.datetime, size: int) -> Iterator[Entry]:
    """Yield how the record came to be as it is: imports, merges, what staff changed, what the person confirmed.

    What staff did to a record that was merged into this one stays under its own key, and is told here.
    """
    refs = refs_of(contact)
    everything = chain(
        _imports(contact), _merges(refs), _edits(refs, before, size), _corrections(contact), _own(contact)
    )
    return (entry for entry in everything if entry.at < before)


def _imports(contact: Contact) -> Iterator[Entry]:
    rows = ImportRow.objects.filter(contact=contact, applied_at__isnull=False, undone_at=None)
    for row in rows.select_related("batch").defer("cells", "plan", "undo", "batch__file"):
        yield Entry(
            at=row.applied_at or row.batch.created_at,
            kind=Kind.RECORD,
            icon="upload",
            title=_("Imported: %(outcome)s") % {"outcome": row.get_outcome_display()},
            detail=_("%(file)s, row %(number)d") % {"file": row.batch.filename, "number": row.number},
        )


def _merges(refs: list[int]) -> Iterator[Entry]:
    for merge in Merge.objects.filter(subject=Resemblance.Subject.CONTACT, kept__in=refs).defer("before"):
        yield Entry(
            at=merge.at, kind=Kind.RECORD, icon="link", title=_("Merged with contact no. %(key)d") % {"key": merge.gone}
        )
        if merge.undone_at:
            yield Entry(
                at=merge.undone_at,
                kind=Kind.RECORD,
                icon="undo",
                title=_("Parted again from contact no. %(key)d") % {"key": merge.gone},
            )


def _edits(refs: list[int], before: datetime.datetime, size: int) -> Iterator[Entry]:
    of_model = ModelLogEntry.objects.filter(content_type=ContentType.objects.get_for_model(Contact))
    logged = of_model.filter(object_id__in=[str(pk) for pk in refs], timestamp__lt=before)
    for edit in logged.select_related("user").order_by("-timestamp")[:size]:
        yield Entry(
            at=edit.timestamp,
            kind=Kind.RECORD,
            icon="edit",
            title=str(edit.message),
            detail=str(edit.user_display_name),
        )


def _corrections(contact: Contact) -> Iterator[Entry]:
    for correction in Correction.objects.filter(contact=contact):
        yield Entry(
            at=correction.at,
            kind=Kind.RECORD,
            icon="edit",
            title=_("Corrected by the person, on their own page"),
            detail=correction.message,
            url=reverse("correction:settle", args=[correction.pk]),
            alarming=bool(correction.message) and correction.settled_at is None,
        )


def _own(contact: Contact) -> Iterator[Entry]:
    for at, icon, title in (
        (contact.created_at, "plus", _("Entered in the directory")),
        (contact.asked_at, "help", _("Asked by mail whether this is still right")),
        (contact.confirmed_at, "check", _("Confirmed by the person")),
    ):
        if at:
            yield Entry(at=at, kind=Kind.RECORD, icon=icon, title=title)


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), tzinfo=get_current_timezone())
