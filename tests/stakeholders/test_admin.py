"""The unit's screens for people: found, filtered, exported, edited, and consent recorded with its reason."""

import datetime

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from delivery import addresses, suppression
from delivery.enums import MessageState, SuppressionReason
from stakeholders import consent, subscriptions
from stakeholders.models import (
    Affiliation,
    ConsentRecord,
    Contact,
    ContactAddress,
    Language,
    Organisation,
    OrganisationKind,
    Province,
    Topic,
)
from tests.factories.delivery import MailingFactory, MessageFactory
from tests.factories.stakeholders import Action, ContactFactory, OrganisationFactory, record

pytestmark = pytest.mark.django_db


def staff(*permissions):
    """Return a member of staff who may enter the admin and has these permissions of this room."""
    user = get_user_model().objects.create_user(username=f"staff-{len(permissions)}")
    user.user_permissions.set(
        Permission.objects.filter(content_type__app_label="stakeholders", codename__in=permissions)
        | Permission.objects.filter(codename="access_admin")
    )
    return user


@pytest.fixture
def coordinator(client):
    """A client whose user may do everything with people."""
    user = staff(*Permission.objects.filter(content_type__app_label="stakeholders").values_list("codename", flat=True))
    client.force_login(user)
    client.user = user
    return client


def names(answer) -> set[str]:
    return {contact.name for contact in answer.context["object_list"]}


def contacts(client, **query):
    return client.get(reverse("contact:index"), query)


# The list ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["amina", "EXAMPLE.ORG", "آمنہ", "Health Trust", "HT", "trust amina", "‘", "amna"])
def test_contacts_are_found_by_name_address_and_organisation(coordinator, text):
    trust = OrganisationFactory(name="Health Trust", acronym="HT")
    ContactFactory(name="Amina Example", name_ur="آمنہ", emails=["a@example.org", "a2@example.org"], at=trust)
    ContactFactory(name="Bilal Example", emails=["b@example.net"])
    expected = set() if text in {"amna", "‘"} else {"Amina Example"}
    assert names(contacts(coordinator, q=text)) == expected


def test_contacts_are_narrowed_by_province_language_kind_and_subscription(coordinator):
    sindh, un = Province.objects.get(code="PK-SD"), OrganisationKind.objects.get(code="un")
    ContactFactory(name="Sindhi", province=sindh, language=Language.objects.get(code="sd"))
    ContactFactory(name="UN", emails=["un@example.org"], at=OrganisationFactory(kind=un), given=["newsletter"])
    former = ContactFactory(name="Formerly UN", emails=["f@example.org"], withdrawn=["newsletter"])
    Affiliation.objects.create(
        contact=former, organisation=OrganisationFactory(kind=un), end=timezone.localdate() - datetime.timedelta(days=1)
    )
    assert names(contacts(coordinator, province=sindh.pk)) == {"Sindhi"}
    assert names(contacts(coordinator, language=Language.objects.get(code="sd").pk)) == {"Sindhi"}
    assert names(contacts(coordinator, kind=un.pk)) == {"UN"}
    assert names(contacts(coordinator, subscription="newsletter:given")) == {"UN"}
    assert names(contacts(coordinator, subscription="newsletter:withdrawn")) == {"Formerly UN"}
    assert names(contacts(coordinator, subscription="newsletter:never")) == {"Sindhi"}
    assert len(names(contacts(coordinator))) == 3


def test_a_row_shows_main_address_present_organisation_and_what_they_get(coordinator):
    ContactFactory(
        name="Amina",
        emails=["main@example.org", "other@example.org"],
        at=OrganisationFactory(name="Trust"),
        given=["meetings"],
    )
    record("other@example.org", "newsletter")
    page = contacts(coordinator).content.decode()
    assert "main@example.org" in page
    assert "other@example.org" not in page
    assert "Trust" in page
    assert "Newsletter, Meeting invitations" in page


