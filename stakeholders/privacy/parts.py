"""All that is held on a person, part by part: what an erasure removes, and what it keeps without them.

Higher rooms register what they hold on contacts. What has a foreign key to a contact that cascades needs no entry to be
removed, but one to be counted on the certificate.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry

from delivery import forgetting
from stakeholders.models import (
    Affiliation,
    ConsentRecord,
    Contact,
    ContactAddress,
    ContactPhone,
    Correction,
    Engagement,
    ErasureRequest,
    ExportFile,
    Merge,
    Pause,
    Resemblance,
)
from stakeholders.privacy import traces
from stakeholders.privacy.subject import Subject


@dataclass(frozen=True)
class Part:
    """One kind of row: how it is counted, and what becomes of it. `remove` is None where a contact takes it along."""

    label: Any
    rows: Callable[[Subject], QuerySet]
    remove: Callable[[QuerySet], object] | None = None


def _delete(rows: QuerySet) -> None:
    rows.delete()


def _erase_consent(rows: Any) -> None:
    rows.erase()


def _pairs(model: type[Model], first: str, second: str) -> Callable[[Subject], QuerySet]:
    """Return what finds the rows of `model` in which a contact of a person is one of two."""

    def rows(subject: Subject) -> QuerySet:
        mine = Q(**{f"{first}__in": subject.contacts}) | Q(**{f"{second}__in": subject.contacts})
        return model._default_manager.filter(mine, subject=Resemblance.Subject.CONTACT)

    return rows


def log_entries(subject: Subject) -> QuerySet[ModelLogEntry]:
    """Return what Wagtail wrote down about staff's work on the person's contacts."""
    mine = [str(pk) for pk in subject.contacts]
    return ModelLogEntry.objects.filter(content_type=ContentType.objects.get_for_model(Contact), object_id__in=mine)


# In the order in which they are removed: contacts last, since the other parts are found by them.
REMOVED: dict[str, Part] = {
    "files": Part(_("files of imports"), traces.files_about, traces.drop_files),
    "import_rows": Part(_("contents of rows of imports"), traces.rows_about, traces.empty_rows),
    # Any of them may name the person, and a name may be what was searched for: who wants one asks for it again.
    "exports": Part(_("files of exports that lie ready"), lambda subject: ExportFile.objects.all(), _delete),
    "merges": Part(_("merges, with what stood there before"), _pairs(Merge, "kept", "gone"), _delete),
    "resemblances": Part(_("possible duplicates"), _pairs(Resemblance, "first", "second"), _delete),
    "consent": Part(
        _("records of consent"),
        lambda subject: ConsentRecord.objects.filter(address__in=subject.own),
        _erase_consent,
    ),
    "engagement": Part(
        _("when they last got and opened mail"),
        lambda subject: Engagement.objects.filter(address__in=subject.own),
        _delete,
    ),
    "pauses": Part(_("pauses"), lambda subject: Pause.objects.filter(address__in=subject.own), _delete),
    "one_off": Part(
        _("texts of personal mails"),
        lambda subject: forgetting.personal_contents_of(subject.addresses, subject.refs),
    ),
    "addresses": Part(_("addresses"), lambda subject: ContactAddress.objects.filter(contact__in=subject.contacts)),
    "phones": Part(_("telephone numbers"), lambda subject: ContactPhone.objects.filter(contact__in=subject.contacts)),
    "corrections": Part(
        _("corrections of their own, with what they told staff"),
        lambda subject: Correction.objects.filter(contact__in=subject.contacts),
    ),
    "posts": Part(_("posts"), lambda subject: Affiliation.objects.filter(contact__in=subject.contacts)),
    "contacts": Part(
        _("contacts, with those merged into them"),
        lambda subject: Contact.with_merged.filter(pk__in=subject.contacts),
    ),
}

KEPT: dict[str, Part] = {
    "messages": Part(
        _("rows of the ledgers of mailings, without name and address"),
        lambda subject: forgetting.messages_of(subject.own, subject.refs),
    ),
    "exclusions": Part(
        _("rows of who was left out of mailings, without name and address"),
        lambda subject: forgetting.exclusions_of(subject.own, subject.refs),
    ),
    "shared": Part(
        _("addresses that others use too: they stay for them"),
        lambda subject: ContactAddress.objects.filter(address__in=subject.shared, contact__in=subject.contacts),
    ),
    "log": Part(_("entries of the log of staff’s work, without the name"), log_entries),
    "requests": Part(
        _("requests to be erased, without the address"),
        lambda subject: ErasureRequest.objects.filter(address__in=subject.own),
    ),
}


def register(key: str, part: Part) -> None:
    """Have an erasure remove what a higher room holds on contacts; called from `apps.ready()`, once per key."""
    higher = dict(REMOVED)
    REMOVED.clear()
    REMOVED.update({key: part, **higher})  # before the contacts go


def counts(parts: Mapping[str, Part], subject: Subject) -> dict[str, int]:
    """Return how many rows of each of `parts` there are, leaving out those with none."""
    numbers = {key: part.rows(subject).count() for key, part in parts.items()}
    return {key: number for key, number in numbers.items() if number}


def in_words(parts: Mapping[str, Part], numbers: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return label and number of what was counted; a part that is no longer registered goes by its key."""
    return [(str(parts[key].label) if key in parts else key, number) for key, number in numbers.items()]
