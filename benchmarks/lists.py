"""How long staff wait for a list of very many people: first page and last, searched, narrowed, sorted."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from benchmarks import people
from benchmarks.bench import Bench
from benchmarks.report import Figure, Promise, Report
from benchmarks.tools import why_not
from stakeholders.models import Contact, OrganisationKind, Province, Tag, Topic

_LONGEST = 300  # milliseconds of the server, the page rendered
_ROUNDS = 5
_TO_ARABIC = str.maketrans({"ی": "ي", "ک": "ك", "ہ": "ه"})  # as an Arabic keyboard types Urdu


@dataclass(frozen=True, slots=True)
class Case:
    """One list, as it is asked for."""

    about: str
    view: str
    asked: dict[str, object] = field(default_factory=dict)


def run(bench: Bench) -> list[Report]:
    """Ask for every list on every database, some times each; the promise is about the slowest."""
    figures: list[Figure] = []
    promises: list[Promise] = []
    skipped: list[str] = []
    for database, needs in bench.databases.items():
        slowest = None
        if reason := why_not(needs):
            skipped.append(f"{database}: {reason}")
        else:
            taken = _measured(bench, database)
            slowest = max(milliseconds for milliseconds, _queries in taken.values())
            for about, (milliseconds, queries) in taken.items():
                figures.append(Figure(f"{database}, {about} ({queries} queries)", milliseconds, "ms"))
        promises.append(
            Promise(words=f"{database}, milliseconds for the slowest list", value=slowest, at_most=_LONGEST)
        )
    about = (
        f"lists of {bench.scale.huge:,} contacts in the admin: the server's time, page and all, the median of {_ROUNDS}"
    )
    return [Report(name="lists", about=about, figures=tuple(figures), promises=tuple(promises), skipped=tuple(skipped))]


def _measured(bench: Bench, name: str) -> dict[str, tuple[float, int]]:
    """Return for each case its median milliseconds, and how many queries it took."""
    database = bench.database(name)
    assert bench.broker  # pages count things in the cache beside it
    if Contact.objects.count() < bench.scale.huge:
        people.load(bench.scale.huge)
        database.settle()
    with override_settings(STORAGES=PLAIN_STATIC):
        client = staff()
        return {case.about: time_of(client, case) for case in cases()}


# Names of static files have their digest only where they were collected.
PLAIN_STATIC = {
    **settings.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


def staff() -> Client:
    """Return the browser of somebody who may see everything."""
    client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
    user, _created = get_user_model().objects.get_or_create(
        username="benchmark", defaults={"is_superuser": True, "is_staff": True}
    )
    client.force_login(user)
    return client


def time_of(client: Client, case: Case) -> tuple[float, int]:
    """Return the median milliseconds of a case, and how many queries it took."""
    url = reverse(f"{case.view}:index")
    with CaptureQueriesContext(connection) as queries:  # fills caches, too
        assert client.get(url, case.asked, secure=True).status_code == 200
    count = len(queries)
    times = []
    for _round in range(_ROUNDS):
        began = perf_counter()
        client.get(url, case.asked, secure=True)
        times.append(perf_counter() - began)
    return median(times) * 1000, count


def cases() -> Iterator[Case]:
    """Yield what is asked for."""
    last = (Contact.objects.count() + 19) // 20
    somebody = Contact.objects.exclude(name_ur="").order_by("pk")[1000]
    urdu = somebody.name_ur.translate(_TO_ARABIC)
    topic, kind = Topic.objects.order_by("order")[0].code, OrganisationKind.objects.get(code="provincial").pk
    province, tag = Province.objects.get(code="PK-SD").pk, Tag.objects.order_by("pk").first()
    yield Case("contacts, first page", "contact")
    yield Case("contacts, last page", "contact", {"p": last})
    yield Case("contacts, by name downwards, last page", "contact", {"ordering": "-name", "p": last})
    yield Case("contacts, latest first", "contact", {"ordering": "-created_at"})
    for about, text in {
        "a name": somebody.name,
        "part of a name": somebody.name.split()[-1][:4],
        "two letters": "am",
        "a name in Urdu, typed on an Arabic keyboard": urdu,
        "part of an address": f"{somebody.name.split()[-1].lower()}1",
        "a domain that most have": "example.org",
        "part of a telephone number that nobody has": "0300 7654321",
        "an organisation": "Sindh Provincial department",
    }.items():
        yield Case(f"contacts, searched for {about}", "contact", {"q": text})
    for state in ("given", "withdrawn", "requested", "never"):
        yield Case(f"contacts who have the newsletter {state}", "contact", {"subscription": f"{topic}:{state}"})
    yield Case("contacts of a province", "contact", {"province": province})
    yield Case("contacts at a kind of organisation", "contact", {"kind": kind})
    if tag:
        yield Case("contacts with a tag", "contact", {"tag": tag.pk})
    for health in ("bounced", "unconfirmed", "no_consent", "no_address", "no_province", "old_details"):
        yield Case(f"contacts, health: {health}", "contact", {"health": health})
    everything = {"q": "a", "subscription": f"{topic}:given", "province": province, "kind": kind}
    yield Case("contacts, searched and narrowed by three filters", "contact", everything)
    yield Case("consent records, first page", "consent")
    yield Case("consent records, searched by part of an address", "consent", {"q": "example.org"})
    yield Case("consent records, withdrawn", "consent", {"action": "withdrawn"})
    yield Case("suppressions, first page", "suppression")
    yield Case("suppressions, searched by part of an address", "suppression", {"q": "example.org"})
    yield Case("organisations, first page", "organisation")
    yield Case("organisations, searched", "organisation", {"q": "sindh"})
