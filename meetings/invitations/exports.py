"""Who is invited to a meeting and what they answered, as a file. Needs are not in it: they stay with the unit."""

from array import array
from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings.models import Invitation
from stakeholders.exporting.columns import Column
from stakeholders.exporting.sources import Source


class InvitationSource(Source):
    """A question names a meeting: ``{"meeting": 3}``."""

    def keys(self, question: dict[str, Any]) -> array:
        rows = Invitation.objects.filter(meeting=question["meeting"], withdrawn_at=None)
        return array("q", rows.order_by("name", "pk").values_list("pk", flat=True))


def _read(keys: Sequence[int]) -> list[Invitation]:
    found = Invitation.objects.select_related("address", "organisation", "delegated_by").in_bulk(list(keys))
    return [found[key] for key in keys if key in found]


COLUMNS = (
    Column("name", _("Name"), lambda row: row.name),
    Column("email", _("E-mail"), lambda row: row.address.email if row.address else ""),
    Column("organisation", _("Organisation"), lambda row: str(row.organisation or "")),
    Column("role", _("Role"), lambda row: row.get_role_display()),
    Column("reply", _("Answer"), lambda row: row.get_reply_display()),
    Column("mode", _("Takes part"), lambda row: row.get_mode_display() if row.mode else ""),
    Column("replied_on", _("Answered on"), lambda row: timezone.localdate(row.replied_at) if row.replied_at else None),
    Column("sends", _("Sends"), lambda row: row.delegate_name),
    Column("comes_for", _("Comes for"), lambda row: row.delegated_by.name if row.delegated_by else ""),
)
INVITATIONS = InvitationSource("invitations", _("Invitations"), Invitation, COLUMNS, _read, ("xlsx", "csv"))
