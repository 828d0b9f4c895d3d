"""The fake SMTP server: what it writes down, and how it errs."""

import asyncio
import smtplib

import pytest

from tests.chaos.gauge import Gauge
from tests.chaos.journal import Journal, Pen
from tests.chaos.manner import DROP, GARBAGE, HALF, WRONG_ORDER, Fault, Manner
from tests.chaos.server import ChaosSmtp

TEXT = b"Message-ID: <1@unit.example.org>\r\n\r\nEdition a99f0bed00000001\r\n--=_--\r\n"
SENDER, READER = "bounces@unit.example.org", "reader-1@example.org"
GROUP = f"MAIL FROM:<{SENDER}>\r\nRCPT TO:<{READER}>\r\nDATA\r\n".encode()


@pytest.fixture
def begin(tmp_path):
    """Begin a life of the server with these faults; its gauge is an attribute."""

    def begin(*faults, hold=0.0, **manner):
        gauge = Gauge(tmp_path / "gauge")
        gauge.begin(taken=0)
        return ChaosSmtp(Manner(faults=faults, hold=hold, **manner), Pen(tmp_path / "journal"), gauge)

    return begin


@pytest.fixture
def journal(tmp_path):
    return lambda: Journal.read(tmp_path / "journal")


def send(server):
    with smtplib.SMTP("127.0.0.1", server.port) as client:
        client.sendmail(SENDER, [READER], TEXT)


def test_an_accepted_message_is_in_the_journal(begin, journal):
    with begin().in_thread() as server:
        send(server)

    (taken,) = journal().taken
    assert (taken.message_id, taken.recipient) == ("<1@unit.example.org>", READER)
    assert (taken.editions, taken.whole) == (("a99f0bed00000001",), True)
    assert journal().cut == []
    assert (server.gauge.taken, server.gauge.on_wire) == (1, 0)


@pytest.mark.parametrize("do", [DROP, HALF])
def test_a_message_whose_reply_never_arrives_was_accepted_all_the_same(begin, journal, do):
    with begin(Fault(stage="text", do=do)).in_thread() as server, pytest.raises(smtplib.SMTPException):
        send(server)

    assert [taken.recipient for taken in journal().taken] == [READER]
    assert [conversation.offers for conversation in journal().cut] == [[READER]]


def test_a_refused_message_was_not_accepted(begin, journal):
    with begin(Fault(stage="text", do="451 4.3.2 not now")).in_thread() as server, pytest.raises(smtplib.SMTPDataError):
        send(server)

    assert journal().taken == ()


def test_a_refused_reader_is_refused_every_time(begin, journal):
    fault = Fault(stage="rcpt", do="550 5.1.1 no such user", share=1, same_readers=True)
    with begin(fault).in_thread() as server:
        for _attempt in range(2):
            with pytest.raises(smtplib.SMTPRecipientsRefused):
                send(server)

    assert journal().conversations == ()


def test_faults_come_as_often_as_they_may_and_not_too_early(begin, journal):
    with begin(Fault(stage="rcpt", do="451 4.3.0 later", times=1, after=1)).in_thread() as server:
        send(server)
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            send(server)
        send(server)

    assert len(journal().taken) == 2


def test_garbage_and_421_end_a_conversation(begin):
    with begin(Fault(stage="mail", do=GARBAGE)).in_thread() as server, pytest.raises(smtplib.SMTPException):
        send(server)
    with (
        begin(Fault(stage="mail", do="421 4.7.0 go away")).in_thread() as server,
        pytest.raises(smtplib.SMTPSenderRefused) as refused,
    ):
        send(server)
    assert refused.value.smtp_code == 421


def talk(server, *steps):
    """Send groups one after another; return what came back for each until the server was silent or gone."""

    async def scene():
        async with server:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            await reader.readline()
            answers = []
            for octets, lines in steps:
                writer.write(octets)
                answers.append([(await reader.readline())[:3] for _line in range(lines)])
            answers.append(server.gauge.on_wire)
            writer.close()
            await writer.wait_closed()
            return answers

    return asyncio.run(scene())


def test_a_group_is_answered_in_one_go_and_in_order(begin):
    assert talk(begin(), (GROUP, 3)) == [[b"250", b"250", b"354"], 0]


def test_the_354_of_a_group_may_come_first(begin):
    assert talk(begin(Fault(stage="order", do=WRONG_ORDER)), (GROUP, 3)) == [[b"354", b"250", b"250"], 0]


def test_half_a_text_on_a_cut_connection_is_not_accepted(begin, journal):
    talk(begin(), (GROUP, 3), (TEXT, 0))

    assert journal().taken == ()
    assert [conversation.offers for conversation in journal().cut] == [[READER]]


def test_text_is_on_the_wire_from_its_first_octet_until_the_dot_is_answered(begin):
    server = begin(hold=0.01)

    async def scene():
        async with server:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(GROUP)
            for _line in range(4):  # the greeting, too
                await reader.readline()
            waiting = server.gauge.on_wire
            writer.write(TEXT)
            while not server.gauge.on_wire:
                await asyncio.sleep(0)
            writer.write(b".\r\n")
            await reader.readline()
            writer.close()
            await writer.wait_closed()
            return waiting, server.gauge.on_wire, server.gauge.taken

    assert asyncio.run(scene()) == (0, 0, 1)


def test_the_next_life_counts_on_from_what_the_journal_holds(begin, tmp_path):
    with begin().in_thread() as server:
        send(server)

    seen_by_the_runner = Gauge(tmp_path / "gauge")
    seen_by_the_runner.begin(taken=len(Journal.read(tmp_path / "journal").taken))
    assert (seen_by_the_runner.taken, seen_by_the_runner.on_wire) == (1, 0)
