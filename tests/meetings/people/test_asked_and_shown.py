"""Meetings in segments, in the line of what happened to a contact, and on pages of contacts and organisations."""

import datetime

import pytest
from django.urls import reverse

from coordination_site.roles import COORDINATOR
from meetings.enums import ActionStatus, Presence
from meetings.models import ActionUpdate
from stakeholders import timeline
from stakeholders.models import Contact
from stakeholders.segments import registry
from stakeholders.segments.rules import Is, Not
from stakeholders.segments.words import in_words
from tests.factories.meetings import (
    ActionItemFactory,
    AttendanceFactory,
    InvitationFactory,
    MeetingFactory,
    MeetingSeriesFactory,
    WorkingGroupFactory,
)
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

ON = datetime.date(2026, 6, 1)
NOW = datetime.datetime(2026, 6, 1, 9, tzinfo=datetime.UTC)


def ago(days):
    return NOW - datetime.timedelta(days=days)


def found(rule):
    return set(Contact.objects.filter(rule.q(ON)).values_list("name", flat=True))


def test_segments_ask_who_was_invited_who_came_and_who_has_something_to_do(django_assert_num_queries):
    group, series = WorkingGroupFactory(name="Floods"), MeetingSeriesFactory(title="National")
    of_group = MeetingFactory(groups=[group], start=ago(30))
    of_series = MeetingFactory(series=series, number=1, start=ago(400))
    amina, bilal, dua, omar = (ContactFactory(name=name) for name in ("Amina", "Bilal", "Dua", "Omar"))
    InvitationFactory(meeting=of_group, contact=amina)
    InvitationFactory(meeting=of_series, contact=bilal)
    InvitationFactory(meeting=of_group, contact=bilal, withdrawn_at=NOW)
    InvitationFactory(meeting=of_group, contact=dua, invited_at=None)
    InvitationFactory(meeting=of_group)
    for contact in (amina, bilal):
        AttendanceFactory(meeting=of_series, contact=contact)
    AttendanceFactory(meeting=of_group, contact=dua, presence=Presence.LATE)
    AttendanceFactory(meeting=of_group, contact=amina, presence=Presence.APOLOGIES)
    AttendanceFactory(meeting=of_group)
    ActionItemFactory(owner=amina, due_on=ON - datetime.timedelta(days=1))
    ActionItemFactory(owner=bilal, due_on=ON)
    ActionItemFactory(owner=dua, due_on=ago(9), status=ActionStatus.DONE)
    ActionItemFactory()
    of_g, of_s = (f"group-{group.pk}",), (f"series-{series.pk}",)
    assert found(Is("invited_to", of_g)) == {"Amina"}
    assert found(Is("invited_to", of_g + of_s)) == {"Amina", "Bilal"}
    assert found(Not(Is("invited_to", of_g))) == {"Bilal", "Dua", "Omar"}
    assert found(Is("attended", of_g + of_s)) == {"Dua"}
    assert found(Is("open_actions", ("open",))) == {"Amina", "Bilal"}
    assert found(Is("open_actions", ("overdue",))) == {"Amina"}
    assert found(Not(Is("open_actions", ("open", "overdue")))) == {"Dua", "Omar"}
    with django_assert_num_queries(1):
        Contact.objects.filter(Is("attended", of_g + of_s).q(ON)).count()
    offered = dict(registry.get("attended").offered(ON))
    assert {offered[of_g[0]], offered[of_s[0]]} == {"Floods", "National"}
    labels = registry.get("attended").labels({*of_g, *of_s, "group-999999", "series-x", "rubbish", "group-"})
    assert labels.keys() == {*of_g, *of_s}
    assert "Floods" in in_words(Is("attended", of_g))
    assert omar.pk


def test_the_line_of_a_contact_tells_of_meetings_and_actions(django_assert_max_num_queries):
    contact = ContactFactory(name="Amina")
    meeting = MeetingFactory(title="Third meeting", start=ago(3))
    InvitationFactory(meeting=meeting, contact=contact, invited_at=ago(20), replied_at=ago(10), reply="accepted")
    AttendanceFactory(meeting=meeting, contact=contact)
    action = ActionItemFactory(meeting=meeting, owner=contact, text="Write the report")
    type(action).objects.update(created_at=ago(2))
    ActionUpdate.objects.create(action=action, at=ago(1), status="done", by_contact=contact)
    page = timeline.page(contact, before=NOW, kind="meeting")
    assert [entry.title.split(":")[0] for entry in page.entries] == [
        f"Said of {action.number}", f"Action {action.number}", "Third meeting", "Answered", "Invited",
    ]  # fmt: skip
    for _more in range(30):
        AttendanceFactory(contact=contact, meeting__start=ago(3))
    with django_assert_max_num_queries(6):
        timeline.page(contact, before=NOW, kind="meeting")


def test_pages_of_people_and_organisations_tell_of_meetings_and_open_actions(client):
    client.force_login(staff(COORDINATOR))
    trust, contact = OrganisationFactory(), ContactFactory(name="Amina")
    meeting = MeetingFactory(title="Third <meeting>")
    AttendanceFactory(meeting=meeting, contact=contact, organisation=trust, name="Amina")
    ActionItemFactory(meeting=meeting, owner=contact, owner_organisation=trust, text="Write the report", due_on=ON)
    ActionItemFactory(owner_organisation=trust, text="Over and done", status=ActionStatus.DONE)
    for address in (reverse("contact:inspect", args=[contact.pk]), reverse("organisation:inspect", args=[trust.pk])):
        html = client.get(address).content.decode()
        assert "Third &lt;meeting&gt;" in html
        assert "Write the report" in html
        assert "Over and done" not in html
    assert (
        "Meetings attended" not in client.get(reverse("contact:inspect", args=[ContactFactory().pk])).content.decode()
    )
