"""How long it takes to freeze a large audience: one transaction from the definition to messages and exclusions."""

from functools import partial

from django.utils import timezone

from benchmarks import readers
from benchmarks.bench import Bench
from benchmarks.databases import NEEDS, POSTGRESQL, SQLITE
from benchmarks.harness import Sample, Way, compare, timed
from benchmarks.report import Promise, Report
from benchmarks.workers import approved
from delivery import ledger, mailings, preparing
from delivery.models import Mailing

_LONGEST = 20  # seconds for as many as this
_LARGE = 200_000
_NAMES = {database: f"{database}, contacts by consent" for database in (SQLITE, POSTGRESQL)}


def run(bench: Bench) -> list[Report]:
    """Measure; the promise is about contacts found by consent, provinces and addresses, as staff choose them."""
    rounds = min(bench.scale.rounds, 3)
    ways = []
    for database, needs in NEEDS.items():
        audience, trivial = partial(_contacts, bench), partial(_addresses, bench)
        ways += [
            Way(_NAMES[database], partial(_freeze, bench, database, audience), needs),
            Way(f"{database}, every address", partial(_freeze, bench, database, trivial), needs),
        ]
    comparison = compare(ways, rounds=rounds)
    promises: list[Promise] = []
    for database, name in _NAMES.items():
        measure = comparison.measure(name)
        seconds = _LARGE / measure.per_second if measure else None
        cpu = _LARGE * measure.cpu_ms / 1000 if measure else None
        words = f"{_LARGE:,} messages"
        promises += [
            Promise(words=f"{database}, seconds for {words}", value=seconds, at_most=_LONGEST),
            Promise(words=f"{database}, CPU seconds for {words}", value=cpu, at_most=_LONGEST, robust=True),
        ]
    about = f"an audience of {bench.scale.huge:,} messages frozen, with those left out and why"
    return [Report(name="prepare", about=about, comparison=comparison, promises=tuple(promises))]


def _contacts(bench: Bench) -> dict[str, object]:
    return readers.audience(bench.scale.huge, bench.scale.sizes)


def _addresses(bench: Bench) -> dict[str, object]:
    return {"resolver": readers.EVERY_ADDRESS, "count": bench.scale.huge}


def _freeze(bench: Bench, database: str, audience: partial[dict[str, object]]) -> Sample:
    bench.database(database, readers_up_to=bench.scale.huge)
    assert bench.broker  # preparing rings for workers; none is there
    mailing = approved(audience())
    mailings.start(mailing, by=None, now=timezone.now())
    sample = timed(lambda: _prepared(mailing))
    assert ledger.count(mailing).balanced
    _forget(mailing)
    return sample


def _prepared(mailing: Mailing) -> int:
    assert preparing.prepare(mailing.pk, now=timezone.now())
    mailing.refresh_from_db()
    return mailing.prepared or 0


def _forget(mailing: Mailing) -> None:
    """Leave nothing that is due, and a table as large as before."""
    mailing.messages.all()._raw_delete("default")
    mailing.exclusions.all()._raw_delete("default")
    mailing.contents.all().delete()
    mailing.delete()
