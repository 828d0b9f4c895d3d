"""What an import made beside contacts, and nothing needs once it was taken back: mailboxes and organisations."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, ProtectedError, QuerySet, RestrictedError

from delivery.models import Address, Message
from stakeholders.importing.steps import written
from stakeholders.models import Affiliation, ConsentRecord, ContactAddress, ImportRow, Organisation


def remove_mailboxes(rows: Iterable[ImportRow]) -> None:
    """Delete the addresses that these rows brought and nothing else refers to."""
    brought = [address for row in rows for address in written(row).get("mailboxes", [])]
    unused = Address.objects.filter(pk__in=brought)
    for model in (ContactAddress, ConsentRecord, Message):
        unused = unused.filter(~Exists(model._default_manager.filter(address=OuterRef("pk"))))
    _delete_unheld(unused)


def remove_organisations(batch_id: int) -> None:
    """Delete the organisations that a batch made, where nobody works there and staff have not taken them up."""
    rows = ImportRow.objects.filter(batch=batch_id, undo__made__isnull=False)
    made = [pk for pks in rows.values_list("undo__made", flat=True) for pk in pks]
    employed = Exists(Affiliation.objects.filter(organisation=OuterRef("pk")))
    # Shown, verified or described, it is one that somebody looks after.
    untouched = Organisation.objects.filter(~employed, pk__in=made, public=False, verified_on=None, description="")
    _delete_unheld(untouched)


def _delete_unheld(rows: QuerySet) -> None:
    """Delete rows, all at once if nothing of another room holds on to any, else those that nothing does."""
    try:
        with transaction.atomic():
            rows.delete()
        return
    except (ProtectedError, RestrictedError):
        pass
    for row in rows:
        try:
            with transaction.atomic():
                row.delete()
        except (ProtectedError, RestrictedError):
            continue  # somebody needs it: it stays
