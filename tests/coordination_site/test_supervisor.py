"""The demo's supervisor: starts, starts again, and leaves nothing behind."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from coordination_site.supervisor import RESTART_AFTER, Child, Supervisor, passing

SLEEPER = "import time; time.sleep(60)"
# A parent with a child of its own, as a Celery worker with its pool; it prints the child's process id.
FAMILY = f"""
import subprocess, sys
print(subprocess.Popen([sys.executable, "-c", {SLEEPER!r}]).pid, flush=True)
{SLEEPER}"""
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); {SLEEPER}"


@pytest.fixture
def child(tmp_path: Path):
    def make(code: str = SLEEPER) -> Child:
        return Child("sleeper", [sys.executable, "-c", code], tmp_path / "log", dict(os.environ))

    return make


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A zombie that nobody has waited for yet is dead as well.
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def eventually(condition) -> bool:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def test_a_killed_child_is_started_again(child):
    with Supervisor([sleeper := child()]) as supervisor:
        first = sleeper.process.pid
        sleeper.signal(signal.SIGKILL)
        sleeper.process.wait()
        now = time.monotonic()
        assert supervisor.tend(now) == ["sleeper"]
        assert supervisor.tend(now + RESTART_AFTER / 2) == []
        assert not sleeper.running
        supervisor.tend(now + RESTART_AFTER)
        assert sleeper.running
        assert sleeper.process.pid != first


def test_nothing_outlives_the_block_not_even_grandchildren(child):
    with Supervisor([family := child(FAMILY)]):
        assert eventually(lambda: family.log.read_text().strip())
        grandchild = int(family.log.read_text())
    assert not family.running
    assert eventually(lambda: not alive(grandchild))


def test_the_descendants_of_a_killed_child_die_with_it(child):
    with Supervisor([family := child(FAMILY)]) as supervisor:
        assert eventually(lambda: family.log.read_text().strip())
        grandchild = int(family.log.read_text())
        os.kill(family.process.pid, signal.SIGKILL)
        family.process.wait()
        supervisor.tend(time.monotonic())
        assert eventually(lambda: not alive(grandchild))


def test_a_child_that_ignores_the_request_to_end_is_killed(child, monkeypatch):
    monkeypatch.setattr("coordination_site.supervisor.STOP_WITHIN", 0.2)
    stubborn = child(
        f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); {SLEEPER}"
    )
    with Supervisor([stubborn]):
        assert eventually(lambda: stubborn.log.read_text().strip())
    assert not stubborn.running


def test_a_command_that_has_not_ended_when_it_is_interrupted_ends_too():
    with pytest.raises(KeyboardInterrupt), passing([sys.executable, "-c", SLEEPER], env=dict(os.environ)) as command:
        raise KeyboardInterrupt
    assert command.wait(10) == -signal.SIGTERM


def test_a_command_that_ends_by_itself_says_how():
    with passing([sys.executable, "-c", "raise SystemExit(3)"], env=dict(os.environ)) as command:
        command.wait(10)
    assert command.returncode == 3
