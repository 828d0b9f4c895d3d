"""What staff fill in of contacts and organisations: forgiving where people differ, firm where records would break."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from stakeholders.models import Contact, Language, Organisation, OrganisationKind, Sector, Tag
from tests.factories.stakeholders import ContactFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def contact_form(phones=(), addresses=(), **fields):
    return nested_form_data(
        {
            "name": "Amina Example",
            "language": Language.objects.get(code="en").pk,
            "addresses": inline_formset(list(addresses)),
            "phones": inline_formset([{"number": number} for number in phones]),
            "affiliations": inline_formset([]),
            **fields,
        }
    )


def organisation_form(names=(), **fields):
    return nested_form_data(
        {
            "name": "Health Trust",
            "kind": OrganisationKind.objects.get(code="ngo").pk,
            "names": inline_formset([{"reason": "former", **name} for name in names]),
            **fields,
        }
    )


@pytest.mark.parametrize("typed", ["0300 1234567", "0300-1234567", "+92 300 1234567", "00923001234567", "۰۳۰۰۱۲۳۴۵۶۷"])
def test_a_number_is_typed_as_it_is_dialled_and_kept_in_one_form(coordinator, typed):
    assert coordinator.post(reverse("contact:add"), contact_form([typed])).status_code == 302
    contact = Contact.objects.get()
    assert [phone.number for phone in contact.phones.all()] == ["+923001234567"]
    assert "+92 300 1234567" in coordinator.get(reverse("contact:edit", args=[contact.pk])).content.decode()


@pytest.mark.parametrize("typed", ["123", "abc", "0300", "=1+1", "+999 123", "0300 1234567 0300 1234568"])
def test_what_is_no_number_is_refused_in_words_where_it_stands(coordinator, typed):
    answer = coordinator.post(reverse("contact:add"), contact_form([typed]))
    assert answer.status_code == 200
    assert "is no telephone number" in str(answer.context["form"].formsets["phones"].forms[0].errors["number"])
    assert not Contact.objects.exists()


def test_one_number_in_two_spellings_is_refused(coordinator):
    answer = coordinator.post(reverse("contact:add"), contact_form(["0300 1234567", "+923001234567"]))
    assert answer.status_code == 200
    assert not Contact.objects.exists()


def test_an_address_that_is_not_in_use_cannot_be_the_main_one(coordinator):
    retired = {"address": "a@example.org", "kind": "work", "primary": "on", "retired_on": "2026-01-31"}
    answer = coordinator.post(reverse("contact:add"), contact_form(addresses=[retired]))
    assert "can’t be the main one" in answer.content.decode()
    answer = coordinator.post(reverse("contact:add"), contact_form(addresses=[retired | {"primary": ""}]))
    assert answer.status_code == 302
    assert Contact.objects.get().addresses.get().retired_on == datetime.date(2026, 1, 31)


def test_retired_tags_stay_with_those_who_have_them_and_are_offered_to_nobody_else(coordinator):
    tag = Tag.objects.create(code="old", label="Old tag", valid_to=timezone.localdate() - datetime.timedelta(days=1))
    contact = ContactFactory()
    contact.tags.add(tag)
    assert "Old tag" not in coordinator.get(reverse("contact:add")).content.decode()
    page = reverse("contact:edit", args=[contact.pk])
    assert "Old tag" in coordinator.get(page).content.decode()
    assert coordinator.post(page, contact_form() | {"tags": [tag.pk]}).status_code == 302
    assert list(contact.tags.all()) == [tag]


def test_the_address_of_a_page_is_made_from_the_name_and_no_two_are_alike(coordinator):
    for _ in range(3):
        assert coordinator.post(reverse("organisation:add"), organisation_form()).status_code == 302
    coordinator.post(reverse("organisation:add"), organisation_form(name="ادارہ صحت"))
    coordinator.post(reverse("organisation:add"), organisation_form(name="ادارہ", acronym="IS"))
    slugs = list(Organisation.objects.order_by("pk").values_list("slug", flat=True))
    assert slugs == ["health-trust", "health-trust-2", "health-trust-3", "organisation", "is"]


def test_a_slug_that_a_merged_organisation_has_is_refused_in_words(coordinator):
    gone = OrganisationFactory(slug="relief")
    Organisation.objects.filter(pk=gone.pk).update(merged_into=OrganisationFactory())
    answer = coordinator.post(reverse("organisation:add"), organisation_form(slug="relief"))
    assert "before it was merged" in answer.content.decode()


def test_no_organisation_is_a_part_of_itself_however_far_up(coordinator):
    top = OrganisationFactory(name="Top")
    middle = OrganisationFactory(parent=top)
    low = OrganisationFactory(name="Low", parent=middle)
    for parent in (top, low):
        form = organisation_form(name="Top", slug=top.slug, parent=parent.pk)
        answer = coordinator.post(reverse("organisation:edit", args=[top.pk]), form)
        assert "is a part of this organisation itself" in answer.content.decode()
    top.refresh_from_db()
    assert top.parent is None


def test_other_names_have_dates_in_order_and_sectors_are_kept(coordinator):
    sector = Sector.objects.first()
    wrong = {"name": "Old Trust", "since": "2020-01-01", "until": "2019-01-01"}
    answer = coordinator.post(reverse("organisation:add"), organisation_form([wrong]))
    assert "It must not end before it begins." in answer.content.decode()
    form = organisation_form([wrong | {"until": "2021-01-01"}], description_ur="صحت") | {"sectors": [sector.pk]}
    assert coordinator.post(reverse("organisation:add"), form).status_code == 302
    organisation = Organisation.objects.get()
    assert [(name.name, name.folded) for name in organisation.names.all()] == [("Old Trust", "old trust")]
    assert list(organisation.sectors.all()) == [sector]


@pytest.mark.parametrize("name", ["sector", "tag"])
def test_lists_of_sectors_and_tags_can_be_seen(coordinator, name):
    assert coordinator.get(reverse(f"{name}:index")).status_code == 200
