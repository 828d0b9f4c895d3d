"""What many outcomes say together; greylisting, full mailboxes and one house's dislike say nothing of the provider."""

import pytest

from delivery.enums import MessageState
from delivery.retry import fate
from delivery.smtp import ErrorClass, Outcome, Settlement
from delivery.symptoms import CONTENT_REFUSALS, DEFERRALS, FROM_ONE_HOUSE, SENDER_REFUSALS, Symptoms
from tests.factories.delivery import NOW

MANY = 100


def _put_off(code, reply):
    return Outcome.DEFERRED, code, reply, ErrorClass.TRANSIENT


def _refused(code, reply, fault=ErrorClass.RECIPIENT):
    return Outcome.FAILED, code, reply, fault


ACCEPTED = (Outcome.SENT, 250, "2.0.0 ok", None)


def _after(*outcomes, houses=MANY):
    symptoms = Symptoms()
    for id, (outcome, code, reply, fault) in enumerate(outcomes, start=1):
        settlement = Settlement(id, outcome, code, reply, fault)
        symptoms.note(settlement, email=f"reader-{id}@house-{id % houses}.example.org")
    return symptoms


@pytest.mark.parametrize(
    ("code", "reply"),
    [
        (450, "4.7.1 Greylisted, see https://postgrey.example.org/help/example.org.html"),
        (451, "4.7.1 Greylisting in action, please come back in 00:04:59"),
        (450, "4.2.0 (address): Recipient address rejected: Greylisted"),
        (452, "4.2.2 Mailbox full"),
        (450, "4.2.1 The user is receiving mail at a rate that prevents more"),
        (450, "4.1.1 unverified address"),
        (451, "try again"),
    ],
)
def test_what_concerns_each_reader_alone_never_opens_the_circuit(code, reply):
    assert _after(*[_put_off(code, reply)] * MANY).trouble is None


@pytest.mark.parametrize(
    ("code", "reply"),
    [
        (450, "4.7.28 Our system has detected an unusual rate of unsolicited mail. {n}-2002 gsmtp"),
        (421, "4.7.0 [TSS04] Messages from 192.0.2.{n} temporarily deferred"),
        (451, "4.4.2 Bad connection"),
        (452, "4.3.1 Insufficient system storage"),
        (451, "4.3.0 queue file write error"),
        (451, "4.5.3 too many recipients"),
        (450, "too many messages, slow down"),
        (451, "hourly quota of (address) exceeded"),
        (452, "Out of resources, id {n}Q"),
    ],
)
def test_a_deferral_that_everybody_gets_opens_the_circuit_for_a_while(code, reply):
    outcomes = [_put_off(code, reply.format(n=n)) for n in range(DEFERRALS)]
    assert _after(*outcomes[1:]).trouble is None
    symptoms = _after(*outcomes)
    assert symptoms.trouble is not None
    assert symptoms.trouble.heals
    assert reply.split("{")[0] in symptoms.trouble.reason
    assert symptoms.put_off_in_vain == list(range(1, DEFERRALS + 1))


def test_what_connections_bring_after_it_counts_as_put_off_in_vain_too():
    symptoms = _after(*[_put_off(451, "4.3.2 system not accepting mail")] * (DEFERRALS + 3))
    assert len(symptoms.put_off_in_vain) == DEFERRALS + 3


def test_one_message_that_is_accepted_in_between_shows_that_mail_is_taken():
    row = [_put_off(450, "too many messages")] * (DEFERRALS - 1)
    assert _after(*row, ACCEPTED, *row).trouble is None


def test_deferrals_that_say_different_things_are_no_row():
    assert _after(*[_put_off(450, f"4.7.1 too many {word}") for word in ("cooks", "bees") * MANY]).trouble is None


@pytest.mark.parametrize("houses", [1, MANY])
def test_content_that_is_refused_waits_for_a_person(houses):
    refusals = [_refused(554, f"5.7.1 looks like spam {n}", ErrorClass.CONTENT) for n in range(CONTENT_REFUSALS)]
    assert _after(*refusals[1:], houses=houses).trouble is None
    trouble = _after(*refusals, houses=houses).trouble
    assert trouble is not None
    assert not trouble.heals
    assert "looks like spam" in trouble.reason


@pytest.mark.parametrize(
    ("code", "reply"),
    [
        (554, "5.7.1 Service unavailable; Client host [192.0.2.1] blocked using bl.example.net"),
        (554, "5.7.1 (address): Relay access denied"),
        (550, "5.7.26 unauthenticated sender"),
        (550, "relaying denied"),
        (550, "Your IP is blacklisted"),
    ],
)
def test_a_blocklist_that_refuses_every_recipient_waits_for_a_person(code, reply):
    refusals = [_refused(code, reply)] * FROM_ONE_HOUSE
    trouble = _after(*refusals[:SENDER_REFUSALS]).trouble
    assert trouble is not None
    assert not trouble.heals
    assert _after(*refusals[: SENDER_REFUSALS - 1]).trouble is None
    assert _after(*refusals[:-1], houses=1).trouble is None, "one house may not want our mail"
    assert _after(*refusals, houses=1).trouble is not None


@pytest.mark.parametrize(
    ("code", "reply"),
    [
        (550, "5.1.1 no such user"),
        (550, "no such user here"),
        (552, "5.2.2 mailbox full"),
        (550, "5.2.1 blocked by its owner"),
        (None, "the address cannot stand in an envelope"),
    ],
)
def test_mailboxes_that_are_gone_or_full_are_their_owners_matter(code, reply):
    assert _after(*[_refused(code, reply)] * MANY).trouble is None


def test_answers_and_acceptances_are_counted():
    released = (Outcome.RELEASED, 421, "4.3.2 going down", ErrorClass.PROVIDER)
    cut = (Outcome.UNCERTAIN, None, "the connection was cut", ErrorClass.TRANSIENT)
    symptoms = _after(ACCEPTED, _refused(550, "5.1.1 no"), released, cut)
    assert (symptoms.answered, symptoms.accepted) == (2, 1)


@pytest.mark.parametrize(
    ("code", "reply"),
    [(450, "4.2.2 mailbox full"), (452, "4.2.2 over quota"), (451, "4.7.1 greylisted"), (421, "4.4.2 timeout")],
)
def test_every_4xx_is_tried_again_later(code, reply):
    settlement = Settlement(1, Outcome.DEFERRED, code, reply, ErrorClass.TRANSIENT)
    assert fate(settlement, attempts=0, now=NOW).state == MessageState.DEFERRED
