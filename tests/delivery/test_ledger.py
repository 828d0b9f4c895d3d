import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from delivery import ledger
from delivery.enums import ExclusionReason, MessageState
from delivery.models import Exclusion, Mailing, Message
from tests.factories.delivery import AddressFactory, MailingFactory, sending_mailing

pytestmark = pytest.mark.django_db


def _command(*arguments):
    out = StringIO()
    call_command("ledger", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def mailing():
    mailing = sending_mailing(3, title="Newsletter 33", origin="issue:33")
    Exclusion.objects.create(mailing=mailing, contact_ref="9", reason=ExclusionReason.NO_ADDRESS)
    Mailing.objects.filter(pk=mailing.pk).update(candidates=4, excluded=1)
    first = Message.objects.order_by("pk").first()
    Message.objects.filter(pk=first.pk).update(state=MessageState.SENT)
    mailing.refresh_from_db()
    return mailing


def test_it_counts_every_state_and_both_sums(mailing, django_assert_num_queries):
    with django_assert_num_queries(2):
        account = ledger.count(mailing)
    assert account.balanced
    assert account.settled == 1
    assert set(account.messages) == set(MessageState)
    assert account.as_json() == {
        "mailing": mailing.pk,
        "title": "Newsletter 33",
        "state": "sending",
        "candidates": 4,
        "prepared": 3,
        "excluded": 1,
        "exclusions": {"no_address": 1},
        "messages": {
            "pending": 2,
            "sending": 0,
            "sent": 1,
            "deferred": 0,
            "failed": 0,
            "skipped": 0,
            "uncertain": 0,
        },
        "sums": {
            "candidates": {"stated": 4, "counted": 4, "balanced": True},
            "prepared": {"stated": 3, "counted": 3, "balanced": True},
        },
        "balanced": True,
        "started_at": "2026-01-07T09:00:00+00:00",
        "finished_at": None,
    }


def test_a_row_that_went_missing_is_seen(mailing):
    Message.objects.first().delete()
    account = ledger.count(mailing)
    assert (account.candidates_sum.balanced, account.prepared_sum.balanced, account.balanced) == (False, False, False)


@pytest.mark.parametrize("name", ["Newsletter 33", "issue:33"])
def test_a_mailing_is_found_by_title_or_origin(mailing, name):
    assert json.loads(_command(name, "--json"))["mailing"] == mailing.pk
    assert json.loads(_command(str(mailing.pk), "--json"))["mailing"] == mailing.pk


def test_an_unknown_or_ambiguous_name_exits_with_2_and_lists_what_there_is(mailing):
    MailingFactory(title="Newsletter 33")
    for name in ("Newsletter 99", "Newsletter 33"):
        with pytest.raises(CommandError) as refusal:
            _command(name)
        assert refusal.value.returncode == 2
        assert f"{mailing.pk}  sending" in str(refusal.value)


def test_sums_that_do_not_balance_exit_with_1(mailing):
    Message.objects.first().delete()
    with pytest.raises(CommandError) as refusal:
        _command(str(mailing.pk), "--json")
    assert refusal.value.returncode == 1


def test_people_read_words(mailing):
    words = _command("issue:33")
    assert "candidates 4" in words
    assert "1  No address" in words
    assert "NOT BALANCED" not in words


def test_rows_are_one_json_line_per_message(mailing, django_assert_num_queries):
    AddressFactory()
    with django_assert_num_queries(1):
        list(ledger.rows(mailing))
    lines = [json.loads(line) for line in _command("issue:33", "--rows").splitlines()]
    assert len(lines) == 3
    first = Message.objects.order_by("pk").first()
    assert lines[0] == {
        "contact_id": first.contact_ref,
        "address": first.address.email,
        "state": "sent",
        "message_id": first.message_id,
        "attempts": 0,
        "due_at": "2026-01-07T09:00:00+00:00",
        "marked_at": None,
        "settled_at": None,
        "last_code": None,
        "last_reply": "",
    }