@pytest.mark.parametrize("name", ["contact", "organisation", "consent"])
def test_a_list_takes_as_many_queries_for_twenty_rows_as_for_two(coordinator, name):
    def grow(first, last):
        for n in range(first, last):
            ContactFactory(
                emails=[f"{n}@example.org"], at=OrganisationFactory(provinces=["PK-SD"]), given=["newsletter"]
            )

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert coordinator.get(reverse(f"{name}:index")).status_code == 200
        return len(captured)

    grow(0, 2)
    coordinator.get(reverse(f"{name}:index"))  # fills the caches of sites and content types
    before = queries()
    grow(2, 20)
    assert queries() == before


# Editing ----------------------------------------------------------------------------------------------------------


def contact_form(emails, **fields):
    return nested_form_data(
        {
            "name": "Amina Example",
            "name_ur": "",
            "language": Language.objects.get(code="en").pk,
            "province": "",
            "stated_organisation": "",
            "note": "",
            "addresses": inline_formset(
                [
                    {"address": email, "kind": "work", "primary": "on" if position == 0 else ""}
                    for position, email in enumerate(emails)
                ]
            ),
            "phones": inline_formset([]),
            "affiliations": inline_formset([]),
            **fields,
        }
    )


def test_an_address_is_typed_as_text_and_folded_to_its_row(coordinator):
    known = addresses.get_or_create("amina@example.org")
    answer = coordinator.post(reverse("contact:add"), contact_form(["AMINA@Example.org", "second@example.org"]))
    assert answer.status_code == 302
    contact = Contact.objects.get()
    assert contact.main_address.address == known
    assert [link.address.email for link in contact.addresses.all()] == ["amina@example.org", "second@example.org"]
    assert "amina@example.org" in coordinator.get(reverse("contact:edit", args=[contact.pk])).content.decode()


@pytest.mark.parametrize("email", ["amina", "amina@", "a b@example.org", "a@example.org\r\nBcc: b@example.org"])
def test_a_malformed_address_is_refused_in_its_row(coordinator, email):
    answer = coordinator.post(reverse("contact:add"), contact_form([email]))
    assert answer.status_code == 200
    assert answer.context["form"].formsets["addresses"].forms[0].errors["address"]
    assert not Contact.objects.exists()


def test_two_main_addresses_are_refused(coordinator):
    form = contact_form(["a@example.org", "b@example.org"]) | {"addresses-1-primary": "on"}
    answer = coordinator.post(reverse("contact:add"), form)
    assert "Only one address can be the main one." in answer.content.decode()
    assert not Contact.objects.exists()


def test_another_address_can_become_the_main_one(coordinator):
    contact = ContactFactory(emails=["old@example.org", "new@example.org"])
    first, second = contact.addresses.all()
    form = contact_form(["old@example.org", "new@example.org"]) | {
        "addresses-INITIAL_FORMS": "2",
        "addresses-0-id": first.pk,
        "addresses-0-primary": "",
        "addresses-1-id": second.pk,
        "addresses-1-primary": "on",
    }
    assert coordinator.post(reverse("contact:edit", args=[contact.pk]), form).status_code == 302
    assert Contact.objects.get().main_address == second
    assert (
        coordinator.post(
            reverse("contact:edit", args=[contact.pk]),
            form | {"addresses-0-primary": "on", "addresses-1-DELETE": "1"},
        ).status_code
        == 302
    )
    assert Contact.objects.get().main_address == first


def test_the_same_address_twice_is_refused(coordinator):
    answer = coordinator.post(reverse("contact:add"), contact_form(["a@example.org", "A@example.org"]))
    assert answer.status_code == 200
    assert not Contact.objects.exists()


def test_editing_an_address_links_another_row_and_leaves_the_old_one_its_consent(coordinator):
    contact = ContactFactory(emails=["old@example.org"], given=["newsletter"])
    link = contact.main_address
    form = contact_form([])
    form["addresses-TOTAL_FORMS"] = form["addresses-INITIAL_FORMS"] = "1"
    form |= {"addresses-0-id": link.pk, "addresses-0-address": "new@example.org", "addresses-0-kind": "work"}
    form |= {"addresses-0-primary": "on", "addresses-0-DELETE": ""}
    assert coordinator.post(reverse("contact:edit", args=[contact.pk]), form).status_code == 302
    assert ContactAddress.objects.get().address.email == "new@example.org"
    assert consent.state(link.address)["newsletter"].action == "given"
    assert consent.state(ContactAddress.objects.get().address) == {}


