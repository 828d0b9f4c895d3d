import pytest

from delivery import retry
from delivery.enums import MessageState
from delivery.retry import Fate
from delivery.smtp import ErrorClass, Outcome, Settlement
from tests.factories.delivery import NOW


@pytest.mark.parametrize(
    ("code", "reply", "hard"),
    [
        (550, "5.1.1 no such user", True),
        (550, "5.1.10 recipient address has null MX", True),
        (553, "5.1.3 bad address syntax", True),
        (550, "5.7.1 no such user is allowed to be spammed", False),
        (552, "5.2.2 mailbox full", False),
        (550, "5.2.1 mailbox disabled", False),
        (550, "No such user here", True),
        (550, "Unknown recipient", True),
        (550, "The mailbox (address) does not exist", True),
        (550, "Access denied", False),
        (550, "Rejected by policy", False),
        (551, "User not found", True),
        (554, "User unknown", False),
    ],
)
def test_only_a_mailbox_that_does_not_exist_is_a_hard_bounce(code, reply, hard):
    settlement = Settlement(1, Outcome.FAILED, code, reply, ErrorClass.RECIPIENT)
    assert retry.is_hard_bounce(settlement) is hard


def test_what_is_refused_for_its_content_is_no_hard_bounce():
    assert not retry.is_hard_bounce(Settlement(1, Outcome.FAILED, 550, "5.1.1 no", ErrorClass.CONTENT))
    assert not retry.is_hard_bounce(Settlement(1, Outcome.DEFERRED, 450, "5.1.1 no", ErrorClass.RECIPIENT))


@pytest.mark.parametrize(
    ("outcome", "attempts", "fate"),
    [
        (Outcome.SENT, 0, Fate(MessageState.SENT, 1)),
        (Outcome.FAILED, 0, Fate(MessageState.FAILED, 1)),
        (Outcome.UNCERTAIN, 2, Fate(MessageState.UNCERTAIN, 1)),
        (Outcome.RELEASED, 2, Fate(None, 0)),
        (Outcome.DEFERRED, 0, Fate(MessageState.DEFERRED, 1, NOW + retry.DELAYS[0])),
        (Outcome.DEFERRED, 3, Fate(MessageState.DEFERRED, 1, NOW + retry.DELAYS[3])),
        (Outcome.DEFERRED, len(retry.DELAYS), Fate(MessageState.FAILED, 1)),
    ],
)
def test_each_outcome_has_its_fate(outcome, attempts, fate):
    assert retry.fate(Settlement(1, outcome), attempts=attempts, now=NOW) == fate


def test_each_delay_is_at_least_the_one_before():
    assert list(retry.DELAYS) == sorted(retry.DELAYS)
