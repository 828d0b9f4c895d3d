"""The proof is worth what its audit finds: forged journals in which somebody is lost, doubled or unexplained."""

import pytest

from tests.chaos.audit import Findings, Row, audit
from tests.chaos.journal import Journal, Pen

EDITION = "a99f0bed00000001"
OTHER = "ed17ed0000000002"


def octets(number, edition=EDITION, end=b"--=_boundary--\r\n"):
    return b"Message-ID: <%d@unit.example.org>\r\n\r\nEdition %b\r\n%b" % (number, edition.encode(), end)


def reader(number):
    return f"reader-{number}@example.org"


@pytest.fixture
def pen(tmp_path):
    pen = Pen(tmp_path / "journal")
    yield pen
    pen.close()


@pytest.fixture
def audited(pen, tmp_path):
    """Audit the journal against a ledger with these states of reader 1, 2, …"""

    def audited(*states, readers=None):
        rows = [Row(f"<{n}@unit.example.org>", reader(n), state) for n, state in enumerate(states, start=1)]
        journal = Journal.read(tmp_path / "journal")
        return audit(rows, journal, readers=len(states) if readers is None else readers, edition=EDITION)

    return audited


def accept(pen, number, *, on="1.1", **kind):
    pen.offered(on, reader(number))
    pen.taken([reader(number)], octets(number, **kind))


def test_everybody_who_got_it_once_and_parted_in_peace_is_no_finding(pen, audited):
    accept(pen, 1)
    accept(pen, 2)
    pen.left("1.1")

    found = audited("sent", "sent", "failed", "skipped")

    assert found == Findings()
    assert found.good


def test_a_message_that_is_sent_and_was_never_accepted_is_lost(pen, audited):
    accept(pen, 1)

    found = audited("sent", "sent")

    assert found.lost == ["<2@unit.example.org> is sent, and was never accepted"]
    assert not found.good


def test_a_message_accepted_twice_is_doubled(pen, audited):
    accept(pen, 1)
    accept(pen, 1, on="1.2")

    assert audited("sent").doubled == ["<1@unit.example.org> was accepted 2 times"]


def test_an_uncertain_message_that_was_sent_again_is_doubled(pen, audited):
    accept(pen, 1)
    accept(pen, 1, on="1.2")

    assert audited("uncertain").doubled == ["<1@unit.example.org> was accepted 2 times"]


@pytest.mark.parametrize("state", ["failed", "skipped", "deferred", "pending"])
def test_a_message_accepted_although_the_ledger_denies_it_is_doubled(pen, audited, state):
    accept(pen, 1)

    assert audited(state).doubled == [f"<1@unit.example.org> is {state}, and was accepted"]


@pytest.mark.parametrize("state", ["pending", "deferred", "sending"])
def test_who_still_waits_when_all_is_over_is_lost(audited, state):
    assert audited(state).lost == [f"<1@unit.example.org> is still {state}"]


def test_a_reader_without_a_row_is_lost(pen, audited):
    accept(pen, 1)

    assert audited("sent", readers=2).lost == ["2 readers, and 1 rows"]


def test_what_was_accepted_and_is_in_no_ledger_is_lost(pen, audited):
    accept(pen, 1)
    accept(pen, 7)

    assert audited("sent").lost == ["<7@unit.example.org> was accepted, and is in no ledger"]


def test_a_message_to_another_reader_is_wrong(pen, audited):
    pen.taken([reader(2)], octets(1))

    assert audited("sent").wrong == ["<1@unit.example.org> went to another reader"]


def test_other_content_than_the_approved_is_wrong(pen, audited):
    accept(pen, 1, edition=OTHER)

    assert audited("sent").wrong == [f"<1@unit.example.org> is not what was approved, but {OTHER}"]


def test_half_a_text_is_wrong(pen, audited):
    accept(pen, 1, end=b"")

    assert audited("sent").wrong == ["<1@unit.example.org> is half a text"]


def test_one_uncertain_message_for_each_connection_that_was_cut_is_the_price(pen, audited):
    accept(pen, 1)
    pen.offered("1.2", reader(2))

    found = audited("uncertain", "uncertain")

    assert (len(found.uncertain), found.cut) == (2, 2)
    assert found.good


def test_more_uncertain_messages_than_connections_cut_are_a_fault(pen, audited):
    accept(pen, 1)
    accept(pen, 2)

    found = audited("uncertain", "uncertain")

    assert (len(found.uncertain), found.cut, found.wrong) == (2, 1, [])
    assert not found.good


def test_an_uncertain_message_long_before_its_connection_was_cut_is_wrong(pen, audited):
    for number in (1, 2, 3):
        accept(pen, number)

    assert audited("uncertain", "sent", "sent").wrong == [
        "<1@unit.example.org> is uncertain, and no connection was cut on it"
    ]


def test_a_connection_that_ended_with_quit_explains_nothing(pen, audited):
    accept(pen, 1)
    pen.left("1.1")

    found = audited("uncertain")

    assert found.cut == 0
    assert not found.good


def test_unbalanced_sums_are_a_fault():
    assert not Findings(unbalanced=["in the end: 3 ≠ 2"]).good


def test_a_journal_goes_on_in_the_next_life_of_its_server(pen, audited, tmp_path):
    accept(pen, 1)
    with_more_to_say = Pen(tmp_path / "journal")
    accept(with_more_to_say, 2, on="2.1")
    with_more_to_say.close()

    assert (pen.life, with_more_to_say.life) == (1, 2)
    assert audited("sent", "sent").good
