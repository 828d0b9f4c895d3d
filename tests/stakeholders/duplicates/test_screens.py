"""The screens of duplicates: what they show, what their buttons do, and that a second press does no harm."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from delivery import addresses
from stakeholders import consent, search
from stakeholders.duplicates import queue, searching
from stakeholders.duplicates.finding import Found
from stakeholders.duplicates.merging import merge_contacts
from stakeholders.models import (
    Contact,
    ContactAddress,
    ContactPhone,
    DuplicateSearch,
    Merge,
    Organisation,
    Resemblance,
    Tag,
)
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def coordinator(client):
    user = staff("Coordinator")
    client.force_login(user)
    return user


@pytest.fixture
def pair():
    umeed = OrganisationFactory(name="Umeed")
    one = ContactFactory(name="Amina Khan", emails=["amina@example.org"], given=["newsletter"], note="Met in Quetta.")
    other = ContactFactory(
        name="Dr Amina Khan",
        emails=["a.khan@example.org"],
        withdrawn=["newsletter"],
        at=umeed,
    )
    ContactPhone.objects.create(contact=other, number="+92511234567")
    queue.store([Found(Resemblance.Subject.CONTACT, one.pk, other.pk, Resemblance.Kind.NAME, 91)], now=NOW)
    return one, other


def url(kept, gone, name="duplicates:pair", subject="contact"):
    return reverse(name, args=[subject, kept.pk, gone.pk])


def sent(client, kept, gone, **changed):
    """Return what the page's form would send untouched, with `changed` over it."""
    form = client.get(url(kept, gone)).context["form"]
    data = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in {**data, **changed}.items() if value is not None}


def test_the_list_shows_both_sides_the_reason_and_how_sure_it_is(client, coordinator, pair):
    text = client.get(reverse("duplicates:index")).content.decode()
    for shown in ("Amina Khan", "Dr Amina Khan", "amina@example.org", "Umeed", "Similar name", "91 %"):
        assert shown in text
    assert url(*pair) in text


def test_the_list_is_searched_and_narrowed(client, coordinator, pair):
    search.refresh_contacts([one.pk for one in pair])

    def count(**asked):
        return len(client.get(reverse("duplicates:index"), asked).context["object_list"])

    assert count(q="a.khan") == 1
    assert count(q="nobody") == 0
    assert count(kind="name", subject="contact") == 1
    assert count(kind="address") == 0
    queue.dismiss(subject="contact", one=pair[0].pk, other=pair[1].pk, by=coordinator, now=NOW)
    assert (count(), count(standing="dismissed"), count(standing="waiting")) == (0, 1, 0)


def test_the_list_asks_the_same_number_of_queries_whatever_its_length(client, coordinator, pair):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("duplicates:index"))
        return len(captured)

    queries()
    few = queries()
    others = [ContactFactory(emails=[f"p{n}@example.org"], at=OrganisationFactory()) for n in range(10)]
    queue.store(
        [Found(Resemblance.Subject.CONTACT, pair[0].pk, other.pk, Resemblance.Kind.NAME, 90) for other in others],
        now=NOW,
    )
    assert queries() == few


def test_the_page_of_a_pair_shows_both_and_says_what_will_happen(client, coordinator, pair):
    text = " ".join(client.get(url(*pair)).content.decode().split())
    assert "“Dr Amina Khan” is no longer listed. Links to it lead to “Amina Khan”." in text
    assert "“Newsletter” stops at amina@example.org" in text
    for shown in ("+92511234567", "Umeed", "Met in Quetta.", "They are one: merge", "These are two", "Skip"):
        assert shown in text


def test_a_shared_mailbox_that_loses_a_topic_is_told_with_how_many_read_it(client, coordinator, pair):
    ContactAddress.objects.create(contact=ContactFactory(), address=addresses.get_or_create("amina@example.org"))
    text = " ".join(client.get(url(*pair)).content.decode().split())
    assert "1 other contact reads mail there and loses it too." in text


