"""Lists: narrowed, counted, paged; as many queries for many rows as for few."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from delivery import suppression
from delivery.enums import SuppressionReason
from stakeholders import search
from stakeholders.models import Contact, Organisation, OrganisationName, Province, Sector, Segment, Tag
from stakeholders.segments.rules import Is
from tests.factories.stakeholders import ContactFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def page(client, name="contact", **asked):
    return client.get(reverse(f"{name}:index"), asked)


def names(answer):
    return [contact.name for contact in answer.context["object_list"]]


@pytest.fixture
def tag():
    return Tag.objects.create(code="trained", label="Trained in 2026")


def test_contacts_are_narrowed_by_tag(coordinator, tag):
    ContactFactory(name="Amina").tags.add(tag)
    ContactFactory(name="Bilal")
    answer = page(coordinator, tag=tag.pk)
    assert names(answer) == ["Amina"]
    assert "Trained in 2026" in answer.content.decode()


def test_contacts_are_narrowed_to_a_saved_segment_and_to_nobody_where_it_names_what_is_gone(coordinator, tag):
    ContactFactory(name="Amina").tags.add(tag)
    ContactFactory(name="Bilal")
    segment = Segment.objects.create(name="Trained", rule=Is("tag", (tag.code,)).to_json())
    assert names(page(coordinator, segment=segment.pk)) == ["Amina"]
    tag.delete()
    assert names(page(coordinator, segment=segment.pk)) == []


def test_contacts_are_narrowed_to_what_the_charts_of_health_count(coordinator):
    ContactFactory(name="No address", province=Province.objects.first())
    ContactFactory(name="No province", emails=["a@example.org"], given=["newsletter"])
    bounced = ContactFactory(
        name="Bounced", emails=["b@example.org"], given=["newsletter"], province=Province.objects.first()
    )
    suppression.suppress(bounced.main_address.address, reason=SuppressionReason.HARD_BOUNCE, now=timezone.now())
    ContactFactory(name="Asked", emails=["c@example.org"], asked=["newsletter"], province=Province.objects.first())
    ContactFactory(
        name="Stopped", emails=["d@example.org"], withdrawn=["newsletter"], province=Province.objects.first()
    )
    assert names(page(coordinator, health="no_address")) == ["No address"]
    assert names(page(coordinator, health="no_province")) == ["No province"]
    assert names(page(coordinator, health="bounced")) == ["Bounced"]
    assert names(page(coordinator, health="unconfirmed")) == ["Asked"]
    assert names(page(coordinator, health="no_consent")) == ["Stopped"]


@pytest.mark.parametrize(
    "asked", [{"health": "no_sense"}, {"subscription": "newsletter"}, {"tag": "x"}, {"province": "9" * 30}, {"p": "-1"}]
)
def test_what_cannot_be_asked_for_is_no_crash(coordinator, asked):
    ContactFactory(name="Amina")
    assert page(coordinator, **asked).status_code == 200


def test_contacts_are_ordered_by_name_or_by_age_both_ways(coordinator):
    for day, name in enumerate(["Bilal", "Amina", "Dua"]):
        contact = ContactFactory(name=name)
        Contact.objects.filter(pk=contact.pk).update(created_at=timezone.now() - datetime.timedelta(days=day))
    assert names(page(coordinator)) == ["Amina", "Bilal", "Dua"]
    assert names(page(coordinator, ordering="-name")) == ["Dua", "Bilal", "Amina"]
    assert names(page(coordinator, ordering="created_at")) == ["Dua", "Amina", "Bilal"]
    assert names(page(coordinator, ordering="-created_at")) == ["Bilal", "Amina", "Dua"]
    assert names(page(coordinator, ordering="note")) == ["Amina", "Bilal", "Dua"]


def test_the_pages_of_a_list_narrowed_or_not_hold_everybody_once_and_in_order(coordinator):
    everybody = [ContactFactory(name=f"Amina {n:02}").name for n in range(45)]
    for asked in ({}, {"q": "amina"}):
        pages = [names(page(coordinator, p=number, **asked)) for number in (1, 2, 3)]
        assert [len(rows) for rows in pages] == [20, 20, 5]
        assert [name for rows in pages for name in rows] == everybody


def test_a_search_that_finds_very_many_says_more_than_and_lists_as_many(coordinator, monkeypatch):
    monkeypatch.setattr("stakeholders.admin.paging.MOST", 30)
    for n in range(31):
        ContactFactory(name=f"Amina {n:02}")
    answer = page(coordinator, q="amina")
    assert "More than 30 matches" in answer.content.decode()
    assert names(answer)[0] == "Amina 00"
    last = page(coordinator, q="amina", p=2)
    assert names(last) == [f"Amina {n}" for n in range(20, 30)]
    assert "Narrow the list" in last.content.decode()
    Contact.objects.get(name="Amina 30").delete()
    assert "30 matches" in page(coordinator, q="amina").content.decode()
    assert "More than" not in page(coordinator, q="amina").content.decode()
    assert page(coordinator).context["paginator"].count == 30


def test_merged_contacts_are_on_no_list(coordinator):
    kept, gone = ContactFactory(name="Amina"), ContactFactory(name="Amna")
    Contact.objects.filter(pk=gone.pk).update(merged_into=kept)
    assert names(page(coordinator)) == ["Amina"]
    assert names(page(coordinator, q="am")) == ["Amina"]


@pytest.mark.parametrize(
    "asked", [{}, {"q": "example"}, {"subscription": "newsletter:given"}, {"health": "no_province"}]
)
def test_a_list_of_contacts_takes_as_many_queries_for_twenty_as_for_two(coordinator, tag, asked):
    def grow(first, last):
        for n in range(first, last):
            organisation = OrganisationFactory()
            contact = ContactFactory(
                name=f"Example {n}",
                emails=[f"{n}@example.org", f"{n}@example.net"],
                at=organisation,
                given=["newsletter"],
            )
            contact.tags.add(tag)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert len(names(page(coordinator, **asked))) in {2, 20}
        return len(captured)

    grow(0, 2)
    page(coordinator, **asked)  # fills the caches of sites and content types
    before = queries()
    grow(2, 20)
    assert queries() == before


def test_an_empty_list_says_so_and_offers_to_add_somebody(coordinator):
    assert reverse("contact:add") in page(coordinator).content.decode()
    assert "No contacts match your query." in page(coordinator, q="nobody").content.decode()


def test_organisations_are_found_by_former_names_and_narrowed(coordinator):
    sector = Sector.objects.first()
    trust = OrganisationFactory(name="Wellbeing Trust", provinces=["PK-SD"], public=False)
    OrganisationName.objects.create(organisation=trust, name="Health Trust", reason="former")
    trust.sectors.add(sector)
    other = OrganisationFactory(name="Relief Fund")
    search.refresh_organisations([trust.pk])
    ContactFactory(at=trust)
    former = ContactFactory(at=trust)
    former.affiliations.update(end=timezone.localdate() - datetime.timedelta(days=1))
    assert names(page(coordinator, "organisation", q="health")) == ["Wellbeing Trust"]
    assert names(page(coordinator, "organisation", sectors=sector.pk)) == ["Wellbeing Trust"]
    assert names(page(coordinator, "organisation", provinces=Province.objects.get(code="PK-SD").pk)) == [trust.name]
    assert names(page(coordinator, "organisation", public="true")) == [other.name]
    rows = {row.name: row.people for row in page(coordinator, "organisation").context["object_list"]}
    assert rows == {"Wellbeing Trust": 1, "Relief Fund": 0}


def test_organisations_that_were_merged_are_on_no_list(coordinator):
    kept, gone = OrganisationFactory(name="Kept"), OrganisationFactory(name="Gone")
    Organisation.objects.filter(pk=gone.pk).update(merged_into=kept)
    assert names(page(coordinator, "organisation")) == ["Kept"]
