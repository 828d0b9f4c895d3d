"""The most that a worker holds in memory while it freezes and sends: the same for few readers as for very many."""

from benchmarks import letters, readers
from benchmarks.bench import Bench
from benchmarks.databases import NEEDS
from benchmarks.report import Figure, Promise, Report
from benchmarks.sending import send_by
from benchmarks.tools import POSTFIX, why_not
from benchmarks.workers import crew

_MOST_GROWTH = 30  # MB


def run(bench: Bench) -> list[Report]:
    """Measure a fresh worker of one process for each size and database."""
    figures: list[Figure] = []
    promises: list[Promise] = []
    skipped: list[str] = []
    for database, needs in NEEDS.items():
        growth = None
        if reason := why_not((POSTFIX, *needs)):
            skipped.append(f"{database}: {reason}")
        else:
            peaks = [_peak(bench, database, count) for count in bench.scale.sizes]
            growth = peaks[-1] - peaks[0]
            figures += [
                Figure(f"{database}, {count:,} readers", peak, "MB")
                for count, peak in zip(bench.scale.sizes, peaks, strict=True)
            ]
        words = f"{database}, MB at {bench.scale.huge:,} readers above those at {bench.scale.few:,}"
        promises.append(Promise(words=words, value=growth, at_most=_MOST_GROWTH, robust=True))
    about = f"peak resident memory of a worker process, {letters.size() / 1000:.0f} KB each, into smtp-sink"
    report = Report(
        name="memory", about=about, figures=tuple(figures), promises=tuple(promises), skipped=tuple(skipped)
    )
    return [report]


def _peak(bench: Bench, name: str, count: int) -> float:
    database = bench.database(name, readers_up_to=bench.scale.huge)
    with crew(bench, database, bench.sink, workers=1) as started:
        started.forget_peak()
        send_by(started, bench.sink, audience=readers.audience(count, bench.scale.sizes), count=count)
        return started.peak_memory()
