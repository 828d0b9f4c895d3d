"""How long staff wait for the count of a segment of very many people, and of an audience, while they choose."""

import datetime
from collections.abc import Callable, Iterator
from functools import partial
from statistics import median
from time import perf_counter, process_time

from django.db import transaction
from django.utils import timezone

from benchmarks.bench import Bench
from benchmarks.databases import POSTGRESQL, SQLITE
from benchmarks.report import Figure, Promise, Report
from benchmarks.tools import POSTGRESQL as POSTGRESQL_TOOL
from benchmarks.tools import why_not
from delivery.bulk import Table
from delivery.enums import EventKind, MailingState, MessageState
from delivery.models import Address, Event, Mailing, Message
from stakeholders import audience, engagement
from stakeholders.criteria import Criteria
from stakeholders.models import Organisation
from stakeholders.segments import people, rules
from stakeholders.segments.rules import AllOf, AnyOf, Is, Not, Rule

_LONGEST = 200  # milliseconds, for the count itself
_ROUNDS = 5
_MAILINGS = 2
_NEEDS = {SQLITE: (), POSTGRESQL: (POSTGRESQL_TOOL,)}


def run(bench: Bench) -> list[Report]:
    """Count every case on every database, some times each; the promise is about the slowest segment."""
    figures: list[Figure] = []
    promises: list[Promise] = []
    skipped: list[str] = []
    for name in bench.databases:
        slowest = processor = None
        if reason := why_not(_NEEDS[name]):
            skipped.append(f"{name}: {reason}")
        else:
            times = dict(_measured(bench, name))
            slowest = max(wall for about, (wall, _cpu) in times.items() if not about.startswith("audience"))
            processor = max(cpu for about, (_wall, cpu) in times.items() if not about.startswith("audience"))
            figures += [Figure(f"{name}, {about}", wall, "ms") for about, (wall, _cpu) in times.items()]
        promises.append(Promise(words=f"{name}, milliseconds for the slowest segment", value=slowest, at_most=_LONGEST))
        if name == SQLITE:  # its work is this process's own
            words = f"{name}, CPU milliseconds for the slowest segment"
            promises.append(Promise(words=words, value=processor, at_most=_LONGEST, robust=True))
    about = f"counts among {bench.scale.huge:,} contacts, the median of {_ROUNDS}"
    return [
        Report(name="segments", about=about, figures=tuple(figures), promises=tuple(promises), skipped=tuple(skipped))
    ]


def _measured(bench: Bench, name: str) -> Iterator[tuple[str, tuple[float, float]]]:
    """Yield for each case the median milliseconds that one waits and that this process works."""
    database = bench.directory(name, contacts=bench.scale.huge)
    if not Mailing.objects.exists():
        send_mail()
        engagement.refresh(now=timezone.now())
        database.settle()
    today = timezone.localdate()
    for about, rule in segments():
        yield about, _time_of(partial(_count, rule, today))
    for about, rule in (("everybody", rules.EVERYBODY), ("two provinces", Is("province", ("PK-BA", "PK-KP")))):
        criteria = Criteria(topic="newsletter", rule=rule)
        yield f"audience of {about}, with who is left out", _time_of(partial(audience.count, criteria))
        yield f"audience of {about}, by language", _time_of(partial(audience.count_by_language, criteria))


def _count(rule: Rule, today: datetime.date) -> int:
    return people.count(rules.parse(rule.to_json()), today)


def _time_of(work: Callable[[], object]) -> tuple[float, float]:
    work()
    waits, works = [], []
    for _round in range(_ROUNDS):
        began, worked = perf_counter(), process_time()
        work()
        waits.append(perf_counter() - began)
        works.append(process_time() - worked)
    return median(waits) * 1000, median(works) * 1000


def segments() -> Iterator[tuple[str, Rule]]:
    """Yield what staff ask for, and the heaviest that they can."""
    topic, west = Is("topic", ("newsletter",)), Is("province", ("PK-BA", "PK-KP"))
    urdu, kind, tag = Is("language", ("ur",)), Is("kind", ("provincial",)), Is("tag", ("tag-1",))
    top = str(Organisation.objects.filter(parent=None).order_by("pk")[7].pk)
    yield "who take a topic", topic
    yield "who do not take a topic", Not(topic)
    yield "in two provinces", west
    yield "at a kind of organisation", kind
    yield "at an organisation with its parts", Is("organisation", (top,))
    yield "who read Urdu", urdu
    yield "with a tag", tag
    yield "with a role mailbox", Is("address", ("role",))
    yield "in a sector, in two provinces, who read Urdu", AllOf((Is("sector", ("health", "mhpss")), west, urdu))
    yield "of a topic, two provinces, a kind and a language", AllOf((topic, west, kind, urdu))
    yield "either of a topic, two provinces, a tag, or not of a kind", AnyOf((topic, west, tag, Not(kind)))
    yield (
        "neither of a topic nor two provinces nor a kind of address",
        Not(AnyOf((topic, west, Is("address", ("role",))))),
    )
    yield "without a province", Is("lacking", ("province",))
    yield "who opened or clicked within 90 days", Is("engagement", ("seen-90",))
    yield "who got mail within 90 days and did nothing", Is("engagement", ("silent-90",))


@transaction.atomic
def send_mail() -> None:
    """Give every address some newsletters that it got, of which it opened three in ten."""
    now = timezone.now()
    addresses = list(Address.objects.order_by("pk").values_list("pk", flat=True))
    for number in range(_MAILINGS):
        mailing = Mailing.objects.create(
            title=f"Newsletter {number}", purpose="newsletter", state=MailingState.SENT, finished_at=now
        )
        alike = Message(mailing=mailing, state=MessageState.SENT, due_at=now, settled_at=now, language="en", values={})
        rows = [(address, f"<{number}.{address}@unit.example.org>") for address in addresses]
        Table(alike, ("address_id", "message_id")).insert(rows)
        opened = mailing.messages.order_by("pk").values_list("pk", flat=True)
        opening = Event(kind=EventKind.OPENED, at=now, source="benchmark")
        Table(opening, ("message_id",)).insert([(pk,) for pk in opened if (pk + number) % 10 < 3])
