"""What imported rows wrote, taken back where it still stands as it was written. What others changed since stays."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Model, ProtectedError, RestrictedError
from django.utils.translation import gettext as _

from delivery import bulk
from stakeholders.duplicates.relations import relations_to
from stakeholders.importing.steps import written
from stakeholders.importing.world import FIELDS, Known
from stakeholders.models import (
    Affiliation,
    ConsentRecord,
    ConsentState,
    Contact,
    ContactAddress,
    ContactPhone,
    ImportRow,
    Merge,
    Resemblance,
)

# What imports write of a contact; whatever else refers to one came later.
_WRITTEN = (ContactAddress, ContactPhone, Affiliation, Contact.tags.through)


class Reverter:
    """Gathers what is to be taken back of a chunk of rows, then writes it. `left` tells, by row, what stays."""

    def __init__(self, rows: list[ImportRow], known: dict[int, Known]) -> None:
        self.left: dict[int, list[str]] = defaultdict(list)
        self.changed: set[int] = set()
        self._known = known
        self._acted = _acted_themselves(rows)
        self._merged = _last_merges(known)
        self._needed = _needed(known)
        self._deleted: dict[int, ImportRow] = {}
        self._fields: list[tuple[Any, ...]] = []
        self._gone: dict[type[Model], set[tuple[int, Any]]] = defaultdict(set)  # of whom, what
        self._posts: list[int] = []
        self._ends: list[tuple[None, int]] = []
        self._designations: list[tuple[str, int]] = []
        for row in rows:
            self._revert(row)

    def _revert(self, row: ImportRow) -> None:
        contact = self._known.get(row.contact_id or 0)
        if contact is None or self._was_merged_since(row):
            self.left[row.pk].append(_("the contact was deleted or merged"))
        elif not written(row).get("created"):
            self._restore(row, contact)
        elif contact.pk in self._needed:
            self.left[row.pk].append(_("the contact, which other records need"))
        elif contact.pk in self._acted:
            self.left[row.pk].append(_("the contact, who has confirmed or subscribed themselves"))
        elif not _untouched(row, contact):
            self.left[row.pk].append(_("the contact"))
        else:
            self._deleted[contact.pk] = row

    def _was_merged_since(self, row: ImportRow) -> bool:
        merged = self._merged.get(row.contact_id or 0)
        return bool(merged and row.applied_at and merged > row.applied_at)

    def _restore(self, row: ImportRow, contact: Known) -> None:
        self.changed.add(contact.pk)
        undo = written(row)
        before = dict(contact.fields)
        for name, (old, new) in undo.get("fields", {}).items():
            if contact.fields[name] == new:
                before[name] = old
            else:
                self.left[row.pk].append(str(Contact._meta.get_field(name).verbose_name))
        if before != contact.fields:
            self._fields.append((*(before[name] for name in FIELDS), contact.pk))
        self._gone[ContactAddress].update((contact.pk, address) for address in undo.get("links", []))
        self._gone[ContactPhone].update((contact.pk, number) for number in undo.get("phones", {}))
        self._gone[Contact.tags.through].update((contact.pk, tag) for tag in undo.get("tags", []))
        self._restore_posts(row, contact)

    def _restore_posts(self, row: ImportRow, contact: Known) -> None:
        undo = written(row)
        if opened := undo.get("post"):
            standing = [post.pk for post in contact.posts if [post.organisation, post.designation] == opened]
            if not standing:
                self.left[row.pk].append(_("the post"))
                return
            self._posts.append(standing[0])
            if "closed" in undo:
                self._ends.append((None, undo["closed"]))
        if "filled" in undo:
            pk, designation = undo["filled"]
            if any(post.pk == pk and post.designation == designation for post in contact.posts):
                self._designations.append(("", pk))
            else:
                self.left[row.pk].append(_("the designation"))

    def write(self, *, now: datetime) -> None:
        """Write it, in the caller's transaction."""
        bulk.update(Contact, (*FIELDS, "updated_at"), [(*row[:-1], now, row[-1]) for row in self._fields])
        for model, column in ((ContactAddress, "address"), (ContactPhone, "number"), (Contact.tags.through, "tag")):
            _delete_pairs(model, column, self._gone[model])
        Affiliation.objects.filter(bulk.Among(F("pk"), self._posts)).delete()
        bulk.update(Affiliation, ["end"], self._ends)
        bulk.update(Affiliation, ["designation"], self._designations)
        for row in _delete_contacts(self._deleted):
            self.left[row.pk].append(_("the contact, which other records need"))


