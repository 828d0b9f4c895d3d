"""Undoing a merge as a whole: two records again, with all that each had, as far as nobody changed it since."""

import datetime
import logging
from dataclasses import asdict

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from stakeholders.duplicates import queue, strictness
from stakeholders.duplicates.journal import Journal, Leftover
from stakeholders.duplicates.merging import lock, refresh
from stakeholders.duplicates.subjects import SUBJECTS
from stakeholders.exceptions import MergeRefusedError
from stakeholders.models import ConsentRecord, ContactAddress, Merge, Resemblance

log = logging.getLogger(__name__)


@transaction.atomic
def undo(merge: Merge, *, by: AbstractBaseUser | None, now: datetime.datetime) -> Merge:
    """Part the two records of `merge` again, and write down that they are two: no search proposes them again.

    What was changed since stays as it is and is listed in the `leftovers` of the merge that is returned.

    Raises:
        MergeRefusedError: it was undone already, the survivor itself was merged since (undo that first), one of the
            two is no longer there, or what stood there before is no longer kept (`stakeholders.privacy`).
    """
    subject = SUBJECTS[merge.subject]
    records = lock(subject, merge.kept, merge.gone)
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    kept, gone = records[merge.kept], records[merge.gone]
    if merge.undone_at is not None:
        raise MergeRefusedError(_("Somebody has undone it already."))
    if not merge.before:
        raise MergeRefusedError(_("What stood there before the merge is no longer kept: it is too long ago."))
    if kept.merged_into_id is not None:
        raise MergeRefusedError(
            _("“%(name)s” was merged into another entry since. Undo that merge first.") % {"name": kept}
        )
    if gone.merged_into_id != kept.pk:
        raise MergeRefusedError(_("“%(name)s” is no longer part of this entry.") % {"name": gone})
    user = by.pk if by else None
    subject.model.with_merged.filter(pk=gone.pk).update(merged_into=None, updated_at=now)
    subject.model.with_merged.filter(pk=kept.pk).update(updated_at=now)
    leftovers = Journal(merge.before).undo()
    restored, overtaken = strictness.restore(merge.before["withdrawn"], merge=merge.pk, by=user, now=now)
    leftovers += [Leftover(_told(record), _("It was decided anew since, and stays.")) for record in overtaken]
    Resemblance.objects.filter(pk__in=merge.before["dismissed"]).delete()
    queue.dismiss(subject=merge.subject, one=kept.pk, other=gone.pk, by=by, now=now)
    merge.undone_at, merge.undone_by_id = now, user
    merge.leftovers = [asdict(leftover) for leftover in leftovers]
    merge.save(update_fields=["undone_at", "undone_by", "leftovers"])
    _keep_other_noes(merge, restored, by=user, now=now)
    refresh(subject, [kept.pk, gone.pk])
    log.info("duplicates.parted", extra={"merge_id": merge.pk, "left": len(leftovers), "by": user})
    return merge


def _keep_other_noes(undone: Merge, restored: list[ConsentRecord], *, by: int | None, now: datetime.datetime) -> None:
    """Withdraw again what was given again where another entry that is still part of one of the two had refused it.

    From now on that other merge is what stopped it, and its undoing gives it back. What the person gave after that
    merge is theirs.
    """
    standing = Merge.objects.filter(subject=undone.subject, kept__in=[undone.kept, undone.gone], undone_at=None)
    for other in standing.order_by("pk") if restored else []:
        noes = _noes(other)
        refused = [
            record
            for record in restored
            if record.at <= other.at and record.purpose in noes.get(record.address_id, set())
        ]
        for record in refused:
            [[_again, stopped]] = strictness.withdraw(
                {record.address_id: {record.purpose}}, merge=other.pk, by=by, now=now
            )
            if other.before:  # else retention has dropped it, and that merge stands for good
                other.before["withdrawn"].append([record.pk, stopped])
        other.save(update_fields=["before"])


def _noes(merge: Merge) -> dict[int, set[str]]:
    """Return what a standing merge would stop as things stand now, at the addresses that it judged."""
    if judged := merge.before.get("judged"):
        stopping = strictness.noes(judged["kept"], judged["gone"])
        return {address: purposes for address, purposes in stopping.items() if address in judged["reached"]}
    # Retention has dropped what stood there before: what the two have now is all that is known.
    links = ContactAddress.objects.values_list("address", flat=True)
    return strictness.noes(links.filter(contact=merge.kept), links.filter(contact=merge.gone))


def _told(record: object) -> str:
    """Return a consent in words, without the address."""
    return _("Consent, %(record)s") % {"record": record}
