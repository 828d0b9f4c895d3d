"""What stakeholders and delivery hold on a person, for `holdings`: one function for each kind of record."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from delivery.models import Event, Exclusion, Message, Suppression
from stakeholders import consent
from stakeholders.models import (
    Affiliation,
    ConsentRecord,
    ContactAddress,
    ContactPhone,
    Correction,
    ErasureRequest,
    Pause,
    Topic,
)
from stakeholders.privacy import traces
from stakeholders.privacy.holdings import Section, register
from stakeholders.privacy.parts import REMOVED, log_entries
from stakeholders.privacy.subject import Subject


def _yes(value: bool) -> str:
    return pgettext("answer", "yes") if value else pgettext("answer", "no")


def details(subject: Subject) -> Iterator[Section]:
    """The contact itself: one row for each thing that it says."""
    for contact in subject.records:
        says: list[tuple[str, Any]] = [
            (_("Name"), contact.name),
            (_("Name in Urdu"), contact.name_ur),
            (_("Reads"), contact.language),
            (_("Province"), contact.province),
            (_("Post as you wrote it"), contact.stated_designation),
            (_("Organisation as you wrote it"), contact.stated_organisation),
            (_("Labels"), ", ".join(map(str, contact.tags.all()))),
            (_("Note of the unit"), contact.note),
            (_("Public card shows post and organisation"), _yes(contact.card_post)),
            (_("Public card shows telephone number"), _yes(contact.card_phone)),
            (_("Public card shows e-mail address"), _yes(contact.card_email)),
            (_("You last said that this is right"), contact.confirmed_at),
            (_("We last asked whether this is right"), contact.asked_at),
            (_("Written down"), contact.created_at),
            (_("Last changed"), contact.updated_at),
        ]
        title = _("You") if contact.merged_into_id is None else _("You, as an earlier record that became one with it")
        rows = [[label, value] for label, value in says if value not in ("", None)]
        yield Section(title, [_("What"), _("What we have")], rows)


def reached_at(subject: Subject) -> Iterator[Section]:
    """Addresses and telephone numbers."""
    links = ContactAddress.objects.filter(contact__in=subject.contacts).select_related("address")
    yield Section(
        _("Your addresses"),
        [_("Address"), _("Kind"), _("Main address"), _("Others use it too"), _("Not in use since")],
        [
            [
                link.address.email,
                link.get_kind_display(),
                _yes(link.primary),
                _yes(link.address_id in subject.shared),
                link.retired_on,
            ]
            for link in links
        ],
    )
    phones = ContactPhone.objects.filter(contact__in=subject.contacts)
    yield Section(
        _("Your telephone numbers"),
        [_("Number"), _("On WhatsApp")],
        [[phone.number, _yes(phone.whatsapp)] for phone in phones],
    )


def posts(subject: Subject) -> Iterator[Section]:
    held = Affiliation.objects.filter(contact__in=subject.contacts).select_related("organisation")
    yield Section(
        _("Your posts"),
        [_("Organisation"), _("Designation"), _("From"), _("Until")],
        [[post.organisation.name_in_language, post.designation, post.start, post.end] for post in held],
    )


def agreed(subject: Subject) -> Iterator[Section]:
    """Consent, with the exact words that were shown."""
    topics = {topic.code: str(topic) for topic in Topic.objects.all()} | {consent.DIRECTORY: _("Public directory")}
    records = ConsentRecord.objects.filter(address__in=subject.addresses).select_related("address", "wording")
    yield Section(
        _("What you agreed to, and what you stopped"),
        [
            _("When"),
            _("Address"),
            _("What"),
            _("Act"),
            _("Basis"),
            _("By way of"),
            _("Words shown"),
            _("Proof, or note"),
        ],
        [
            [
                record.at,
                record.address.email,
                topics.get(record.purpose, record.purpose),
                record.get_action_display(),
                record.get_basis_display(),
                record.get_source_display(),
                record.wording.text if record.wording else "",
                # At a mailbox of several the note may be about another of them.
                record.note if record.address_id in subject.own else "",
            ]
            for record in records.order_by("pk")
        ],
        note=_shared_note(subject),
    )
    pauses = Pause.objects.filter(address__in=subject.addresses).select_related("address")
    yield Section(
        _("Pauses that you asked for"),
        [_("Address"), _("No mail until"), _("Asked")],
        [[pause.address.email, pause.until, pause.set_at] for pause in pauses],
    )


def stopped(subject: Subject) -> Iterator[Section]:
    """Suppressions: the addresses that get no mail."""
    emails = {row.hash: row.email for row in subject.rows}
    rows = Suppression.objects.filter(address_hash__in=emails).order_by("pk")
    yield Section(
        _("Addresses of yours that we must not write to"),
        [_("Address"), _("Of"), _("Why"), _("Note"), _("Since")],
        [
            [
                emails[row.address_hash],
                row.purpose or _("Everything"),
                row.get_reason_display(),
                row.note,
                row.created_at,
            ]
            for row in rows
        ],
    )


def mail(subject: Subject) -> Iterator[Section]:
    """What was sent, what came of it, and what was not sent."""
    messages = _own_messages(subject).select_related("mailing", "address").order_by("pk")
    yield Section(
        _("Mail that we sent you"),
        [_("Mail"), _("Address"), _("State"), _("When"), _("You were called"), _("Answer of your server")],
        [
            [
                message.mailing.title,
                message.address.email,
                message.get_state_display(),
                message.settled_at,
                message.values.get("name", ""),
                message.last_reply,
            ]
            for message in messages
        ],
        note=_shared_note(subject),
    )
    events = Event.objects.filter(message__in=messages.values("pk")).select_related("message__mailing").order_by("pk")
    yield Section(
        _("What became of it"),
        [_("Mail"), _("When"), _("What"), _("In words")],
        [[event.message.mailing.title, event.at, event.get_kind_display(), event.detail] for event in events],
    )
    left_out = Exclusion.objects.filter(contact_ref__in=subject.refs).select_related("mailing").order_by("pk")
    yield Section(
        _("Mail that you did not get, and why"),
        [_("Mail"), _("Why"), _("In words")],
        [[row.mailing.title, row.get_reason_display(), row.detail] for row in left_out],
    )


def files(subject: Subject) -> Iterator[Section]:
    """Rows of files that the unit was sent."""
    rows = traces.rows_of(subject).select_related("batch").order_by("batch", "number")
    yield Section(
        _("Rows of lists in which you stood"),
        [_("List"), _("Imported"), _("Row"), _("What it did"), _("Cells")],
        [
            [
                row.batch.filename,
                row.batch.committed_at or row.batch.created_at,
                row.number,
                row.get_outcome_display(),
                " | ".join(str(cell) for cell in row.cells if cell not in ("", None)),
            ]
            for row in rows
        ],
    )


def history(subject: Subject) -> Iterator[Section]:
    """Merges, the log of staff's work, and requests: that it was, without who of staff it was."""
    merges = REMOVED["merges"].rows(subject).order_by("pk")
    yield Section(
        _("Records of you that were made one"),
        [_("When"), _("Parted again")],
        [[merge.at, merge.undone_at] for merge in merges],
    )
    entries = log_entries(subject).order_by("timestamp")
    yield Section(
        _("What staff did with your record"),
        [_("When"), _("What")],
        [[entry.timestamp, str(entry.message)] for entry in entries],
    )
    corrections = Correction.objects.filter(contact__in=subject.contacts).order_by("pk")
    yield Section(
        _("What you corrected yourself, and told us"),
        [_("When"), _("Changed"), _("Your words"), _("Settled")],
        [[each.at, ", ".join(each.fields), each.message, each.settled_at] for each in corrections],
    )
    requests = ErasureRequest.objects.filter(address__in=subject.own)
    yield Section(
        _("Your requests to be erased"),
        [_("Asked"), _("Due"), _("Done"), _("Why not")],
        [[each.asked_at, each.due_on, each.done_at, each.refused_note] for each in requests],
    )


def _own_messages(subject: Subject) -> QuerySet[Message]:
    """Return what went out in the person's name, and what went in nobody's to addresses of theirs alone.

    Whoever had an address before them got mail there in a name of their own: that is not theirs to read.
    """
    return Message.objects.filter(Q(contact_ref__in=subject.refs) | Q(contact_ref="", address__in=subject.own))


def _shared_note(subject: Subject) -> str:
    if not subject.shared:
        return ""
    return _("You share a mailbox with others. Of it only what is about you, or about the mailbox itself, stands here.")


def register_all() -> None:
    """Register what stakeholders and delivery hold, in the order in which it is read."""
    sources: Iterable[Any] = (details, reached_at, posts, agreed, stopped, mail, files, history)
    for source in sources:
        register(source)