def test_looking_changes_nothing(client, coordinator, pair):
    tables = (Contact.with_merged, Merge.objects, Resemblance.objects)
    before = [list(table.values()) for table in tables]
    client.get(url(*pair))
    client.post(url(*pair), sent(client, *pair, name="gone"))  # “show what my choice does”
    client.get(reverse("duplicates:next"))
    assert [list(table.values()) for table in tables] == before


def test_a_merge_does_what_was_chosen_and_leads_on(client, coordinator, pair):
    kept, gone = pair
    tag = Tag.objects.create(code="speaker", label="Speaker")
    gone.tags.add(tag)
    third = ContactFactory()
    queue.store([Found(Resemblance.Subject.CONTACT, kept.pk, third.pk, Resemblance.Kind.NAME, 90)], now=NOW)
    data = sent(client, kept, gone, name="gone", merge="1")
    phone = gone.phones.get()
    data["rows"] = [value for value in data["rows"] if value != f"stakeholders.contactphone:{phone.pk}"]
    data["main_address"] = gone.addresses.get().pk
    response = client.post(url(kept, gone), data)
    assert response["Location"] == url(kept, third)
    kept.refresh_from_db()
    assert kept.name == "Dr Amina Khan"
    assert kept.main_address.address.email == "a.khan@example.org"
    assert (kept.phones.count(), list(kept.tags.all())) == (0, [tag])
    merge = Merge.objects.get()
    assert (merge.kept, merge.gone, merge.by) == (kept.pk, gone.pk, coordinator)
    assert consent.purposes(addresses.get_or_create("amina@example.org"), consent.Action.GIVEN) == set()


def test_pressing_twice_merges_once(client, coordinator, pair):
    data = sent(client, *pair, merge="1")
    client.post(url(*pair), data)
    again = client.post(url(*pair), data, follow=True)
    assert Merge.objects.count() == 1
    assert "“Dr Amina Khan” was merged into this entry." in again.content.decode()
    swapped = client.post(url(*reversed(pair)), data)
    assert swapped["Location"] == reverse("contact:inspect", args=[pair[0].pk])
    assert Merge.objects.count() == 1


def test_a_form_that_was_opened_before_a_change_is_shown_again(client, coordinator, pair):
    data = sent(client, *pair, merge="1")
    pair[1].name = "Amina K."
    pair[1].save()
    response = client.post(url(*pair), data)
    assert "One of the two was changed meanwhile." in response.content.decode()
    assert not Merge.objects.exists()


def test_a_form_without_its_fields_merges_nothing(client, coordinator, pair):
    assert client.post(url(*pair), {"merge": "1"}).status_code == 200
    assert (
        client.post(url(*pair), {**sent(client, *pair), "merge": "1", "rows": ["stakeholders.contact:1"]}).status_code
        == 200
    )
    assert not Merge.objects.exists()


def test_these_are_two(client, coordinator, pair):
    assert client.get(url(*pair, name="duplicates:dismiss")).status_code == 405
    client.post(url(*pair, name="duplicates:dismiss"))
    client.post(url(*pair, name="duplicates:dismiss"))
    assert Resemblance.objects.get().dismissed_by == coordinator
    assert "Said to be two" in client.get(url(*pair)).content.decode()


def test_skipping_leads_to_the_next_pair(client, coordinator, pair):
    third = ContactFactory()
    queue.store([Found(Resemblance.Subject.CONTACT, pair[0].pk, third.pk, Resemblance.Kind.NAME, 86)], now=NOW)
    first = queue.waiting().first()
    response = client.get(reverse("duplicates:next"), {"after": first.pk})
    assert response["Location"] == url(pair[0], third)
    assert client.get(reverse("duplicates:next"), {"after": "x"})["Location"] == url(*pair)


@pytest.mark.parametrize("path", ["contact/999999/999998/", "person/1/2/", "contact/99999999999999999999/1/"])
def test_what_is_not_there_is_not_found(client, coordinator, path):
    assert client.get(reverse("duplicates:index") + path).status_code == 404


