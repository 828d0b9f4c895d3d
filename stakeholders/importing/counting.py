"""How many rows of a batch there are of each outcome, and how many are told what."""

from django.db.models import Count, Q

from stakeholders.models import ImportBatch, ImportRow

Outcome = ImportRow.Outcome
NOT_REVIVED = "not_revived"  # besides outcomes, a key of `ImportBatch.counts`


def counts(batch: ImportBatch) -> dict[str, int]:
    """Return the number of rows by outcome, all of them, and of those whom the file must not bring back."""
    rows = ImportRow.objects.filter(batch=batch)
    found = dict(rows.order_by().values_list("outcome").annotate(Count("pk")))
    return {**{outcome: found.get(outcome, 0) for outcome in Outcome}, NOT_REVIVED: rows.filter(stopped()).count()}


def stopped() -> Q:
    """Return the condition of rows whose person unsubscribed, complained, bounced or was erased."""
    return Q(plan__stopped=True)
