"""How the unit keeps its groups: the form with seats and work plan, the overview, deleting."""

import datetime

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from coordination_site.roles import COORDINATOR
from meetings.groups import keeping
from meetings.groups.keeping import Held
from meetings.models import GroupIndexPage, GroupMembership, GroupPage, MeetingDocument, TermsOfReference, WorkingGroup
from stakeholders.models import Province
from tests.factories.home import list_under, site
from tests.factories.meetings import (
    GroupMembershipFactory,
    MeetingFactory,
    MeetingSeriesFactory,
    WorkingGroupFactory,
)
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


@pytest.fixture
def coordinator(client):
    client.force_login(staff(COORDINATOR))
    return client


def words(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def posted(seats=(), plan=(), **fields):
    """What the form of a group sends: `seats` and `plan` are its rows."""
    sent = {
        "name": "Technical working group",
        "slug": "twg",
        "kind": "working_group",
        "level": "national",
        "visibility": "public",
        **fields,
    }
    for prefix, rows in (("memberships", seats), ("plan", plan)):
        first = sum(1 for row in rows if row.get("id"))
        sent |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": first}
        for number, row in enumerate(rows):
            row = {"ORDER": number + 1} | row
            sent |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return sent


def seat(organisation, role="chair", **fields):
    fields = {name: value.isoformat() if isinstance(value, datetime.date) else value for name, value in fields.items()}
    return {"organisation": organisation.pk, "role": role, **fields}


def test_a_group_is_made_whole_and_its_page_is_there(coordinator):
    index = list_under(site(), GroupIndexPage)
    parent = WorkingGroupFactory(slug="steering")
    health, trust = OrganisationFactory(name="Health Department"), OrganisationFactory(name="Health Trust")
    chair = ContactFactory(name="Amina Chair")
    seats = [seat(health, "chair", contact=chair.pk, shows_name="on"), seat(trust, "co_chair")]
    plan = [
        {"year": 2026, "title": "Later", "status": "planned", "ORDER": 2},
        {"year": 2026, "title": "First", "status": "done", "ORDER": 1},
    ]
    sent = posted(seats, plan, parent=parent.pk, purpose="Shared standards.", mailbox="twg@example.org")
    response = coordinator.post(reverse("working_group:add"), sent, follow=True)
    group = WorkingGroup.objects.get(slug="twg")
    assert response.redirect_chain[-1][0] == reverse("meetings_admin:group", args=[group.pk])
    assert [item.title for item in group.plan.all()] == ["First", "Later"]
    assert (group.parent, group.memberships.count()) == (parent, 2)
    assert "every chair" not in words(response)
    assert "Amina Chair" in words(coordinator.get(f"{index.url}twg/members/"))


def test_one_organisation_with_every_chair_is_a_caution_and_no_error(coordinator):
    health = OrganisationFactory(name="Health Department")
    sent = posted([seat(health, "chair"), seat(health, "co_chair")])
    response = coordinator.post(reverse("working_group:add"), sent, follow=True)
    assert GroupMembership.objects.count() == 2
    assert words(response).count("Health Department has every chair of the group") == 2  # the message, and the overview


def test_the_same_seat_twice_at_one_time_is_refused_in_words_and_nothing_is_lost(coordinator):
    health = OrganisationFactory(name="Health Department")
    person = ContactFactory()
    twice = [
        seat(health, "member", contact=person.pk, start=TODAY - 9 * DAY, end=TODAY),
        seat(health, "member", contact=person.pk, start=TODAY),
    ]
    response = coordinator.post(reverse("working_group:add"), posted(twice, purpose="Kept words."))
    assert "Health Department holds the same seat twice at one time" in words(response)
    assert "Kept words." in response.content.decode()
    assert not WorkingGroup.objects.exists()
    twice[1] |= {"start": (TODAY + DAY).isoformat()}
    coordinator.post(reverse("working_group:add"), posted(twice))
    assert GroupMembership.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "seats", "refusal"),
    [
        ({"level": "province"}, [], "A national group has no province"),
        ({"established_on": "2026-03-10", "concluded_on": "2026-03-09"}, [], "must not conclude before"),
        ({"slug": "no slug"}, [], "slug"),
        ({}, [{"role": "member", "shows_name": "on"}], "Only the name of somebody who leads"),
        ({}, [{"role": "chair", "start": "2026-03-10", "end": "2026-03-09"}], "must not end before"),
        ({}, [{"role": "sheriff"}], "sheriff is not one of the available choices"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(coordinator, fields, seats, refusal):
    rows = [{"organisation": OrganisationFactory().pk, **row} for row in seats]
    response = coordinator.post(reverse("working_group:add"), posted(rows, **fields))
    assert refusal in words(response)
    assert not WorkingGroup.objects.exists()


def test_a_group_is_never_part_of_itself(coordinator):
    above = WorkingGroupFactory()
    below = WorkingGroupFactory(parent=above)
    for parent in (above, below):
        response = coordinator.post(reverse("working_group:edit", args=[above.pk]), posted(parent=parent.pk))
        assert "not part of itself" in words(response)
    above.refresh_from_db()
    assert above.parent is None


def test_only_a_group_that_never_did_anything_is_deleted_with_its_pages(coordinator):
    site()
    parent, sat, met, planned, wrote, filed = (WorkingGroupFactory() for _group in range(6))
    GroupMembershipFactory(group=sat, end=TODAY - DAY)
    MeetingFactory(groups=[met], state="draft")
    MeetingSeriesFactory(group=planned)
    TermsOfReference.objects.create(group=wrote, version=1, adopted_on=TODAY)
    MeetingDocument.objects.create(group=filed, title="A paper", url="https://example.org/")
    child = WorkingGroupFactory(parent=parent)
    for group in (parent, sat, met, planned, wrote, filed):
        response = coordinator.post(reverse("working_group:delete", args=[group.pk]), follow=True)
        assert "it stays on record" in words(response)
    assert GroupPage.objects.filter(group=child).count() == 2
    coordinator.post(reverse("working_group:delete", args=[child.pk]))
    coordinator.post(reverse("working_group:delete", args=[parent.pk]))
    assert set(WorkingGroup.objects.all()) == {sat, met, planned, wrote, filed}
    assert not GroupPage.objects.filter(slug=child.slug).exists()


def test_the_list_is_narrowed(coordinator):
    balochistan = Province.objects.get(code="PK-BA")
    WorkingGroupFactory(name="Alpha", kind="task_team")
    WorkingGroupFactory(name="Beta", level="province", province=balochistan)
    WorkingGroupFactory(name="Gamma", concluded_on=TODAY - DAY)
    shown = {
        "kind=task_team": {"Alpha"},
        "level=province": {"Beta"},
        f"province={balochistan.pk}": {"Beta"},
        "standing=concluded": {"Gamma"},
        "standing=at_work": {"Alpha", "Beta"},
        "q=gam": {"Gamma"},
    }
    for query, names in shown.items():
        text = words(coordinator.get(f"{reverse('working_group:index')}?{query}"))
        assert {name for name in ("Alpha", "Beta", "Gamma") if name in text} == names, query
    assert coordinator.get(f"{reverse('working_group:index')}?standing=rubbish&province=x").status_code == 200


def test_the_overview_asks_as_much_of_a_group_with_tenfold_rows(coordinator):
    group = WorkingGroupFactory()

    def asked(count):
        for number in range(count):
            GroupMembershipFactory(group=group, contact=ContactFactory(), end=[None, TODAY - DAY][number % 2])
            MeetingFactory(groups=[group], start=NOW + [DAY, -DAY][number % 2])
            group.plan.create(year=2026, title="One")
            group.reviews.create(year=2025 - group.reviews.count())
            MeetingSeriesFactory(group=group)
            WorkingGroupFactory(parent=group)
        with CaptureQueriesContext(connection) as captured:
            assert coordinator.get(reverse("meetings_admin:group", args=[group.pk])).status_code == 200
        return len(captured)

    asked(1)
    assert asked(1) == asked(18)
    assert coordinator.get(reverse("meetings_admin:group", args=[10**9])).status_code == 404


dates = st.none() | st.dates(min_value=TODAY, max_value=TODAY + 6 * DAY)
held = st.builds(
    Held, st.integers(1, 2), st.none() | st.integers(1, 2), st.sampled_from(["chair", "member"]), dates, dates
)


@given(st.lists(held.filter(lambda seat: not (seat.start and seat.end and seat.end < seat.start)), max_size=5))
def test_a_seat_is_held_twice_when_some_day_has_it_twice(seats):
    days = [TODAY + n * DAY for n in range(-1, 8)]
    counted = [[seat.whose for seat in seats if seat.holds(day)] for day in days]
    assert bool(keeping.held_twice(seats)) == any(len(whose) > len(set(whose)) for whose in counted)
