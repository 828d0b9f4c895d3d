"""An erased person stands in no version of minutes any more."""

import pytest

from meetings.minutes import lifecycle
from meetings.minutes.edition import from_version
from meetings.models import Minutes, MinutesVersion
from stakeholders.models import Contact
from stakeholders.privacy import erasure
from tests.factories.meetings import AttendanceFactory
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory
from tests.meetings.minutes.worlds import NOW, UNIT, meeting_with_minutes

pytestmark = pytest.mark.django_db


def test_an_erased_person_leaves_all_versions_and_others_stay():
    meeting = meeting_with_minutes()
    person = ContactFactory(name="Xerased")
    AttendanceFactory(meeting=meeting, contact=person, name="Xerased")
    AttendanceFactory(meeting=meeting, contact=ContactFactory(name="Xstays"), name="Xstays")
    owner = Contact.objects.get(name="Xownerperson")
    user = staff("Reviewer")
    lifecycle.circulate(Minutes.objects.get(meeting=meeting), by=user, now=NOW)

    for contact in (person, owner):
        erasure.erase(contact, by=user, now=NOW)

    version = MinutesVersion.objects.get()
    assert "Xerased" not in str(version.content)
    assert "Xownerperson" not in str(version.content)
    seen = from_version(version, UNIT)
    assert "Xstays" in [person.name for person in seen.attendance.people]
    assert seen.items[0].actions[0].owner is None
