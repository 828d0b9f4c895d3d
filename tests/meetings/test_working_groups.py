"""Working groups: who sits in them, and how segments and audiences find these people."""

import datetime

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from coordination_site.roles import COORDINATOR
from meetings.enums import GroupRole
from meetings.groups import keeping
from meetings.models import GroupMembership, WorkingGroup
from stakeholders import audience
from stakeholders.criteria import Criteria
from stakeholders.duplicates import merging
from stakeholders.exceptions import UnknownCriterionError
from stakeholders.models import Contact, Province, Segment
from stakeholders.privacy import holdings
from stakeholders.segments import people, rules, words
from stakeholders.segments.rules import Is, Not
from tests.factories.meetings import WorkingGroupFactory
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 3, 10, 9, tzinfo=datetime.UTC)
TODAY = NOW.date()
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


def seat(group, name, **fields):
    contact = ContactFactory(name=name, emails=[f"{name}@example.org".replace(" ", ".")], given=["newsletter"])
    GroupMembership.objects.create(group=group, organisation=OrganisationFactory(), contact=contact, **fields)
    return contact


def in_group(*groups):
    return Is("working_group", tuple(str(group.pk) for group in groups))


def found(rule):
    return {contact.name for contact in people.meant(rule, TODAY)}


def test_whoever_sits_there_today_is_in_the_group():
    group = WorkingGroupFactory(acronym="TWG")
    seat(group, "chair", role=GroupRole.CHAIR, start=TODAY, end=TODAY)
    seat(group, "was there", end=TODAY - DAY)
    seat(group, "will be there", start=TODAY + DAY)
    seat(WorkingGroupFactory(concluded_on=TODAY - DAY), "of a concluded group")
    GroupMembership.objects.create(group=group, organisation=OrganisationFactory())  # nobody is named
    assert found(in_group(group)) == {"chair"}
    assert found(Not(in_group(group))) == {"was there", "will be there", "of a concluded group"}
    assert found(in_group(*WorkingGroup.objects.all())) == {"chair"}
    assert words.in_words(in_group(group)) == "People in the working group TWG"


def test_a_group_that_is_gone_is_refused_and_not_read_as_everybody():
    group = WorkingGroupFactory()
    rule = Not(in_group(group))
    keeping.delete(group=group)
    with pytest.raises(UnknownCriterionError, match="working_group"):
        rules.parse(rule.to_json())


def test_the_criterion_of_this_room_works_in_the_builder_and_in_an_audience(client):
    client.force_login(staff(COORDINATOR))
    group = WorkingGroupFactory(name="Technical working group", acronym="TWG")
    member = seat(group, "member")
    ContactFactory(name="reader", emails=["reader@example.org"], given=["newsletter"])
    row = {"0:match": "all", "0.0:is": "row", "0.0:criterion": "working_group"}

    shown = client.post(reverse("segment:add"), {**row, "act": "look"})
    assert f'value="{group.pk}"' in shown.content.decode()
    chosen = {**row, "0.0:shown": "working_group", "0.0:values": [str(group.pk)]}
    client.post(reverse("segment:add"), {**chosen, "name": "Members", "note": ""})

    segment = Segment.objects.get()
    assert segment.rule == in_group(group).to_json()
    criteria = Criteria.from_json({"topic": "newsletter", "rule": segment.rule})
    assert audience.count(criteria).reachable == 1
    candidates = list(audience.subscribers({"topic": "newsletter", "rule": segment.rule}, "newsletter"))
    assert [candidate.contact_ref for candidate in candidates] == [str(member.pk)]
    assert audience.in_words(criteria) == "All who take “Newsletter”, in the working group TWG"


def test_a_seat_stays_when_the_person_is_gone():
    group = WorkingGroupFactory()
    contact = seat(group, "gone")
    Contact.objects.filter(pk=contact.pk).delete()
    assert group.memberships.get().contact is None


@pytest.mark.parametrize(
    "fields",
    [
        {"level": "province"},
        {"level": "national", "province": "PK-BA"},
        {"established_on": TODAY, "concluded_on": TODAY - DAY},
    ],
)
def test_the_database_refuses_groups_that_make_no_sense(fields):
    if "province" in fields:
        fields = {**fields, "province": Province.objects.get(code=fields["province"])}
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkingGroupFactory(**fields)


def test_the_list_takes_the_same_queries_for_three_groups_and_for_thirty(client, django_assert_max_num_queries):
    client.force_login(staff(COORDINATOR))
    balochistan = Province.objects.get(code="PK-BA")

    def queries(count):
        for _number in range(count):
            WorkingGroupFactory(level="province", province=balochistan)
        with django_assert_max_num_queries(40) as captured:
            assert client.get(reverse("working_group:index")).status_code == 200
        return len(captured)

    queries(1)
    assert queries(2) == queries(27)


def test_staff_make_a_group_with_its_members(client):
    client.force_login(staff(COORDINATOR))
    organisation, contact = OrganisationFactory(), ContactFactory()
    client.post(
        reverse("working_group:add"),
        {
            "name": "Technical working group",
            "slug": "twg",
            "kind": "working_group",
            "level": "national",
            "visibility": "public",
            "plan-TOTAL_FORMS": "0",
            "plan-INITIAL_FORMS": "0",
            "memberships-TOTAL_FORMS": "1",
            "memberships-INITIAL_FORMS": "0",
            "memberships-0-organisation": organisation.pk,
            "memberships-0-contact": contact.pk,
            "memberships-0-role": "co_chair",
        },
    )
    membership = GroupMembership.objects.get()
    assert (membership.group.slug, membership.organisation, membership.contact) == ("twg", organisation, contact)
    assert str(membership) == f"{organisation}: Co-chair"


def test_a_person_is_told_in_which_groups_they_sit():
    group = WorkingGroupFactory(name="Technical working group")
    member = seat(group, "member", role=GroupRole.CHAIR, start=TODAY)
    seat(group, "somebody else")
    (section,) = [section for section in holdings.of(member) if section.title == "Working groups"]
    (row,) = section.rows
    assert (row[0], row[1], row[3]) == ("Technical working group", "Chair", TODAY)


def test_a_seat_goes_with_its_person_and_its_organisation_when_these_are_merged():
    group = WorkingGroupFactory()
    gone = seat(group, "gone")
    kept, organisation = ContactFactory(name="kept"), OrganisationFactory()
    by = staff(COORDINATOR)
    merging.merge_contacts(kept=kept, gone=gone, by=by, now=NOW)
    merging.merge_organisations(kept=organisation, gone=group.memberships.get().organisation, by=by, now=NOW)
    membership = group.memberships.get()
    assert (membership.contact, membership.organisation) == (kept, organisation)
    assert found(in_group(group)) == {"kept"}
