"""An import gives consent only with its proof, and brings nobody back who said no."""

import datetime

import pytest
from django.utils import timezone

from delivery import addresses, suppression
from delivery.enums import SuppressionReason
from stakeholders import consent
from stakeholders.importing.options import ConsentGrounds
from stakeholders.models import ConsentRecord, Contact, Topic
from tests.factories.stakeholders import ContactFactory, record
from tests.stakeholders.importing.helpers import checked, commit, imported, report, undo

pytestmark = pytest.mark.django_db
PROOF = ConsentGrounds(
    source="Sign-up sheet, Lahore",
    given_on=datetime.date(2026, 1, 31),
    basis="consent",
    wording="I want the newsletter.",
    topics=("newsletter", "meetings"),
)
LIST = [["Name", "Email"], ["Amina", "amina@example.org"], ["Bilal", "bilal@example.org"]]


def given():
    states = consent.states(addresses.Address.objects.values_list("pk", flat=True))
    return {
        (str(row.address), purpose) for (_address, purpose), row in states.items() if row.action == consent.Action.GIVEN
    }


def test_without_proof_nobody_has_agreed_to_anything():
    imported(LIST)
    assert not ConsentRecord.objects.exists()


def test_with_proof_each_record_names_it():
    imported(LIST, consent=PROOF)
    assert given() == {
        (email, topic) for email in ("amina@example.org", "bilal@example.org") for topic in ("newsletter", "meetings")
    }
    kept = ConsentRecord.objects.first()
    assert (kept.source, kept.basis, kept.note) == ("import", "consent", "Sign-up sheet, Lahore, 2026-01-31")
    assert kept.wording.text == "I want the newsletter."


def test_a_column_of_topics_narrows_what_is_given():
    rows = [["Email", "Topics"], ["amina@example.org", "Newsletter"], ["bilal@example.org", ""]]
    imported(rows, consent=PROOF)
    assert given() == {("amina@example.org", "newsletter")}


def test_what_was_given_before_is_not_written_again():
    record("amina@example.org", "newsletter")
    imported(LIST, consent=PROOF)
    assert ConsentRecord.objects.filter(address__key="amina@example.org").count() == 2


def test_who_unsubscribed_from_a_topic_stays_so_and_is_told():
    ContactFactory(name="Amina", emails=["amina@example.org"], withdrawn=["newsletter"])
    batch = imported(LIST, consent=PROOF)
    assert report(batch)[2] == ("update", ["not_revived_unsubscribed"])
    assert ("amina@example.org", "newsletter") not in given()
    assert ("amina@example.org", "meetings") in given()
    assert batch.counts["not_revived"] == 1


def test_a_new_address_is_no_way_around_the_no_at_an_old_one():
    ContactFactory(name="Amina", emails=["old@example.org", "older@example.org"], withdrawn=["newsletter"])
    rows = [["Name", "Email", "Email 2"], ["Amina", "new@example.org", "older@example.org"]]
    batch = imported(rows, consent=PROOF)
    assert report(batch)[2] == ("update", ["not_revived_unsubscribed"])
    assert given() == {("new@example.org", "meetings")}


def test_a_complaint_at_one_address_counts_at_all_and_a_bounce_does_not():
    ContactFactory(name="Amina", emails=["amina@example.org"])
    ContactFactory(name="Bilal", emails=["bilal@example.org"])
    for email, reason in (("amina", SuppressionReason.COMPLAINT), ("bilal", SuppressionReason.HARD_BOUNCE)):
        suppression.suppress(addresses.get_or_create(f"{email}@example.org"), reason=reason, now=timezone.now())
    rows = [["Email", "Email 2"], ["a@example.org", "amina@example.org"], ["b@example.org", "bilal@example.org"]]
    batch = imported(rows, consent=PROOF)
    assert report(batch) == {2: ("update", ["not_revived_complaint"]), 3: ("update", [])}
    assert {email for email, _topic in given()} == {"b@example.org"}


