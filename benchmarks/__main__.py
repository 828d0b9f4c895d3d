"""``python -m benchmarks [name]``: a table for people, var/bench.json for machines, 1 when a promise was missed."""

import argparse
import json
import os
import platform
import sys
from importlib import import_module
from pathlib import Path

import django

# One line each; a benchmark is a module with `run() -> Report`.
NAMES = ("composing", "engine")
RESULTS = Path("var/bench.json")


def main() -> int:
    """Run one benchmark or all; the exit code."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("only", nargs="?", choices=NAMES, help="run this one and no other")
    only = parser.parse_args().only
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coordination_site.settings.test")
    os.environ.setdefault("LOG_LEVEL", "WARNING")  # as any production that measures: lines cost time
    django.setup()
    reports = []
    for name in [only] if only else NAMES:
        report = import_module(f"benchmarks.{name}").run()
        print(report.table(), flush=True)
        reports.append(report)
    RESULTS.parent.mkdir(exist_ok=True)
    machine = {"python": platform.python_version(), "processors": os.cpu_count(), "system": platform.system()}
    RESULTS.write_text(json.dumps({"machine": machine, "reports": [report.as_json() for report in reports]}, indent=2))
    return 0 if all(report.reached for report in reports) else 1


if __name__ == "__main__":
    sys.exit(main())
