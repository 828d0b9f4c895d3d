"""`make chaos [RUNS=50] [SEED=1] [DB=sqlite|postgres] [ONLY=scenario] [READERS=2000]`: the proof (docs/chaos.md).

Exits 1 when anything was lost, doubled or unbalanced, when more messages are uncertain than connections were cut, when
anything else was wrong, or when fewer than half of the kills fell while text was on the wire.
"""

import argparse
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import django

from tests.chaos.databases import NotDurableError, Postgres, Sqlite, free_port
from tests.chaos.processes import environment


def main() -> int:
    """Do the runs that the environment or the arguments ask for; the exit code."""
    chosen = _chosen()
    for number in (signal.SIGINT, signal.SIGTERM):  # in the background of a shell, too
        signal.signal(number, signal.default_int_handler)
    with _folder() as folder:
        set_up = (Postgres if chosen.db == "postgres" else Sqlite)(folder)
        ports = {"broker": free_port(), "smtp": free_port()}
        os.environ.update(environment(set_up, **ports), LOG_LEVEL="CRITICAL")
        django.setup()
        # Both read models, which there are only now.
        runner = import_module("tests.chaos.runner").Runner(set_up, folder, ports, chosen.readers)
        report, scenarios = import_module("tests.chaos.report"), import_module("tests.chaos.scenarios")
        runs = []
        try:
            with runner.ready():
                for seed in range(chosen.seed, chosen.seed + chosen.runs):
                    scenario = scenarios.BY_NAME[chosen.only] if chosen.only else scenarios.of_seed(seed)
                    runs.append(runner.run(seed, scenario))
                    print("\n    ".join([runs[-1].line(), *runs[-1].complaints()]), flush=True)
        except NotDurableError as error:
            print(f"Refused: {error}", file=sys.stderr)
            return 2
        except KeyboardInterrupt:
            print("Interrupted.", file=sys.stderr)
        print(report.sums(runs))
        complaint = report.verdict(runs)
        if complaint is None and len(runs) < chosen.runs:
            complaint = f"only {len(runs)} of {chosen.runs} runs were done"
        print(f"FAILED: {complaint}." if complaint else "Every promise was kept.")
        return 1 if complaint else 0


def _chosen() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    given = {name: os.environ.get(name) or None for name in ("RUNS", "SEED", "DB", "ONLY", "READERS")}
    parser.add_argument("--runs", type=int, default=int(given["RUNS"] or 50))
    parser.add_argument("--seed", type=int, default=int(given["SEED"] or 1))
    parser.add_argument("--db", choices=["sqlite", "postgres"], default=given["DB"] or "sqlite")
    parser.add_argument("--only", metavar="SCENARIO", default=given["ONLY"])
    parser.add_argument("--readers", type=int, default=int(given["READERS"] or 2000))
    return parser.parse_args()


@contextmanager
def _folder() -> Iterator[Path]:
    """Where everything of this invocation lives; the user postgres must be able to pass."""
    with TemporaryDirectory(prefix="chaos-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


if __name__ == "__main__":
    sys.exit(main())