def _untouched(row: ImportRow, contact: Known) -> bool:
    """Say whether a contact that the import made stands as it made it."""
    changes = row.plan["changes"]
    fields = {name: after for name, (_before, after) in changes.get("fields", {}).items()}
    posts = [written(row)["post"]] if "post" in written(row) else []
    return (
        {name: value for name, value in contact.fields.items() if value} == fields
        and contact.keys == set(changes.get("emails", {}))
        and contact.phones == changes.get("phones", {})
        and contact.tags == set(changes.get("tags", []))
        and [[post.organisation, post.designation] for post in contact.posts] == posts
    )


def _last_merges(contacts: Iterable[int]) -> dict[int, datetime]:
    """Return when these contacts last took in another: nobody can tell any more what was whose."""
    standing = Merge.objects.filter(bulk.Among(F("kept"), list(contacts)), undone_at=None)
    mine = standing.filter(subject=Resemblance.Subject.CONTACT).order_by("at")
    return dict(mine.values_list("kept", "at"))


def _needed(contacts: Iterable[int]) -> set[int]:
    """Return those of the contacts that somebody has made use of: a seat in a group would lose its person."""
    pks, found = list(contacts), set[int]()
    for relation in relations_to(Contact):
        if relation.model not in _WRITTEN:
            referring = relation.model._base_manager.filter(bulk.Among(F(relation.name), pks))
            found.update(referring.values_list(relation.name, flat=True))
    return found


def _acted_themselves(rows: Iterable[ImportRow]) -> set[int]:
    """Return which of the new contacts have said something themselves since: confirmed, subscribed, unsubscribed."""
    applied = {
        row.contact_id: row.applied_at
        for row in rows
        if row.contact_id and row.applied_at and written(row).get("created")
    }
    confirmed = Contact.objects.filter(bulk.Among(F("pk"), list(applied)), confirmed_at__isnull=False)
    acted = set(confirmed.values_list("pk", flat=True))
    links = ContactAddress.objects.filter(bulk.Among(F("contact"), list(applied))).values_list("contact", "address")
    owners = {address: contact for contact, address in links}
    words = ConsentState.objects.filter(bulk.Among(F("address"), list(owners))).exclude(
        record__source=ConsentRecord.Source.IMPORT
    )
    for address, at in words.values_list("address", "record__at"):
        if at > applied[owners[address]]:
            acted.add(owners[address])
    return acted


def _delete_pairs(model: type[Model], column: str, pairs: set[tuple[int, Any]]) -> None:
    """Delete the rows of `model` that belong to these contacts and have these values in `column`."""
    if pairs:
        rows = model._default_manager.filter(bulk.Among(F("contact"), sorted({contact for contact, _what in pairs})))
        found = [pk for pk, contact, what in rows.values_list("pk", "contact", column) if (contact, what) in pairs]
        model._default_manager.filter(pk__in=found).delete()


def _delete_contacts(wanted: dict[int, ImportRow]) -> list[ImportRow]:
    """Delete contacts, all at once if nothing of a higher room holds on to any; return the rows of those that stay."""
    try:
        with transaction.atomic():
            Contact.objects.filter(pk__in=wanted).delete()
        return []
    except (ProtectedError, RestrictedError):
        stay = []
    for contact, row in wanted.items():
        try:
            with transaction.atomic():
                Contact.objects.filter(pk=contact).delete()
        except (ProtectedError, RestrictedError):
            stay.append(row)
    return stay
