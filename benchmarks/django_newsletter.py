"""django-newsletter from PyPI, in an environment of its own: another product's way to send the same newsletter."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

from benchmarks import letters
from benchmarks.bench import Bench
from benchmarks.harness import Sample
from benchmarks.tools import Tool

REQUIREMENTS = ("django-newsletter==1.2.1", "sorl-thumbnail==13.4.0", "Django==5.2.19")
_PROJECT = Path(__file__).with_name("django_newsletter_project.py")
_HOME = Path("var/django-newsletter")


@cache
def _environment() -> Path | None:
    """Return the Python of the package's environment, made at the first call; None where pip cannot make it."""
    python, stamp = _HOME / "bin" / "python", _HOME / "requirements.txt"
    wanted = "\n".join(REQUIREMENTS)
    if stamp.exists() and stamp.read_text() == wanted:
        return python
    venv = [sys.executable, "-m", "venv", "--clear", str(_HOME)]
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *REQUIREMENTS]
    if any(subprocess.run(command, check=False, stdout=sys.stderr).returncode for command in (venv, pip)):
        return None
    stamp.write_text(wanted)
    return python


PACKAGE = Tool(
    "django-newsletter",
    f"pip must reach a package index: it installs {', '.join(REQUIREMENTS)} under {_HOME}",
    lambda: _environment() is not None,
)


def send(bench: Bench, count: int) -> Sample:
    """Send to `count` subscribers: from making the submission to the end of the package's own command."""
    database = bench.folder / "django-newsletter.sqlite3"
    database.unlink(missing_ok=True)
    sink = bench.sink
    task = {
        "port": sink.port,
        "count": count,
        "html": letters.html(),
        "text": letters.TEXT,
        "subject": letters.SUBJECT,
        "from_name": letters.SENDER[0],
        "from_email": letters.SENDER[1],
        "database": str(database),
    }
    taken = sink.taken()
    command = [str(_environment()), str(_PROJECT)]
    done = subprocess.run(command, input=json.dumps(task), stdout=subprocess.PIPE, text=True, check=True)
    assert sink.taken() - taken == count
    return Sample(count, **json.loads(done.stdout))