def test_a_code_never_changes_and_aliases_are_typed_on_a_line(coordinator):
    province = Province.objects.get(code="PK-KP")
    page = reverse("province:edit", args=[province.pk])
    assert "KP, KPK, NWFP" in coordinator.get(page).content.decode()
    form = {"code": "PK-XX", "label": "KP", "label_ur": "", "aliases": "KP, , Frontier ", "order": "3"}
    assert coordinator.post(page, form).status_code == 302
    province.refresh_from_db()
    assert (province.code, province.label, province.aliases) == ("PK-KP", "KP", ["KP", "Frontier"])


@pytest.mark.parametrize("model", [Topic, Province, OrganisationKind, Language])
def test_entries_of_lists_are_never_deleted(coordinator, model):
    entry = model.objects.first()
    name = {OrganisationKind: "organisation_kind"}.get(model, model._meta.model_name)
    assert coordinator.get(reverse(f"{name}:index")).status_code == 200
    coordinator.post(reverse(f"{name}:delete", args=[entry.pk]))
    assert model.objects.filter(pk=entry.pk).exists()


def test_an_organisation_that_is_referred_to_is_not_deleted_and_says_why(coordinator):
    organisation = OrganisationFactory()
    ContactFactory(at=organisation)
    answer = coordinator.post(reverse("organisation:delete", args=[organisation.pk]), follow=True)
    assert "can’t be deleted" in answer.content.decode()
    assert Organisation.objects.filter(pk=organisation.pk).exists()
    free = OrganisationFactory()
    coordinator.post(reverse("organisation:delete", args=[free.pk]))
    assert not Organisation.objects.filter(pk=free.pk).exists()


def test_deleting_a_contact_leaves_the_consent_of_the_address(coordinator):
    contact = ContactFactory(emails=["a@example.org"], given=["newsletter"], withdrawn=["newsletter"])
    coordinator.post(reverse("contact:delete", args=[contact.pk]))
    assert not Contact.objects.exists()
    assert ConsentRecord.objects.count() == 2


# Consent ----------------------------------------------------------------------------------------------------------


def test_the_contact_s_page_shows_state_suppression_and_history(coordinator):
    contact = ContactFactory(emails=["a@example.org"], asked=["meetings"], given=["newsletter"])
    suppression.suppress(contact.main_address.address, reason=SuppressionReason.HARD_BOUNCE, now=timezone.now())
    page = coordinator.get(reverse("contact:inspect", args=[contact.pk])).content.decode()
    assert "Hard bounce" in page
    assert "Asked for, not confirmed" in page
    assert "Stop “Newsletter”" in page
    assert "Never asked" in page  # the third topic
    assert "Confirmation link" in page


def test_staff_stop_mail_for_somebody_on_a_page_that_says_what_happens(coordinator):
    contact = ContactFactory(name="Amina", emails=["shared@example.org"], given=["newsletter"])
    ContactFactory(name="Bilal", emails=["shared@example.org"])
    merged = ContactFactory(name="Amina who was merged", emails=["shared@example.org"])
    Contact.objects.filter(pk=merged.pk).update(merged_into=contact)
    address = contact.main_address.address
    waiting = MessageFactory(address=address, mailing=MailingFactory(state="sending"))
    url = reverse("contact:withdraw", args=[contact.pk, contact.main_address.pk, "newsletter"])

    page = coordinator.get(url).content.decode()
    assert "“Newsletter” stops going to shared@example.org at once." in page
    assert "1 message that waits" in page
    assert "Bilal" in page
    assert "Amina who was merged" not in page
    assert consent.state(address)["newsletter"].action == "given"

    assert coordinator.post(url, {"note": ""}).status_code == 200
    assert consent.state(address)["newsletter"].action == "given"

    assert coordinator.post(url, {"note": "By telephone"}).status_code == 302
    now = consent.state(address)["newsletter"]
    assert (now.action, now.source, now.note, now.recorded_by) == (
        "withdrawn",
        "staff",
        "By telephone",
        coordinator.user,
    )
    waiting.refresh_from_db()
    assert waiting.state == MessageState.SKIPPED


