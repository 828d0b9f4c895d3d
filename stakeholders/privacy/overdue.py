"""What is over time at a moment, for the rules in `rules`, and what becomes of it where that is not plain."""

import datetime
from collections.abc import Sequence

from django.apps import apps
from django.db.models import Case, Exists, F, Model, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Left, Length
from django.utils import timezone

from delivery.enums import ENDED_STATES, UNSETTLED_STATES, EventKind, MailingKind, SuppressionReason
from delivery.models import Address, Event, Exclusion, MailingContent, Message, Suppression
from stakeholders.models import (
    Affiliation,
    ConsentRecord,
    ConsentState,
    Contact,
    ContactAddress,
    ExportRecord,
    ImportBatch,
    ImportRow,
    Merge,
    RetentionRun,
)
from stakeholders.privacy import erasure, traces
from stakeholders.privacy.subject import subject_at, subject_of

MONTH, YEAR = datetime.timedelta(days=30), datetime.timedelta(days=365)
STATUS_CHARACTERS = 5  # of an enhanced status of a mail server (RFC 3463): 5.2.2


# People ---------------------------------------------------------------------------------------------------------------


def _records() -> QuerySet[ConsentRecord]:
    """Return the consent records at the addresses of the outer query's contact."""
    at = ContactAddress.objects.filter(contact=OuterRef(OuterRef("pk"))).values("address")
    return ConsentRecord.objects.filter(address__in=at)


def never_confirmed(now: datetime.datetime) -> QuerySet[Contact]:
    """Return contacts that the subscribe form made, that never confirmed, and that nobody has worked on since."""
    long_ago = now - MONTH
    asked = Q(source=ConsentRecord.Source.FORM, action=ConsentRecord.Action.REQUESTED, at__lt=long_ago)
    at = ContactAddress.objects.filter(contact=OuterRef(OuterRef("pk"))).values("address")
    untouched = Contact.objects.filter(
        Exists(_records()),
        ~Exists(_records().exclude(asked)),
        ~Exists(Message.objects.filter(address__in=at, state__in=UNSETTLED_STATES)),
        created_at__lt=long_ago,
        tags=None,
        note="",
    )
    return _referred_to_by_none(untouched, but=ContactAddress)


def drop(keys: Sequence[int], now: datetime.datetime) -> None:
    for contact in Contact.objects.filter(pk__in=keys):
        erasure.drop(subject_of(contact), now=now)


def fallen_silent(now: datetime.datetime) -> QuerySet[Contact]:
    """Return contacts without a post who stopped everything two years ago or earlier, and were not heard of since."""
    long_ago = now - 2 * YEAR
    posts = Affiliation.objects.current(timezone.localdate(now)).filter(contact=OuterRef("pk"))
    running = ContactAddress.objects.filter(contact=OuterRef("pk")).filter(
        Exists(_state_other_than_withdrawn(OuterRef("address")))
    )
    return Contact.objects.filter(
        Q(confirmed_at=None) | Q(confirmed_at__lt=long_ago),
        Exists(_records()),
        ~Exists(_records().filter(at__gte=long_ago)),
        ~Exists(running),
        ~Exists(posts),
        created_at__lt=long_ago,
    )


def _state_other_than_withdrawn(address: OuterRef) -> QuerySet[ConsentState]:
    """Return the states at an address that are not a no."""
    return ConsentState.objects.filter(address=address).exclude(action=ConsentRecord.Action.WITHDRAWN)


def forget(keys: Sequence[int], now: datetime.datetime) -> None:
    """Erase contacts who did not ask for it: staff may lift the suppression, should the person come back."""
    for contact in Contact.objects.filter(pk__in=keys):
        erasure.erase(contact, by=None, now=now, suppress_as=SuppressionReason.MANUAL)


def come_back(now: datetime.datetime) -> QuerySet[Address]:
    """Return addresses that were erased and stand here again without a contact: somebody typed them into a form."""
    erased = Suppression.objects.filter(reason=SuppressionReason.ERASED, purpose="").values("address_hash")
    contacts = ContactAddress.objects.filter(address=OuterRef("pk"))
    return Address.objects.filter(~Exists(contacts), hash__in=erased).exclude(email="")


