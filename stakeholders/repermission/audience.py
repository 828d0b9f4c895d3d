"""Who is asked: contacts of whom nothing was ever recorded on a topic, at any of their addresses.

But whoever stopped all that they got is left in peace, also when there is a new topic.

That somebody was asked is read from the ledger: the audience is frozen by one transaction, so a kill asks nobody twice
and forgets nobody. What a cancelled mailing never sent does not count as asked.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone, translation

from delivery.audiences import Candidate
from delivery.enums import EXCLUSION_FOR_SUPPRESSION, ExclusionReason, MessageState, SkipReason, SuppressionReason
from delivery.links import absolute
from delivery.models import Address, Message, Suppression
from stakeholders.consent import DIRECTORY, Action
from stakeholders.exceptions import UnknownCriterionError
from stakeholders.models import ConsentRecord, ConsentState, Contact, ContactAddress, Pause, Repermission, Topic
from stakeholders.repermission.tokens import answer_token

RESOLVER = "stakeholders.to_ask"
ORIGIN = "repermission:"
CHUNK = 2000  # rows fetched at a time
_SAMPLE = "TOKEN"


def to_ask(topic: str, *, on: datetime.date) -> QuerySet[Contact]:
    """Return whom a question on `topic` would go to, with `asked_address` and `paused`, in a stable order."""
    links = ContactAddress.objects.filter(contact=OuterRef("pk"))
    here = ConsentState.objects.filter(address=OuterRef("address"))
    mail = here.exclude(purpose=DIRECTORY)
    in_use = links.filter(retired_on=None).order_by("-primary", "pk")
    return (
        Contact.objects.filter(
            ~Exists(links.filter(Exists(here.filter(purpose=topic)))),
            # Who stopped what they had, and has agreed to nothing else, is not asked about a topic that came later.
            ~Exists(links.filter(Exists(mail.filter(action=Action.WITHDRAWN))))
            | Exists(links.filter(Exists(mail.filter(action=Action.GIVEN)))),
            ~Exists(links.filter(Exists(_questions(topic)))),
        )
        .annotate(asked_address=Subquery(in_use.values("address")[:1]))
        .filter(asked_address__isnull=False)
        .annotate(paused=Exists(Pause.objects.filter(address=OuterRef("asked_address"), until__gt=on)))
        .order_by("pk")
    )


def _questions(topic: str) -> QuerySet[Message]:
    """Return the questions on `topic` that went, or may yet go, to the address of the outer query's link."""
    asked = Message.objects.filter(mailing__origin__startswith=ORIGIN, mailing__purpose=topic)
    return asked.filter(address=OuterRef("address")).exclude(skip_reason=SkipReason.CANCELLED)


def candidates(criteria: dict[str, Any], purpose: str) -> Iterator[Candidate]:
    """Yield a candidate, with a personal link, for everybody who is to be asked: the resolver that delivery calls.

    Raises:
        UnknownCriterionError: the topic is not in our list, or not the mailing's purpose.
    """
    topic = criteria.get("topic")
    if topic != purpose or not Topic.objects.filter(code=topic).exists():
        raise UnknownCriterionError(f"The question is about {topic!r}, but the mailing of {purpose!r}.")
    urls = {language: _answer_url(language) for language, _label in settings.LANGUAGES}
    rows = to_ask(purpose, on=timezone.localdate()).values_list(
        "pk", "asked_address", "paused", "language__code", "name", "name_ur"
    )
    for pk, address_id, paused, language, name, name_ur in rows.iterator(chunk_size=CHUNK):
        url = urls.get(language, urls[settings.LANGUAGE_CODE])
        yield Candidate(
            contact_ref=str(pk),
            address_id=address_id,
            language=language,
            values={
                "name": (name_ur or name) if language == "ur" else (name or name_ur),
                "answer_url": url.replace(_SAMPLE, answer_token(address_id, purpose)),
            },
            exclusion=ExclusionReason.PAUSED if paused else None,
        )


@dataclass(frozen=True)
class Reach:
    """Whom a question would reach now, and who is left out, by reason."""

    reachable: int
    excluded: dict[ExclusionReason, int]


def count(topic: str) -> Reach:
    """Return what preparing the question would find now, by one query."""
    suppressions = Suppression.objects.filter(
        address_hash=Subquery(Address.objects.filter(pk=OuterRef(OuterRef("asked_address"))).values("hash")[:1]),
        purpose__in=("", topic),
    )
    groups = (
        to_ask(topic, on=timezone.localdate())
        .annotate(suppression=Subquery(suppressions.order_by("purpose").values("reason")[:1]))
        .order_by()
        .values("paused", "suppression")
        .annotate(contacts=Count("pk"), addresses=Count("asked_address", distinct=True))
    )
    reachable, excluded = 0, dict.fromkeys(ExclusionReason, 0)
    for group in groups:
        if group["paused"]:
            excluded[ExclusionReason.PAUSED] += group["contacts"]
        elif group["suppression"]:
            excluded[EXCLUSION_FOR_SUPPRESSION[SuppressionReason(group["suppression"])]] += group["contacts"]
        else:
            reachable = group["addresses"]
            excluded[ExclusionReason.DUPLICATE] += group["contacts"] - group["addresses"]
    return Reach(reachable, {reason: number for reason, number in excluded.items() if number})


@dataclass(frozen=True)
class Answers:
    """How a question fared: how many it was sent to, and what they said."""

    asked: int
    yes: int
    no: int

    @property
    def silent(self) -> int:
        """Who has not answered: they get nothing, and are not asked again."""
        return self.asked - self.yes - self.no


def answers(question: Repermission) -> Answers:
    """Return how many of those who were asked say yes and no by now, in whatever way they said it."""
    asked = Message.objects.filter(mailing=question.mailing).exclude(skip_reason=SkipReason.CANCELLED)
    states = ConsentState.objects.filter(purpose=question.topic.code, address__in=asked.values("address"))
    said = dict(states.order_by().values_list("action").annotate(Count("pk")))
    return Answers(
        asked=asked.count(),
        yes=said.get(ConsentRecord.Action.GIVEN, 0),
        no=said.get(ConsentRecord.Action.WITHDRAWN, 0),
    )


def questions_of(mailings: QuerySet[Any]) -> QuerySet[Message]:
    """Return the questions of some mailings that have left, of whose address nothing is recorded on their topic yet."""
    recorded = ConsentState.objects.filter(address=OuterRef("address"), purpose=OuterRef("mailing__purpose"))
    return Message.objects.filter(~Exists(recorded), mailing__in=mailings, state=MessageState.SENT)


def _answer_url(language: str) -> str:
    with translation.override(language):
        return absolute(reverse("stakeholders:answer", args=[_SAMPLE]))
