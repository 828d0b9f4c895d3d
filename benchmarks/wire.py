"""The engine beside the wire itself: the same 60 KB, as often, into the same smtp-sink, by Postfix's smtp-source."""

import subprocess
from functools import partial

from benchmarks import letters, sending
from benchmarks.bench import Bench
from benchmarks.databases import NEEDS, POSTGRESQL, SQLITE
from benchmarks.harness import Comparison, Sample, Way, compare, timed
from benchmarks.report import Promise, Report
from benchmarks.sink import HOST
from benchmarks.tools import POSTFIX, program

_WIRE = "smtp-source -d -s 8"
_SQLITE_ONE = "the engine on SQLite, one worker"
_POSTGRESQL_ONE = "the engine on PostgreSQL, one worker"
_POSTGRESQL_TWO = "the engine on PostgreSQL, two workers"
_FLOOR = 0.8


def run(bench: Bench) -> list[Report]:
    """Measure with few readers and with many; the promise is about many."""
    return [_report(bench, count) for count in sorted({bench.scale.few, bench.scale.many})]


def _report(bench: Bench, count: int) -> Report:
    comparison = _compare(bench, count)
    promises = tuple(
        Promise(words=f"{way}, over {_WIRE}", value=comparison.ratio(way, _WIRE), at_least=_FLOOR)
        for way in (_POSTGRESQL_TWO, _SQLITE_ONE)
        if count == bench.scale.many
    )
    about = f"{count:,} readers, {letters.size() / 1000:.0f} KB each, from “send” to the closed ledger, into smtp-sink"
    return Report(name="wire", about=about, comparison=comparison, promises=promises)


def _compare(bench: Bench, count: int) -> Comparison:
    def ours(database: str, workers: int) -> Sample:
        return sending.send(bench, database, bench.sink, count=count, workers=workers)

    return compare(
        [
            Way(_WIRE, partial(_smtp_source, bench, count), (POSTFIX,)),
            Way(_SQLITE_ONE, partial(ours, SQLITE, 1), (POSTFIX, *NEEDS[SQLITE])),
            Way(_POSTGRESQL_ONE, partial(ours, POSTGRESQL, 1), (POSTFIX, *NEEDS[POSTGRESQL])),
            Way(_POSTGRESQL_TWO, partial(ours, POSTGRESQL, 2), (POSTFIX, *NEEDS[POSTGRESQL])),
        ],
        rounds=bench.scale.rounds,
    )


def _smtp_source(bench: Bench, count: int) -> Sample:
    sink = bench.sink
    command = [str(program("smtp-source")), "-d", "-s", "8", "-m", str(count), "-l", str(letters.size())]
    command += ["-f", "bounce@unit.example.org", "-t", "reader@example.org", f"{HOST}:{sink.port}"]

    def send() -> int:
        subprocess.run(command, check=True)
        return count

    taken = sink.taken()
    sample = timed(send)
    assert sink.taken() - taken == count
    return sample
