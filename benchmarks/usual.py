"""The engine beside what is usual: Django's own mail, written as the manual shows it, and django-newsletter."""

from functools import partial

from benchmarks import django_newsletter, letters, naive, sending
from benchmarks.bench import Bench
from benchmarks.databases import NEEDS, POSTGRESQL, SQLITE
from benchmarks.harness import Sample, Way, compare, timed
from benchmarks.report import Promise, Report
from benchmarks.tools import POSTFIX
from delivery.segments.wrapping import wrap_html

_NAIVE, _WRAPPED = "a template and an EmailMultiAlternatives for each message", "the same, lines wrapped beforehand"
_PACKAGE = "django-newsletter"
_SQLITE, _POSTGRESQL = "the engine on SQLite, one worker", "the engine on PostgreSQL, two workers"
_USUAL_COUNT = 500  # rates are compared: it is slow
_FLOOR, _ROBUST_FLOOR = 10.0, 3.0


def run(bench: Bench) -> list[Report]:
    """Measure; rates are compared, so that the slow ways may send to fewer readers."""
    count, html = bench.scale.many, letters.html()

    def django(html: str) -> Sample:
        return timed(partial(naive.send, bench.sink, html, _USUAL_COUNT))

    def ours(database: str, workers: int) -> Sample:
        return sending.send(bench, database, bench.sink, count=count, workers=workers)

    comparison = compare(
        [
            Way(_NAIVE, partial(django, html), (POSTFIX,)),
            Way(_WRAPPED, partial(django, wrap_html(html)), (POSTFIX,)),
            Way(_PACKAGE, partial(django_newsletter.send, bench, _USUAL_COUNT), (POSTFIX, django_newsletter.PACKAGE)),
            Way(_SQLITE, partial(ours, SQLITE, 1), (POSTFIX, *NEEDS[SQLITE])),
            Way(_POSTGRESQL, partial(ours, POSTGRESQL, 2), (POSTFIX, *NEEDS[POSTGRESQL])),
        ],
        rounds=bench.scale.rounds,
    )
    quick = bench.scale.quick  # few messages, and a ratio that only a defect can miss
    promises = tuple(
        Promise(
            words=f"{way}, over {usual}",
            value=comparison.ratio(way, usual),
            at_least=_ROBUST_FLOOR if quick else _FLOOR,
            robust=quick,
        )
        for way in (_SQLITE, _POSTGRESQL)
        for usual in (_NAIVE, _PACKAGE)
    )
    about = (
        f"{letters.size() / 1000:.0f} KB each, into smtp-sink: {_USUAL_COUNT:,} the usual ways, {count:,} by the engine"
    )
    return [Report(name="usual", about=about, comparison=comparison, promises=promises)]
