"""What staff change of a decision: its words until the minutes are approved, the rest at any time."""

import dataclasses
import datetime
import hashlib
import logging

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils.translation import gettext as _

from meetings.decisions import numbering
from meetings.exceptions import MeetingsError, StaleEditError
from meetings.models import Decision

log = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True)
class Details:
    text: str
    text_ur: str
    rationale: str
    basis: str
    holds_from: datetime.date | None
    review_on: datetime.date | None
    visibility: str

    @property
    def stamp(self) -> str:
        """A digest by which a form knows whether it was filled in over what still stands."""
        return hashlib.sha256(repr([str(value) for value in dataclasses.astuple(self)]).encode()).hexdigest()[:16]

    @property
    def words(self) -> tuple[str, str]:
        """What the minutes agreed on. A translation may be added later."""
        return self.text, self.rationale


def details_of(decision: Decision) -> Details:
    return Details(**{field.name: getattr(decision, field.name) for field in dataclasses.fields(Details)})


@transaction.atomic
def change(decision: Decision, details: Details, *, seen: str, by: AbstractUser | None) -> Decision:
    """Write `details` down; `seen` is the stamp of those that the form was filled in over.

    Raises:
        StaleEditError: somebody else changed them since; nothing is written, `theirs` are the `Details` that stand.
        MeetingsError: it has no text or too much, it was removed, or its words are in minutes that have left the unit.
    """
    current = Decision.objects.select_for_update(of=("self",)).select_related("meeting").filter(pk=decision.pk).first()
    if current is None:
        raise MeetingsError(_("This decision was removed meanwhile."))
    stands = details_of(current)
    details = dataclasses.replace(details, text=numbering.checked(details.text))
    if details == stands:
        return current
    if stands.stamp != seen:
        raise StaleEditError(_("Somebody else has changed this meanwhile."), theirs=stands, by="")
    if details.words != stands.words:
        numbering.require_open(current.meeting)
    for field in dataclasses.fields(Details):
        setattr(current, field.name, getattr(details, field.name))
    current.save(update_fields=[field.name for field in dataclasses.fields(Details)])
    log.info("decision.changed", extra={"decision_id": current.pk, "user_id": by and by.pk})
    return current
