import pytest
from django.db import connection

from delivery import audiences, ledger, mailings, preparing, suppression
from delivery.audiences import Candidate
from delivery.enums import ExclusionReason, MailingState, SuppressionReason
from delivery.models import Exclusion, Mailing, Message
from tests.factories.delivery import NOW, AddressFactory, UserFactory, approved_mailing, content, readers

pytestmark = pytest.mark.django_db


def _started(candidates, **fields):
    mailing = approved_mailing(candidates, **fields)
    mailings.start(mailing, by=UserFactory(), now=NOW)
    return mailing


def test_every_candidate_becomes_a_message_or_an_exclusion_with_its_reason():
    wanted, shared, bounced, complained, erased, other_purpose = AddressFactory.create_batch(6)
    suppression.suppress(bounced, reason=SuppressionReason.HARD_BOUNCE, now=NOW)
    suppression.suppress(complained, reason=SuppressionReason.COMPLAINT, purpose="newsletter", now=NOW)
    suppression.suppress(erased, reason=SuppressionReason.ERASED, now=NOW)
    suppression.suppress(other_purpose, reason=SuppressionReason.MANUAL, purpose="publications", now=NOW)
    mailing = _started(
        [
            Candidate("1", wanted.pk, "en"),
            Candidate("2", shared.pk, "en"),
            Candidate("3", shared.pk, "en"),
            Candidate("4", bounced.pk, "en"),
            Candidate("5", complained.pk, "en"),
            Candidate("6", erased.pk, "en"),
            Candidate("7", other_purpose.pk, "en"),
            Candidate("8", None, "en"),
            Candidate("9", wanted.pk, "en", exclusion=ExclusionReason.UNCONFIRMED, detail="asked on 1 January"),
            Candidate("10", None, "en", exclusion=ExclusionReason.MALFORMED, detail="no @-sign"),
        ]
    )
    assert preparing.prepare(mailing.pk, now=NOW)
    assert list(Message.objects.order_by("pk").values_list("contact_ref", "address")) == [
        ("1", wanted.pk),
        ("2", shared.pk),
        ("7", other_purpose.pk),
    ]
    assert dict(Exclusion.objects.values_list("contact_ref", "reason")) == {
        "3": ExclusionReason.DUPLICATE,
        "4": ExclusionReason.BOUNCED,
        "5": ExclusionReason.COMPLAINED,
        "6": ExclusionReason.SUPPRESSED,
        "8": ExclusionReason.NO_ADDRESS,
        "9": ExclusionReason.UNCONFIRMED,
        "10": ExclusionReason.MALFORMED,
    }
    mailing.refresh_from_db()
    assert (mailing.state, mailing.candidates, mailing.prepared, mailing.excluded) == (MailingState.SENDING, 10, 3, 7)
    assert ledger.count(mailing).balanced


def test_a_mailbox_that_two_chunks_share_gets_one_message(monkeypatch):
    monkeypatch.setattr(preparing, "_CHUNK", 2)
    shared = AddressFactory()
    mailing = _started([Candidate(str(n), shared.pk, "en") for n in range(5)])
    preparing.prepare(mailing.pk, now=NOW)
    assert Message.objects.count() == 1
    assert Exclusion.objects.filter(reason=ExclusionReason.DUPLICATE).count() == 4


def test_readers_get_their_language_or_the_mailings_own():
    english, urdu, pashto = AddressFactory.create_batch(3)
    mailing = _started(
        [Candidate("1", english.pk, "en"), Candidate("2", urdu.pk, "ur"), Candidate("3", pashto.pk, "ps")],
        contents={"en": content(), "ur": content("ur")},
    )
    preparing.prepare(mailing.pk, now=NOW)
    assert list(Message.objects.order_by("pk").values_list("language", flat=True)) == ["en", "ur", "en"]


def test_preparing_twice_changes_nothing():
    mailing = _started(readers(3))
    assert preparing.prepare(mailing.pk, now=NOW)
    assert not preparing.prepare(mailing.pk, now=NOW)
    assert Message.objects.count() == 3


def test_an_audience_of_nobody_ends_as_sent():
    mailing = _started([])
    preparing.prepare(mailing.pk, now=NOW)
    mailing.refresh_from_db()
    assert (mailing.state, mailing.prepared) == (MailingState.SENT, 0)


def test_a_resolver_that_fails_half_way_leaves_nothing_behind_and_the_mailing_failed():
    candidates = readers(3)
    mailing = _started(candidates)

    def failing(criteria, purpose):
        yield from candidates
        raise LookupError("amina@example.org")

    audiences.register("tests.readers", failing)
    assert not preparing.prepare(mailing.pk, now=NOW)
    mailing.refresh_from_db()
    assert mailing.state == MailingState.FAILED
    assert "LookupError" in mailing.pause_reason
    assert "amina" not in mailing.pause_reason
    assert not Message.objects.exists()
    assert ledger.count(mailing).balanced


def test_a_cancelled_mailing_is_not_prepared():
    mailing = _started(readers(1))
    mailings.cancel(mailing, by=UserFactory(), now=NOW)
    assert not preparing.prepare(mailing.pk, now=NOW)
    assert Mailing.objects.get(pk=mailing.pk).state == MailingState.CANCELLED


def test_queries_grow_with_chunks_not_with_readers(django_assert_num_queries):
    def queries_for(n):
        mailing = _started(readers(n))
        with django_assert_num_queries(12 + (connection.vendor == "postgresql")):  # which is told to read to the end
            preparing.prepare(mailing.pk, now=NOW)

    queries_for(3)
    queries_for(60)  # SQLite takes about 66 rows per INSERT
