"""How long readers and staff wait for the pages of meetings and working groups, after ten years of them."""

from collections.abc import Iterator
from statistics import median
from time import perf_counter

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from benchmarks.bench import Bench
from benchmarks.lists import PLAIN_STATIC, staff
from benchmarks.report import Figure, Promise, Report
from benchmarks.tools import why_not
from meetings import links
from meetings.links import Door
from meetings.models import Invitation, Meeting
from stakeholders.models import Contact

_LONGEST = 150  # milliseconds of the server for a public page
_ROUNDS = 7
_FULL = {"meetings": 500, "actions": 5_000, "invited": 200}
_QUICK = {"meetings": 60, "actions": 300, "invited": 30}


def run(bench: Bench) -> list[Report]:
    """Ask for every page on every database, some times each; the promise is about the slowest public one."""
    figures: list[Figure] = []
    promises: list[Promise] = []
    skipped: list[str] = []
    for database, needs in bench.databases.items():
        slowest = None
        if reason := why_not(needs):
            skipped.append(f"{database}: {reason}")
        else:
            taken = _measured(bench, database)
            slowest = max(taken[about][0] for about in dict(public()))
            for about, (milliseconds, queries, size) in taken.items():
                words = f"{database}, {about} ({queries} queries, {size // 1024} KB)"
                figures.append(Figure(words, milliseconds, "ms"))
        promises.append(
            Promise(words=f"{database}, milliseconds for the slowest public page", value=slowest, at_most=_LONGEST)
        )
    about = (
        "{meetings:,} meetings, {actions:,} actions, {invited:,} people invited to each that is ahead: the server’s "
        "time, page and all, the median of {rounds}"
    ).format(**(_QUICK if bench.scale.quick else _FULL), rounds=_ROUNDS)
    report = Report(
        name="meetings", about=about, figures=tuple(figures), promises=tuple(promises), skipped=tuple(skipped)
    )
    return [report]


def _measured(bench: Bench, name: str) -> dict[str, tuple[float, int, int]]:
    """Return for each page its median milliseconds, how many queries it took, and its bytes."""
    assert bench.broker  # pages count things in the cache beside it
    bench.meetings(name, **(_QUICK if bench.scale.quick else _FULL))
    with override_settings(STORAGES=PLAIN_STATIC):
        nobody, somebody = Client(headers={"host": settings.ALLOWED_HOSTS[0]}), staff()
        measured = {about: time_of(nobody, url) for about, url in public()}
        return measured | {f"staff: {about}": time_of(somebody, url) for about, url in of_staff()}


def time_of(client: Client, url: str) -> tuple[float, int, int]:
    """Return the median milliseconds of a page, how many queries it took the second time, and its bytes."""
    client.get(url, secure=True)  # fills caches
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(url, secure=True)
    assert answer.status_code == 200, (url, answer.status_code)
    count, size = len(queries), len(answer.getvalue())
    times = []
    for _round in range(_ROUNDS):
        began = perf_counter()
        client.get(url, secure=True)
        times.append(perf_counter() - began)
    return median(times) * 1000, count, size


def public() -> Iterator[tuple[str, str]]:
    """Yield the pages that readers open, people with a mailed link among them."""
    last = Meeting.objects.filter(state=Meeting.State.HELD).order_by("-start")[0]
    ahead = Meeting.objects.filter(state=Meeting.State.ANNOUNCED).order_by("start")[0]
    invitation = Invitation.objects.filter(meeting=ahead).order_by("pk")[0]
    person = Contact.objects.get(name="Person 0")
    yield "the home page", "/"
    yield "all meetings", "/meetings/"
    yield "all meetings, in Urdu", "/ur/meetings/"
    yield "meetings of a group", "/meetings/?group=group-1"
    yield "a month", f"/meetings/{last.start:%Y/%m}/"
    yield "a meeting that is ahead", f"/meetings/{ahead.slug}/"
    yield "a meeting that was held, with its minutes", f"/meetings/{last.slug}/"
    yield "working groups", "/working-groups/"
    for tab in ("", "meetings/", "members/", "actions/"):
        yield f"a group: {tab or 'about'}", f"/working-groups/group-1/{tab}"
    yield "the register of decisions", reverse("meetings:decisions")
    yield "the calendar of all meetings", reverse("meetings:calendar")
    yield "the reply to an invitation", reverse("meetings:reply", args=[links.invitation_token(Door.REPLY, invitation)])
    yield (
        "somebody’s actions",
        reverse("meetings:actions", args=[links.token(Door.ACTIONS, person.pk, person.addresses.get().address_id)]),
    )
    yield "a member’s meetings", reverse("meetings:members", args=[links.token(Door.PARTNER, person.pk)])


def of_staff() -> Iterator[tuple[str, str]]:
    """Yield the unit's own screens."""
    ahead = Meeting.objects.filter(state=Meeting.State.ANNOUNCED).order_by("start")[0]
    last = Meeting.objects.filter(state=Meeting.State.HELD).order_by("-start")[0]
    yield "home", reverse("wagtailadmin_home")
    yield "all meetings", reverse("meetings_admin:list")
    yield "the tracker of actions", reverse("meetings_admin:actions")
    for name in ("meeting", "agenda", "invitations", "notify", "mail"):
        yield f"a meeting: {name}", reverse(f"meetings_admin:{name}", args=[ahead.pk])
    for name in ("attendance", "minutes"):
        yield f"a held meeting: {name}", reverse(f"meetings_admin:{name}", args=[last.pk])
