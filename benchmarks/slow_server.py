"""A server that answers each pipelined group after 10 ms, as real providers do: the round trip decides, not the CPU."""

from functools import partial

from benchmarks import letters, sending
from benchmarks.bench import Bench
from benchmarks.databases import NEEDS, POSTGRESQL, SQLITE
from benchmarks.harness import Sample, Way, compare
from benchmarks.report import Promise, Report
from benchmarks.sink import running_sink

_DELAY = 0.010  # seconds
_CONNECTIONS = 16  # of all workers together
_FLOOR = 800
_SQLITE = "the engine on SQLite, one worker of 16"
_POSTGRESQL = "the engine on PostgreSQL, two workers of 8"


def run(bench: Bench) -> list[Report]:
    """Measure; the promise is about messages a second, with sixteen connections in all."""
    count = bench.scale.many

    def ours(database: str, workers: int) -> Sample:
        each = _CONNECTIONS // workers
        return sending.send(bench, database, sink, count=count, workers=workers, connections=each)

    with running_sink(delay=_DELAY) as sink:
        comparison = compare(
            [
                Way(_SQLITE, partial(ours, SQLITE, 1), NEEDS[SQLITE]),
                Way(_POSTGRESQL, partial(ours, POSTGRESQL, 2), NEEDS[POSTGRESQL]),
            ],
            rounds=bench.scale.rounds,
        )
    promises = tuple(
        Promise(words=f"{way}, messages a second", value=comparison.rate(way), at_least=_FLOOR)
        for way in (_SQLITE, _POSTGRESQL)
    )
    about = (
        f"{count:,} readers, {letters.size() / 1000:.0f} KB each, each group answered after {_DELAY * 1000:.0f} ms, "
        f"{_CONNECTIONS} connections"
    )
    return [Report(name="slow_server", about=about, comparison=comparison, promises=promises)]
