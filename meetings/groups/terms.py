"""Versions of a group's terms of reference: what was adopted stays as it is, a new text is a new version."""

import datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from meetings.exceptions import MoveRefusedError
from meetings.models import TermsOfReference, WorkingGroup


def next_version(group: WorkingGroup) -> int:
    """Return the number that the next version gets."""
    latest: int | None = group.terms.aggregate(latest=Max("version"))["latest"]
    return (latest or 0) + 1


def misplaced(
    group: WorkingGroup, *, version: int, adopted_on: datetime.date, today: datetime.date, besides: int | None = None
) -> str:
    """Return in words why a version can't have been adopted on that day; empty where it can.

    `besides` is the key of the version itself, where it is saved already.
    """
    if adopted_on > today:
        return _("Enter the terms of reference once they are adopted: this day is still to come.")
    others = group.terms.exclude(pk=besides)
    if others.filter(version__lt=version, adopted_on__gt=adopted_on).exists():
        return _("An earlier version was adopted after this day.")
    if others.filter(version__gt=version, adopted_on__lt=adopted_on).exists():
        return _("A later version was adopted before this day.")
    return ""


def take_back(*, terms: TermsOfReference) -> None:
    """Take away the latest version, entered by mistake, with its file.

    Raises:
        MoveRefusedError: a later one was adopted, so that this one is part of the record.
    """
    if terms.version != next_version(terms.group) - 1:
        raise MoveRefusedError(_("Only the latest version can be taken away; earlier ones stay on record."))
    terms.delete()
