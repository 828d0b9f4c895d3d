"""Making two records one.

Everything that points at the one that goes is moved to the one that is kept, whichever room it belongs to. The one
that goes stays as a hidden row: links to it lead to the survivor, and what the survivor had already, or what a person
left out, stays with it. So nothing is deleted, and `parting` can undo the whole.

Order of locks: addresses, then the two records, by key.
"""

import datetime
import logging
from collections.abc import Iterable
from typing import TypeVar

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from delivery import suppression
from stakeholders.duplicates import strictness
from stakeholders.duplicates.journal import Journal
from stakeholders.duplicates.planning import Choices, Plan, plan
from stakeholders.duplicates.subjects import CONTACT, ORGANISATION, Subject
from stakeholders.exceptions import MergeRefusedError
from stakeholders.models import Contact, ContactAddress, Merge, Organisation, OrganisationName, Resemblance

log = logging.getLogger(__name__)

Record = TypeVar("Record", Contact, Organisation)


def merge_contacts(
    *, kept: Contact, gone: Contact, choices: Choices | None = None, by: AbstractBaseUser | None, now: datetime.datetime
) -> Merge:
    """Make `gone` part of `kept`; `choices` says which values are kept, and None leaves that to the rules.

    What one of the two had stopped and the other agreed to is withdrawn, in the same transaction.

    Raises:
        MergeRefusedError: one of them is merged already, or both are the same; the text says so.
    """
    return _merge(CONTACT, kept=kept.pk, gone=gone.pk, choices=choices, by=by, now=now)


def merge_organisations(
    *,
    kept: Organisation,
    gone: Organisation,
    choices: Choices | None = None,
    by: AbstractBaseUser | None,
    now: datetime.datetime,
) -> Merge:
    """Make `gone` part of `kept`, which is then known by the names of both.

    Raises:
        MergeRefusedError: see `merge_contacts`.
    """
    return _merge(ORGANISATION, kept=kept.pk, gone=gone.pk, choices=choices, by=by, now=now)


@transaction.atomic
def _merge(
    subject: Subject,
    *,
    kept: int,
    gone: int,
    choices: Choices | None,
    by: AbstractBaseUser | None,
    now: datetime.datetime,
) -> Merge:
    records = lock(subject, kept, gone)
    if kept == gone:
        raise MergeRefusedError(_("That is one and the same entry."))
    for record in records.values():
        if record.merged_into_id is not None:
            raise MergeRefusedError(_("“%(name)s” has been merged by somebody meanwhile.") % {"name": record})
    done = plan(records[kept], records[gone], choices or Choices())
    user = by.pk if by else None
    merge = Merge.objects.create(subject=subject.code, kept=kept, gone=gone, by_id=user, at=now)
    journal = Journal()
    _move_rows(done, journal)
    journal.set(subject.model, kept, done.values)
    for name in done.names:
        journal.add(OrganisationName(organisation_id=kept, name=name, reason=OrganisationName.Reason.MERGED))
    withdrawn = strictness.withdraw(done.stopping, merge=merge.pk, by=user, now=now)
    merge.before = {
        **journal.as_json(),
        "withdrawn": withdrawn,
        "judged": done.judged,
        "dismissed": _settle_resemblances(subject, kept=kept, gone=gone, now=now),
    }
    merge.save(update_fields=["before"])
    subject.model.with_merged.filter(pk=gone).update(merged_into=kept, updated_at=now)
    subject.model.with_merged.filter(pk=kept).update(updated_at=now)
    refresh(subject, [kept, gone])
    log.info("duplicates.merged", extra={"merge_id": merge.pk, "subject": subject.code.value, "by": user})
    return merge


def lock(subject: Subject, *pks: int) -> dict[int, Contact | Organisation]:
    """Hold these records, and their addresses first; return them fresh. Whoever merges one of them meanwhile waits.

    Raises:
        MergeRefusedError: one of them is gone, or got an address in this very moment.
    """
    held = _addresses_of(subject, pks)
    suppression.lock_addresses(held)
    rows = subject.model.with_merged.select_for_update().filter(pk__in=pks).order_by("pk")
    records = {record.pk: record for record in rows}
    if records.keys() != set(pks) or _addresses_of(subject, pks) != held:
        raise MergeRefusedError(_("One of the two was changed or deleted just now. Look again."))
    return records


def _addresses_of(subject: Subject, pks: Iterable[int]) -> set[int]:
    if subject is not CONTACT:
        return set()
    return set(ContactAddress.objects.filter(contact__in=list(pks)).values_list("address", flat=True))


def _move_rows(done: Plan, journal: Journal) -> None:
    """Move rows as planned. A row that a constraint refuses stays where it is: the survivor has one like it."""
    kept, gone = done.kept.pk, done.gone.pk
    addresses = ContactAddress.objects.filter(contact__in=[kept, gone]) if isinstance(done.kept, Contact) else None
    if addresses is not None:  # one contact has one main address: let go before rows meet
        for pk in addresses.filter(primary=True).values_list("pk", flat=True):
            if pk != done.main_address:
                journal.set(ContactAddress, pk, {"primary": False})
    for move in done.leaving:
        journal.move(move.relation.model, move.relation.name, move.pks, source=kept, target=gone)
    for move in done.joining:
        journal.move(move.relation.model, move.relation.name, move.pks, source=gone, target=kept)
    if addresses is not None and done.main_address is not None:
        journal.set(ContactAddress, done.main_address, {"primary": True})


def refresh(subject: Subject, pks: Iterable[int]) -> None:
    """Write the search column of the records anew and, for organisations, of their people."""
    wanted = list(pks)
    subject.refresh(wanted)
    if subject is ORGANISATION:
        people = Contact.objects.filter(affiliations__organisation__in=wanted).distinct().values_list("pk", flat=True)
        CONTACT.refresh(list(people))


def _settle_resemblances(subject: Subject, *, kept: int, gone: int, now: datetime.datetime) -> list[int]:
    """Empty the queue of the one that goes. Whoever was told from it is told from the survivor: return those rows."""
    pairs = Resemblance.objects.filter(subject=subject.code)
    theirs = pairs.filter(first=gone) | pairs.filter(second=gone)
    others = {pair.first + pair.second - gone: pair for pair in theirs.exclude(dismissed_at=None)}
    theirs.filter(dismissed_at=None).delete()
    carried = []
    for other, pair in others.items():
        first, second = sorted((kept, other))
        if other != kept and not pairs.filter(first=first, second=second).exists():
            carried.append(
                Resemblance.objects.create(
                    subject=subject.code,
                    first=first,
                    second=second,
                    kind=pair.kind,
                    score=pair.score,
                    found_at=now,
                    dismissed_at=pair.dismissed_at,
                    dismissed_by_id=pair.dismissed_by_id,
                ).pk
            )
    return carried
