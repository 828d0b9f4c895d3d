"""A newsletter's rush: how many readers a second one small machine serves, beside Wagtail's bakerydemo."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from benchmarks import bakerydemo, load
from benchmarks.bench import Bench
from benchmarks.harness import Comparison, Sample, Way, compare
from benchmarks.processes import cpu_seconds, family, free_port
from benchmarks.report import Figure, Promise, Report
from benchmarks.servers import serving
from benchmarks.sink import HOST
from benchmarks.tools import why_not

# As deploy/Containerfile starts the site.
_GUNICORN = ("--workers", "2", "--threads", "4")
_READERS = 8
_WARM = 0.5  # seconds before each measurement
_HOST = "unit.example.org"
_BAKERY = "bakerydemo’s home page"
_KEPT = {"our home page": "/", "our issue page": "/newsletters/33/"}
_THREEFOLD, _NOT_BEHIND = 3, 1
# What one reader waits for where nothing is kept and nobody else asks.
_ALONE = ("/", "/ur/", "/newsletters/", "/newsletters/33/", "/meetings/", "/publications/", "/directory/")
_LONGEST = 60  # milliseconds for the home page


@dataclass(frozen=True, slots=True)
class Site:
    """A site that is being served."""

    port: int
    process: int  # the server's first one

    def asked(
        self, path: str, *, seconds: float, readers: int = _READERS, status: int = 200, **more: str
    ) -> load.Answers:
        """Ask for a page as browsers do."""
        more["Accept_Encoding"] = "gzip"
        return load.ask(self.port, path, host=_HOST, seconds=seconds, readers=readers, status=status, **more)

    def waited(self, path: str, seconds: float) -> float:
        """Return the milliseconds that a reader waits who is alone."""
        self.asked(path, seconds=_WARM)
        answers = self.asked(path, seconds=seconds, readers=1)
        return answers.seconds / answers.count * 1000

    def sample(self, path: str, seconds: float) -> Sample:
        """Return how often a page was served, and what that took of the processors."""
        self.asked(path, seconds=_WARM)
        return self._measured(lambda: self.asked(path, seconds=seconds))

    def confirmed(self, path: str, seconds: float) -> Sample:
        """Return how often it was confirmed that a browser's copy still holds."""
        etag = self.asked(path, seconds=0).etag
        assert etag, "Pages have no ETag."
        return self._measured(lambda: self.asked(path, seconds=seconds, status=304, If_None_Match=etag))

    def _measured(self, work: Callable[[], load.Answers]) -> Sample:
        processes = family(self.process)
        before = cpu_seconds(processes)
        answers = work()
        return Sample(answers.count, answers.seconds, cpu_seconds(processes) - before)


def run(bench: Bench) -> list[Report]:
    """Measure on every database; in the quick form on SQLite, and beside bakerydemo only where it is there already."""
    assert bench.broker  # pages are kept in the cache beside it
    beside = bakerydemo.present(download=not bench.scale.quick)
    return [_report(bench, database, beside, why_not(needs)) for database, needs in bench.databases.items()]


def _report(bench: Bench, database: str, beside: bool, absent: str) -> Report:
    name, about = "rush", f"pages a second on {database}, by gunicorn {' '.join(_GUNICORN)} and {_READERS} connections"
    if absent:
        return Report(name=name, about=about, skipped=(f"{database}: {absent}",))
    with _sites(bench, database, beside) as (bakery, keeping, plain):
        comparison = _compared(bench, bakery, keeping, plain)
        sizes = {words: keeping.asked(path, seconds=0).size for words, path in _KEPT.items()}
        if bakery:
            sizes[_BAKERY] = bakery.asked("/", seconds=0).size
        waits = {path: plain.waited(path, bench.scale.seconds / 5) for path in _ALONE}
    home = f"{database}: milliseconds for our home page, rendered for one reader"
    return Report(
        name=name,
        about=about,
        comparison=comparison,
        figures=(
            *(Figure(f"{words}, head and body", size / 1000, "KB") for words, size in sizes.items()),
            *(Figure(f"{path}, rendered for one reader", wait, "ms") for path, wait in waits.items()),
        ),
        promises=(*_promises(comparison, database), Promise(words=home, value=waits["/"], at_most=_LONGEST)),
        skipped=() if beside else (f"{_BAKERY}: {bakerydemo.INSTALL}",),
    )


def _compared(bench: Bench, bakery: Site | None, keeping: Site, plain: Site) -> Comparison:
    seconds = bench.scale.seconds

    def way(name: str, site: Site, path: str) -> Way:
        return Way(name, lambda: site.sample(path, seconds))

    ways = [way(_BAKERY, bakery, "/")] if bakery else []
    ways += [way(f"{words}, rendered each time", plain, path) for words, path in _KEPT.items()]
    ways += [way(f"{words}, kept", keeping, path) for words, path in _KEPT.items()]
    ways.append(Way("our home page, confirmed (304)", lambda: keeping.confirmed("/", seconds)))
    return compare(ways, rounds=bench.scale.rounds)


def _promises(comparison: Comparison, database: str) -> tuple[Promise, ...]:
    def ratio(one: str, over: str, at_least: float, *, robust: bool = False) -> Promise:
        words = f"{database}: {one}, over {over}"
        return Promise(words=words, value=comparison.ratio(one, over), at_least=at_least, robust=robust)

    promises = []
    for words in _KEPT:
        kept, rendered = f"{words}, kept", f"{words}, rendered each time"
        promises.append(ratio(kept, _BAKERY, _THREEFOLD))
        promises.append(ratio(rendered, _BAKERY, _NOT_BEHIND))
        promises.append(ratio(kept, rendered, _THREEFOLD, robust=True))
    return tuple(promises)


@contextmanager
def _sites(bench: Bench, database: str, beside: bool) -> Iterator[tuple[Site | None, Site, Site]]:
    """Serve bakerydemo where it is there, and ours twice: keeping pages, and rendering each time."""
    ours = _our_environment(bench, database)
    server = [sys.executable, "-m", "gunicorn", "coordination_site.wsgi"]
    with ExitStack() as stack:
        bakery = None
        if beside:
            url = bench.address(database, "bakerydemo")
            bakerydemo.load(url)
            bakery = stack.enter_context(_served(bench, "bakerydemo", bakerydemo.server(), bakerydemo.environment(url)))
        keeping = stack.enter_context(_served(bench, "keeping", server, ours))
        plain = stack.enter_context(_served(bench, "rendering", server, {**ours, "BENCH_KEEPS_NO_PAGES": "yes"}))
        yield bakery, keeping, plain


def _our_environment(bench: Bench, database: str) -> dict[str, str]:
    """Load the demo into a database of its own; what processes need to know that serve it."""
    folder = bench.folder / f"site-{database}"
    folder.mkdir()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "benchmarks.rush_settings",
        "DATABASE_URL": bench.address(database, "site"),
        "SITE_URL": f"http://{_HOST}",
        "BENCH_FOLDER": str(folder),
    }
    steps = ["migrate --verbosity 0", "load_demo --contacts 300"]
    for words in steps if bench.scale.quick else [*steps, "collectstatic --noinput --verbosity 0"]:
        command = [sys.executable, "manage.py", *words.split()]
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return environment


@contextmanager
def _served(bench: Bench, name: str, server: list[str], environment: dict[str, str]) -> Iterator[Site]:
    port = free_port()
    command = [*server, *_GUNICORN, "--bind", f"{HOST}:{port}", "--log-level", "warning"]
    with serving(name, command, port=port, log=bench.folder / f"{name}.log", environment=environment) as child:
        assert child.process is not None
        yield Site(port, child.process.pid)
