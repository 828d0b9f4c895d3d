"""Wagtail's own demonstration site from GitHub, in an environment of its own: what a Wagtail site does as it comes."""

import os
import subprocess
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path

ADDRESS = "https://github.com/wagtail/bakerydemo"
COMMIT = "8e2b625755d8942412d5b7627b146a795933b8b2"  # of August 2026, for Wagtail 7.4
# The same framework and server as ours, so that sites are compared; the rest as its requirements say.
REQUIREMENTS = (
    *(
        f"{name}=={version(name)}"
        for name in ("Django", "wagtail", "gunicorn", "whitenoise", "psycopg", "psycopg-binary")
    ),
    *("wagtail-font-awesome-svg>=1,<2", "django-debug-toolbar>=4.2,<5", "django-extensions>=4.1,<5"),
    *("django-csp>=3.8,<4", "dj-database-url>=3.1,<4", "python-dotenv>=1.2.1,<2"),
)
_HOME = Path("var/bakerydemo")
_SOURCE = (_HOME / "source").resolve()
_PYTHON = (_HOME / "environment" / "bin" / "python").absolute()
_PATIENCE = 120  # seconds for GitHub
INSTALL = (
    f"git must reach GitHub and pip a package index; or do `git clone {ADDRESS} {_HOME}/source` "
    f"(commit {COMMIT[:10]}) where they do, and bring {_HOME} here"
)


@cache
def present(*, download: bool) -> bool:
    """Whether the site and its environment are there; made at the first call where that is wanted and possible."""
    if download:
        return _fetched() and _installed()
    return _stamp().exists() and (_SOURCE / "manage.py").exists()


def _fetched() -> bool:
    if (_SOURCE / "manage.py").exists():
        return True
    git = ["git", "-C", str(_SOURCE)]
    steps = (["git", "init", "--quiet", str(_SOURCE)], [*git, "fetch", "--quiet", "--depth", "1", ADDRESS, COMMIT])
    return all(_done(step) for step in (*steps, [*git, "checkout", "--quiet", "FETCH_HEAD"]))


def _installed() -> bool:
    wanted = "\n".join(REQUIREMENTS)
    if _stamp().exists() and _stamp().read_text() == wanted:
        return True
    venv = [sys.executable, "-m", "venv", "--clear", str(_PYTHON.parent.parent)]
    pip = [str(_PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *REQUIREMENTS]
    if not (_done(venv) and _done(pip)):
        return False
    _stamp().write_text(wanted)
    return True


def _stamp() -> Path:
    return _PYTHON.parent.parent / "requirements.txt"


def _done(command: list[str]) -> bool:
    quiet = {**os.environ, "GIT_TERMINAL_PROMPT": "0"}
    try:
        return not subprocess.run(command, check=False, stdout=sys.stderr, env=quiet, timeout=_PATIENCE * 5).returncode
    except (subprocess.TimeoutExpired, FileNotFoundError):
        return False


def environment(database_url: str) -> dict[str, str]:
    """Return what its processes need to know: its production settings, which redirect nobody to https here."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "bakerydemo.settings.production",
        "DJANGO_SECRET_KEY": "made up for benchmarks",
        "DATABASE_URL": database_url,
        "SECURE_SSL_REDIRECT": "False",
        "DJANGO_LOG_LEVEL": "ERROR",
    }


def load(database_url: str) -> None:
    """Make its database, with its pictures and static files: its own first steps (its readme.md)."""
    for words in (["migrate", "--verbosity", "0"], ["load_initial_data"], ["collectstatic", "--noinput", "-v0"]):
        command = [str(_PYTHON), "manage.py", *words]
        subprocess.run(command, cwd=_SOURCE, env=environment(database_url), check=True, stdout=subprocess.DEVNULL)


def server() -> list[str]:
    """Return the command that serves it, but for the words that say where and by how many."""
    return [str(_PYTHON), "-m", "gunicorn", "bakerydemo.wsgi", "--chdir", str(_SOURCE)]
