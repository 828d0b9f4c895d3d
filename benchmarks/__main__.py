"""``python -m benchmarks [name]``: a table for people, var/bench.json for machines, 1 when a promise was broken."""

import argparse
import dataclasses
import json
import os
import platform
import signal
import sys
from importlib import import_module
from pathlib import Path

import django

from benchmarks.processes import free_port
from benchmarks.report import Report
from benchmarks.scale import FULL, QUICK, Scale

# A benchmark is a module with `run(bench) -> list[Report]`. What needs the fewest readers comes first.
NAMES = (
    "composing",
    "wire",
    "usual",
    "slow_server",
    "one_off",
    "memory",
    "prepare",
    "segments",
    "lists",
    "importing",
    "meetings",
    "rush",
)
HOME = Path(os.environ.get("BENCH_DIR", "var/bench"))
RESULTS = Path("var/bench.json")


def main() -> int:
    """Run one benchmark or all; the exit code."""
    for ending in (signal.SIGINT, signal.SIGTERM):  # our servers end with us, either way
        signal.signal(ending, signal.default_int_handler)
    arguments = _arguments()
    scale = _scale(arguments)
    _configure()
    from benchmarks.bench import Bench  # reads the settings

    reports: list[Report] = []
    with Bench(scale, HOME) as bench:
        for name in [arguments.only] if arguments.only else NAMES:
            print(f"{name} …", file=sys.stderr, flush=True)
            reports += import_module(f"benchmarks.{name}").run(bench)
    print("\n\n".join(report.table() for report in reports))
    _write(scale, reports)
    return 0 if all(report.kept(robust_only=scale.quick) for report in reports) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("only", nargs="?", choices=NAMES, help="run this one and no other")
    parser.add_argument("--rounds", type=int, help="how often each way runs (5)")
    parser.add_argument("--count", type=int, help="how many readers “many” are (20,000)")
    parser.add_argument("--connections", type=int, help="of each worker (64)")
    return parser.parse_args()


def _scale(arguments: argparse.Namespace) -> Scale:
    scale = QUICK if os.environ.get("BENCH_QUICK") else FULL
    asked = {"rounds": arguments.rounds, "many": arguments.count, "connections": arguments.connections}
    return dataclasses.replace(scale, **{name: value for name, value in asked.items() if value is not None})


def _configure() -> None:
    """Set up Django as production is, with made-up secrets, and a broker of our own."""
    os.environ.update(
        DJANGO_SETTINGS_MODULE="coordination_site.settings.production",
        SITE_URL="https://unit.example.org",
        SECRET_KEY="made up for benchmarks",  # noqa: S106 - signs nothing that leaves this machine
        ADDRESS_HASH_KEY="made up for benchmarks, too",
        DATABASE_URL="sqlite:///:memory:",  # until the first benchmark asks for one
        CELERY_BROKER_URL=f"redis://127.0.0.1:{free_port()}/0",
        EMAIL_TRANSPORT="smtp",
    )
    os.environ.setdefault("LOG_LEVEL", "ERROR")  # lines cost time
    django.setup()


def _write(scale: Scale, reports: list[Report]) -> None:
    machine = {"python": platform.python_version(), "processors": os.cpu_count(), "system": platform.system()}
    found = {
        "machine": machine,
        "scale": dataclasses.asdict(scale),
        "reports": [report.as_json() for report in reports],
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(found, indent=2))


if __name__ == "__main__":
    sys.exit(main())