def erase_again(keys: Sequence[int], now: datetime.datetime) -> None:
    for address in Address.objects.filter(pk__in=keys):
        erasure.drop(subject_at(address), now=now)


def belonging_to_nobody(now: datetime.datetime) -> QuerySet[Address]:
    """Return addresses to which nothing refers: what an undone import or a merge may still ask for is younger."""
    return _referred_to_by_none(Address.objects.filter(created_at__lt=now - YEAR - MONTH))


def _referred_to_by_none(rows: QuerySet, *, but: type[Model] | None = None) -> QuerySet:
    """Return those of `rows` that no row of any room names in a foreign key, the model `but` aside."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.related_model is rows.model and model is not but:
                rows = rows.filter(~Exists(model._base_manager.filter(**{field.name: OuterRef("pk")})))
    return rows


# Files and snapshots --------------------------------------------------------------------------------------------------


def old_files(now: datetime.datetime) -> QuerySet[ImportBatch]:
    return ImportBatch.objects.exclude(file=None).filter(created_at__lt=now - 3 * MONTH)


def drop_files(keys: Sequence[int], now: datetime.datetime) -> None:
    traces.drop_files(ImportBatch.objects.filter(pk__in=keys))


def old_rows(now: datetime.datetime) -> QuerySet[ImportRow]:
    return ImportRow.objects.filter(batch__created_at__lt=now - YEAR)


def old_snapshots(now: datetime.datetime) -> QuerySet[Merge]:
    return Merge.objects.exclude(before={}).filter(at__lt=now - YEAR)


# Mail -----------------------------------------------------------------------------------------------------------------


def _settled_before(moment: datetime.datetime) -> QuerySet[Message]:
    return Message.objects.filter(settled_at__lt=moment).exclude(state__in=UNSETTLED_STATES)


def old_names(now: datetime.datetime) -> QuerySet[Message]:
    return _settled_before(now - YEAR).exclude(values={})


def old_replies(now: datetime.datetime) -> QuerySet[Message]:
    return _settled_before(now - YEAR).alias(length=Length("last_reply")).filter(length__gt=STATUS_CHARACTERS)


def old_words(now: datetime.datetime) -> QuerySet[Event]:
    return Event.objects.exclude(detail="").filter(at__lt=now - YEAR)


def old_looks(now: datetime.datetime) -> QuerySet[Event]:
    return Event.objects.filter(kind__in=(EventKind.OPENED, EventKind.CLICKED), at__lt=now - 2 * YEAR)


def old_personal_mails(now: datetime.datetime) -> QuerySet[MailingContent]:
    return MailingContent.objects.exclude(html="", text="").filter(
        mailing__kind=MailingKind.ONE_OFF, mailing__state__in=ENDED_STATES, mailing__finished_at__lt=now - 3 * MONTH
    )


def old_ledger_rows(now: datetime.datetime) -> QuerySet[Message]:
    return _settled_before(now - 5 * YEAR).exclude(contact_ref="")


def old_exclusions(now: datetime.datetime) -> QuerySet[Exclusion]:
    old = Exclusion.objects.filter(mailing__finished_at__lt=now - 5 * YEAR)
    return old.exclude(contact_ref__startswith="erased:")


def keep_status(keys: Sequence[int], now: datetime.datetime) -> None:
    """Leave of a server's reply its enhanced status, by which `feedback` tells a full mailbox from spam."""
    status = When(last_reply__regex=r"^[245][.][0-9]", then=Left(F("last_reply"), STATUS_CHARACTERS))
    Message.objects.filter(pk__in=keys).update(last_reply=Case(status, default=Value("")))


# Our own books --------------------------------------------------------------------------------------------------------


def old_exports(now: datetime.datetime) -> QuerySet[ExportRecord]:
    return ExportRecord.objects.filter(at__lt=now - 3 * YEAR)


def old_clean_ups(now: datetime.datetime) -> QuerySet[RetentionRun]:
    return RetentionRun.objects.filter(at__lt=now - 3 * YEAR)