@pytest.mark.parametrize("reason", [r for r in SuppressionReason if r != SuppressionReason.ERASED])
def test_who_must_get_no_mail_gets_none_and_is_told(reason):
    suppression.suppress(addresses.get_or_create("amina@example.org"), reason=reason, now=timezone.now())
    batch = imported(LIST, consent=PROOF)
    assert report(batch)[2] == ("create", [f"not_revived_{reason}"])
    assert {email for email, _topic in given()} == {"bilal@example.org"}


def test_who_must_get_nothing_of_one_topic_may_get_another():
    address = addresses.get_or_create("amina@example.org")
    suppression.suppress(address, reason=SuppressionReason.COMPLAINT, purpose="newsletter", now=timezone.now())
    imported(LIST, consent=PROOF)
    assert ("amina@example.org", "meetings") in given()
    assert ("amina@example.org", "newsletter") not in given()


def test_who_was_erased_is_not_kept_again_in_any_spelling_nor_as_second_address():
    address = addresses.get_or_create("amina@example.org")
    suppression.suppress(address, reason=SuppressionReason.ERASED, now=timezone.now())
    address.delete()
    rows = [["Name", "Email", "Email 2"], ["A", "AMINA@example.org", ""], ["A", "new@example.org", "amina@example.org"]]
    batch = imported(rows, consent=PROOF)
    assert report(batch) == {2: ("skip", ["erased"]), 3: ("skip", ["erased"])}
    assert batch.counts["not_revived"] == 2
    assert not Contact.objects.exists()
    assert not addresses.Address.objects.exists()


def test_what_an_export_says_of_its_people_counts():
    rows = [
        ["Email Address", "First Name", "UNSUB_TIME", "LEID", "EUID"],
        ["amina@example.org", "Amina", "2025-01-01 10:00:00", "1", "a"],
    ]
    batch = imported(rows, consent=PROOF)
    assert report(batch) == {2: ("create", ["not_revived_file_unsubscribed"])}
    assert not given()


def test_the_no_that_an_export_tells_of_is_written_down_so_that_nobody_asks_them_again():
    told_here = record("bilal@example.org", "newsletter")
    rows = [
        ["Email Address", "First Name", "UNSUB_TIME", "LEID", "EUID"],
        ["amina@example.org", "Amina", "2025-01-01 10:00:00", "1", "a"],
        ["bilal@example.org", "Bilal", "2025-01-01 10:00:00", "2", "b"],
    ]
    imported(rows)
    amina = consent.state(addresses.get_or_create("amina@example.org"))
    assert {(purpose, row.action, row.source) for purpose, row in amina.items()} == {
        (topic.code, consent.Action.WITHDRAWN, "provider") for topic in Topic.objects.all()
    }
    assert consent.state(told_here)["newsletter"].action == consent.Action.GIVEN  # to us, and since


def test_who_says_no_between_check_and_import_is_not_subscribed():
    batch = checked(LIST, consent=PROOF)
    record("amina@example.org", "newsletter", action=consent.Action.WITHDRAWN)
    commit(batch)
    assert ("amina@example.org", "newsletter") not in given()
    assert ("amina@example.org", "meetings") in given()


def test_taken_back_consent_ends_and_the_mended_list_can_be_brought_again():
    undo(imported(LIST, consent=PROOF))
    assert not given()
    assert not Contact.objects.exists()
    again = imported(LIST, consent=PROOF)
    assert report(again) == {2: ("create", []), 3: ("create", [])}
    assert len(given()) == 4


def test_who_acted_themselves_keeps_their_place_when_the_import_is_taken_back():
    batch = imported(LIST, consent=PROOF)
    record("amina@example.org", "publications")
    undo(batch)
    assert given() == {("amina@example.org", "publications")}
    assert [contact.name for contact in Contact.objects.all()] == ["Amina"]
    assert report(batch)[2] == ("create", ["left"])