def test_staff_record_a_consent_only_with_basis_and_proof(coordinator):
    contact = ContactFactory(emails=["a@example.org"])
    address = contact.main_address.address
    url = reverse("contact:give", args=[contact.pk, contact.main_address.pk])
    for incomplete in (
        {"topic": "newsletter", "basis": "consent", "note": " "},
        {"topic": "newsletter", "note": "Sheet"},
    ):
        assert coordinator.post(url, incomplete).status_code == 200
        assert consent.state(address) == {}
    form = {"topic": "newsletter", "basis": "official", "note": "Letter of 3 March, in the file"}
    assert coordinator.post(url, form).status_code == 302
    now = consent.state(address)["newsletter"]
    assert (now.action, now.basis, now.source, now.recorded_by) == ("given", "official", "staff", coordinator.user)


@pytest.mark.parametrize("act", ["withdraw", "give"])
def test_who_may_not_record_consent_can_not(client, act):
    contact = ContactFactory(emails=["a@example.org"], given=["newsletter"])
    client.force_login(staff("view_contact", "change_contact", "view_consentrecord"))
    args = [contact.pk, contact.main_address.pk, *(["newsletter"] if act == "withdraw" else [])]
    before = ConsentRecord.objects.count()
    form = {"note": "Hm", "topic": "newsletter", "basis": "consent"}
    assert client.post(reverse(f"contact:{act}", args=args), form).status_code in {302, 403}
    assert ConsentRecord.objects.count() == before
    assert "Stop “" not in client.get(reverse("contact:inspect", args=[contact.pk])).content.decode()


def test_an_address_of_another_contact_is_not_found(coordinator):
    one, other = ContactFactory(emails=["a@example.org"]), ContactFactory(emails=["b@example.org"])
    assert coordinator.get(reverse("contact:give", args=[one.pk, other.main_address.pk])).status_code == 404


def test_consent_records_are_listed_and_filtered_and_nothing_else(coordinator):
    row = ConsentRecord.objects.get(address=record("a@example.org", "newsletter"))
    record("b@example.org", "meetings", action=Action.WITHDRAWN)
    index = reverse("consent:index")
    assert coordinator.get(index).context["paginator"].count == 2
    assert coordinator.get(index, {"action": "withdrawn"}).context["paginator"].count == 1
    assert coordinator.get(index, {"purpose": "newsletter"}).context["object_list"] == [row]
    assert coordinator.get(index, {"q": "B@EXAMPLE"}).context["paginator"].count == 1
    for name, args in [("add", []), ("edit", [row.pk]), ("delete", [row.pk])]:
        assert coordinator.post(reverse(f"consent:{name}", args=args), {"action": "given"}).status_code in {302, 403}
    assert ConsentRecord.objects.count() == 2


# Records that only grow -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "act",
    [
        lambda row: row.save(),
        lambda row: row.delete(),
        lambda row: ConsentRecord.objects.update(action=Action.GIVEN),
        lambda row: ConsentRecord.objects.filter(pk=row.pk).delete(),
        lambda row: ConsentRecord.objects.bulk_update([row], ["action"]),
        lambda row: ConsentRecord.objects.update_or_create(pk=row.pk, defaults={"action": Action.GIVEN}),
    ],
)
def test_consent_records_are_only_ever_added(act):
    row = ConsentRecord.objects.get(address=record("a@example.org", "newsletter", action=Action.WITHDRAWN))
    with pytest.raises(TypeError, match="only ever added"), transaction.atomic():
        act(row)
    assert ConsentRecord.objects.get().action == Action.WITHDRAWN


@pytest.mark.parametrize("source", [ConsentRecord.Source.STAFF, ConsentRecord.Source.IMPORT])
def test_the_database_refuses_a_given_consent_without_its_evidence(source):
    address = addresses.get_or_create("a@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        consent.record(address=address, purposes=["newsletter"], action=Action.GIVEN, source=source, now=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        subscriptions.record_given(
            address=address, purpose="newsletter", basis="consent", note="", by=None, now=timezone.now()
        )
