"""Where a merged record went, and which records one stands for now."""

from typing import TypeVar

from stakeholders.models import Contact, Organisation

Record = TypeVar("Record", Contact, Organisation)


def survivor(record: Record) -> Record:
    """Return the record that `record` is today: the end of the chain of merges, or itself. A query per merge."""
    while record.merged_into_id is not None:
        record = type(record).with_merged.get(pk=record.merged_into_id)
    return record


def refs_of(record: Contact | Organisation) -> list[int]:
    """Return the keys of all records that are now this one, its own first: under these its history is kept.

    A message's `contact_ref` stays what it was when the mail left. One query per merge upon merge.
    """
    keys = [record.pk]
    latest = [record.pk]
    while latest:
        latest = list(
            type(record).with_merged.filter(merged_into__in=latest).order_by("pk").values_list("pk", flat=True)
        )
        keys += latest
    return keys
