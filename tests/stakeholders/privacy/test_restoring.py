"""A restored backup brings nobody back: certificates are saved beside it, and carried out again."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from delivery import addresses, suppression
from delivery.enums import SuppressionReason
from delivery.models import Suppression
from stakeholders.models import Contact, ContactAddress, Erasure
from stakeholders.privacy import erasure
from tests.factories.stakeholders import ContactFactory
from tests.stakeholders.privacy.dump import places_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def saved(tmp_path):
    """Return the file of certificates, after somebody was erased, and the backup brought everything back."""
    contact = ContactFactory(name="Gone Example", emails=["gone@example.org", "gone@example.net"])
    backup = {"pk": contact.pk, "created_at": contact.created_at, "language": contact.language, "name": contact.name}
    erasure.erase(contact, by=None, now=timezone.now())
    file = tmp_path / "erasures.jsonl"
    call_command("reapply_erasures", "--save", str(file), stdout=io.StringIO())
    Erasure.objects.all().delete()
    Suppression.objects.all().delete()
    restored = Contact.objects.create(**backup)
    Contact.objects.filter(pk=restored.pk).update(created_at=backup["created_at"])
    for email in ("gone@example.org", "gone@example.net"):
        ContactAddress.objects.create(contact=restored, address=addresses.get_or_create(email))
    return file


def reapply(*options):
    out = io.StringIO()
    call_command("reapply_erasures", *options, stdout=out)
    return out.getvalue().strip()


def test_the_file_holds_nothing_of_the_person(saved):
    assert "gone" not in saved.read_text().casefold()


def test_whoever_came_back_is_erased_again_and_suppressed_again(saved):
    assert places_of("gone@example.org")
    assert reapply("--from", str(saved)) == "1 erased again."
    assert places_of("Gone Example", "gone@example.org", "gone@example.net") == set()
    reasons = suppression.reasons_for_emails(["gone@example.org", "gone@example.net"], "newsletter")
    assert set(reasons.values()) == {SuppressionReason.ERASED}
    assert Erasure.objects.count() == 1
    assert reapply("--from", str(saved)) == "0 erased again."


def test_somebody_else_who_got_the_same_key_or_address_since_is_left_alone(saved):
    Contact.objects.all().update(name="Somebody Else", created_at=timezone.now())
    assert reapply("--from", str(saved)) == "0 erased again."
    assert Contact.objects.get().name == "Somebody Else"


def test_an_address_without_a_contact_is_erased_by_its_hash(saved):
    Contact.objects.all().delete()
    assert reapply("--from", str(saved)) == "2 erased again."
    assert places_of("gone@example.org", "gone@example.net") == set()


@pytest.mark.parametrize("content", ["{}", "no JSON", '{"at": "2026-01-01T00:00:00Z"}', "[]"])
def test_a_file_that_is_none_of_ours_changes_nothing(saved, content):
    saved.write_text(content)
    with pytest.raises(CommandError):
        reapply("--from", str(saved))
    assert Contact.objects.exists()
    assert not Erasure.objects.exists()
