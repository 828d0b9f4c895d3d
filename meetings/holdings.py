"""What this room holds on a person: the working groups that they sit in, or sat in."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from meetings.models import GroupMembership
from stakeholders.privacy.holdings import Section
from stakeholders.privacy.subject import Subject


def seats(subject: Subject) -> Iterator[Section]:
    """Yield the seats in working groups, past ones too."""
    rows = GroupMembership.objects.filter(contact__in=subject.contacts).select_related("group", "organisation")
    yield Section(
        title=_("Working groups"),
        columns=[_("Working group"), _("Role"), _("Organisation"), _("From"), _("Until")],
        rows=[
            [
                seat.group.name_in_language,
                seat.get_role_display(),
                seat.organisation.name_in_language,
                seat.start or "",
                seat.end or "",
            ]
            for seat in rows
        ],
    )
