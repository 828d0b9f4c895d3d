"""What a reader answers to the question, behind the personal link of the mail."""

import datetime
import logging
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from delivery import suppression
from delivery.models import Address
from stakeholders import consent, subscriptions
from stakeholders.exceptions import LinkBrokenError, LinkExpiredError
from stakeholders.models import ConsentRecord, Topic
from stakeholders.repermission.tokens import read_answer_token

log = logging.getLogger(__name__)

Action = ConsentRecord.Action
Source = ConsentRecord.Source

# Shown beside the two buttons and stored with every answer.
WORDING = _(
    "“Yes” means: I agree that the unit sends me this mail, to this address, and keeps this address for that purpose. "
    "I can stop it at any time by the link in every mail. Without a “yes” nothing of it is sent."
)
WORDING_NAME = "repermission"


def wording_text() -> str:
    """Return the words in the active language."""
    return str(WORDING)


@dataclass(frozen=True)
class Question:
    """What a link asks, and what holds now: None where nothing was answered yet."""

    address: Address
    topic: Topic
    answer: bool | None


def read(token: str) -> Question:
    """Return what a link asks, changing nothing.

    Raises:
        LinkBrokenError: the token is not ours, or its address or topic is gone.
        LinkExpiredError: it is too old, or the reader has stopped the topic by another way since.
    """
    address_id, code = read_answer_token(token)
    address = Address.objects.filter(pk=address_id).exclude(email="").first()
    topic = Topic.objects.filter(code=code).first()
    if address is None or topic is None:
        raise LinkBrokenError
    record = consent.state(address).get(code)
    if record is None or record.action == Action.REQUESTED:
        return Question(address, topic, answer=None)
    if record.action == Action.WITHDRAWN and record.source != Source.REPERMISSION:
        raise LinkExpiredError
    return Question(address, topic, answer=record.action == Action.GIVEN)


@transaction.atomic
def answer(*, token: str, yes: bool, language: str, now: datetime.datetime) -> None:
    """Write the answer down. The same answer again adds nothing; the other one takes it back.

    Raises:
        LinkBrokenError, LinkExpiredError: see `read`.
    """
    suppression.lock_addresses([read(token).address.pk])
    question = read(token)
    if question.answer is yes:
        return
    code = question.topic.code
    if yes:
        consent.record(
            address=question.address,
            purposes=[code],
            action=Action.GIVEN,
            source=Source.REPERMISSION,
            wording=consent.wording(WORDING_NAME, wording_text()),
            language=language,
            now=now,
        )
    else:
        subscriptions.withdraw(address=question.address, purposes=[code], source=Source.REPERMISSION, now=now)
    log.info("repermission.answered", extra={"address_id": question.address.pk, "topic": code, "yes": yes})