def test_an_entry_is_not_merged_with_itself(client, coordinator, pair):
    assert client.get(url(pair[0], pair[0])).status_code == 404


def test_another_entry_is_found_by_a_search(client, coordinator, pair):
    search.refresh_contacts([one.pk for one in pair])
    here = reverse("duplicates:choose", args=["contact", pair[0].pk])
    text = client.get(here, {"q": "umeed"}).content.decode()
    assert url(*pair) in text
    assert "Nothing was found." in client.get(here, {"q": "nobody"}).content.decode()
    assert here in client.get(reverse("contact:inspect", args=[pair[0].pk])).content.decode()


@pytest.mark.parametrize("name", ["contact:inspect", "contact:edit"])
def test_old_links_lead_to_the_survivor(client, coordinator, pair, name):
    merge_contacts(kept=pair[0], gone=pair[1], by=coordinator, now=NOW)
    response = client.get(reverse(name, args=[pair[1].pk]))
    assert response["Location"] == reverse(name, args=[pair[0].pk])
    assert client.post(reverse(name, args=[pair[1].pk]), {"name": "X"}).status_code == 302


def test_organisations_are_merged_by_the_same_page(client, coordinator):
    kept = OrganisationFactory(name="IMARAT Institute", provinces=["PK-BA"])
    gone = OrganisationFactory(name="Iqbal Institute", acronym="II", provinces=["PK-KP"])
    here = url(kept, gone, subject="organisation")
    form = client.get(here).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    response = client.post(here, {**data, "merge": "1"})
    assert response["Location"] == reverse("organisation:edit", args=[kept.pk])
    assert list(Organisation.objects.all()) == [kept]
    assert client.get(reverse("organisation:edit", args=[gone.pk]))["Location"].endswith(f"/{kept.pk}/")
    assert "Iqbal Institute" in client.get(reverse("merge:index")).content.decode()


def test_a_merge_is_undone_on_its_page(client, coordinator, pair):
    merge = merge_contacts(kept=pair[0], gone=pair[1], by=coordinator, now=NOW)
    Contact.objects.filter(pk=pair[0].pk).update(name="Amina")
    ContactPhone.objects.all().delete()
    here = reverse("merge:undo", args=[merge.pk])
    assert "1 consent that the merge withdrew is given again" in client.get(here).content.decode()
    assert Contact.objects.count() == 1
    text = client.post(here, follow=True).content.decode()
    assert "They are two entries again." in text
    assert "It was deleted since." in text
    assert "already" in client.post(here, follow=True).content.decode()
    assert Contact.objects.count() == 2


def test_a_merge_too_old_to_be_undone_says_so(client, coordinator, pair):
    merge = merge_contacts(kept=pair[0], gone=pair[1], by=coordinator, now=NOW)
    Merge.objects.update(before={})
    here = reverse("merge:undo", args=[merge.pk])
    assert "it can’t be undone any more" in client.get(here).content.decode()
    assert "no longer kept" in client.post(here, follow=True).content.decode()


def test_the_list_of_merges_asks_the_same_number_of_queries_whatever_its_length(client, coordinator):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("merge:index"))
        return len(captured)

    merge_contacts(kept=ContactFactory(), gone=ContactFactory(), by=coordinator, now=NOW)
    queries()
    few = queries()
    for _ in range(10):
        merge_contacts(kept=ContactFactory(), gone=ContactFactory(), by=coordinator, now=NOW)
    assert queries() == few


def test_a_search_is_asked_for_once_and_its_outcome_is_shown(client, coordinator, monkeypatch):
    monkeypatch.setattr(searching, "_ring", lambda: None)
    here = reverse("duplicates:search")
    assert "No search has run yet." in client.get(here).content.decode()
    client.post(here)
    client.post(here)
    assert DuplicateSearch.objects.get().asked_by == coordinator
    assert "waits for a free worker" in client.get(here).content.decode()
    searching.run()
    assert "The last search ended" in client.get(here).content.decode()
