"""What working groups add to the directory and to the unit's pages of organisations and people."""

import datetime

import pytest
from django.urls import reverse

from coordination_site.roles import COORDINATOR
from meetings.directory import WorkingGroupFilter
from meetings.models import GroupMembership
from stakeholders.directory.organisations import public
from stakeholders.models import DirectoryPage
from tests.factories.home import list_under, site
from tests.factories.meetings import WorkingGroupFactory
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

YESTERDAY = datetime.date.today() - datetime.timedelta(days=1)  # noqa: DTZ011 - a day more or less is no matter


@pytest.fixture
def directory():
    """The English directory of a site that is set up."""
    return list_under(site(), DirectoryPage)


def seat(group, organisation, role="member", **fields):
    return GroupMembership.objects.create(group=group, organisation=organisation, role=role, **fields)


def test_the_public_narrows_the_directory_to_a_group_s_members(client, directory):
    group = WorkingGroupFactory(name="Task team on floods", acronym="TTF", slug="floods")
    seat(group, OrganisationFactory(name="Sits in it"), role="chair")
    seat(group, OrganisationFactory(name="Sat in it once"), end=YESTERDAY)
    OrganisationFactory(name="Never sat in it")
    html = client.get(directory.url, {"group": "floods"}).content.decode()
    assert "Sits in it" in html
    assert "Sat in it once" not in html
    assert "Never sat in it" not in html


def test_a_group_that_ended_or_was_mistyped_narrows_nothing(client, directory):
    over = WorkingGroupFactory(slug="over", concluded_on=YESTERDAY)
    seat(over, OrganisationFactory(name="Sat in it"))
    OrganisationFactory(name="Another")
    for slug in ("over", "no-such-group"):
        html = client.get(directory.url, {"group": slug}).content.decode()
        assert "Sat in it" in html
        assert "Another" in html


def test_a_seat_held_twice_counts_once_and_a_hidden_organisation_not_at_all():
    group = WorkingGroupFactory(slug="floods")
    twice, hidden = OrganisationFactory(), OrganisationFactory(public=False)
    seat(group, twice, role="chair")
    seat(group, twice)
    seat(group, hidden)
    (option,) = WorkingGroupFilter().options(public())
    assert (option.value, option.count) == ("floods", 1)
    assert list(WorkingGroupFilter().narrow(public(), "floods")) == [twice]


def test_an_organisation_s_public_page_names_its_groups_and_roles_and_no_person(client, directory):
    organisation = OrganisationFactory()
    group = WorkingGroupFactory(name="Task team on floods", acronym="TTF")
    seat(group, organisation, role="chair", contact=ContactFactory(name="Amina Unlisted"))
    html = client.get(directory.address_of(organisation)).content.decode()
    assert "Task team on floods" in html
    assert "Chair" in html
    assert "Amina Unlisted" not in html


def test_staff_see_the_seats_on_the_pages_of_organisation_and_person(client):
    client.force_login(staff(COORDINATOR))
    organisation, contact = OrganisationFactory(name="Health Trust"), ContactFactory(name="Amina")
    seat(WorkingGroupFactory(name="Task team on floods"), organisation, contact=contact)
    of_organisation = client.get(reverse("organisation:inspect", args=[organisation.pk])).content.decode()
    of_person = client.get(reverse("contact:inspect", args=[contact.pk])).content.decode()
    assert "Task team on floods" in of_organisation
    assert "Amina" in of_organisation
    assert "Task team on floods" in of_person
    assert "Health Trust" in of_person
