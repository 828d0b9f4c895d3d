"""What all benchmarks stand on: other processes, the letter, the audience."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import letters, readers, tools
from benchmarks.processes import cpu_seconds, family, forget_peak, peak_memory
from benchmarks.tools import PROC
from coordination_site.demo_content.contacts import Circumstance, made_up_contacts
from delivery import audiences
from stakeholders.criteria import RESOLVER

on_linux = pytest.mark.skipif(not PROC.present(), reason="no /proc")

# Has a child, holds 50 MB for a moment, says that it is ready, and waits.
_PARENT = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
held = bytearray(b"x") * 50_000_000
del held
print(child.pid, flush=True)
sys.stdin.read()
child.communicate()
"""


@on_linux
def test_children_cpu_time_and_the_peak_of_memory_of_other_processes_are_seen() -> None:
    command = [sys.executable, "-c", _PARENT]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603 - our own
        child = int(process.stdout.readline())
        assert family(process.pid) == [process.pid, child]
        assert peak_memory(process.pid) > 50
        forget_peak(process.pid)
        assert peak_memory(process.pid) < 50
        assert cpu_seconds([process.pid]) >= 0
        process.communicate()
    assert cpu_seconds([process.pid]) == 0  # it has ended


@on_linux
def test_a_processs_own_cpu_time_is_what_the_kernel_says() -> None:
    assert 0 < cpu_seconds([os.getpid()]) <= sum(os.times()[:2]) + 0.05


def test_programs_are_found_where_only_root_has_them_on_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sink = tmp_path / "smtp-sink"
    sink.touch(mode=0o755)
    monkeypatch.setattr(tools, "_MORE_PATHS", (str(tmp_path),))
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CI", raising=False)
    assert tools.program("smtp-sink") == str(sink)
    assert tools.program("smtp-source") is None
    assert not tools.POSTFIX.present()
    assert "apt-get install postfix" in tools.why_not([tools.POSTFIX])


def test_every_way_sends_sixty_kilobytes_that_differ_by_reader() -> None:
    cut = letters.segments()
    first, second = letters.message(cut, 0), letters.message(cut, 1)
    assert 59_000 < letters.size() == len(first) < 61_000
    assert b"Dear Ayesha Khan," in first
    assert b"reader0@example.org" in first
    assert b"reader1@example.org" in second
    assert "Dear عائشہ خان,".encode() in second
    assert b"[[" not in first


def test_an_audience_of_so_many_messages_is_found_among_the_contacts_of_the_demo() -> None:
    contacts = readers.contacts_for(300)
    circumstances = [contact.circumstance for contact in made_up_contacts(contacts)]
    assert circumstances.count(Circumstance.SUBSCRIBED) == 300
    assert circumstances[-1] is Circumstance.SUBSCRIBED
    assert len(circumstances) > 310


@pytest.mark.django_db
def test_audiences_of_several_sizes_lie_in_one_database_each_within_the_next() -> None:
    database = _Loaded()
    readers.load(database, (20, 60))
    found = {size: list(_candidates(readers.audience(size, (20, 60)))) for size in (20, 60)}
    reached = {size: [c for c in candidates if c.exclusion is None] for size, candidates in found.items()}
    # Some more are excluded by the engine: suppressed ones, and those who share an address.
    assert [len(found[size]) for size in (20, 60)] == [readers.contacts_for(size) for size in (20, 60)]
    assert all(len(reached[size]) >= size for size in (20, 60))
    assert {c.contact_ref for c in found[20]} < {c.contact_ref for c in found[60]}
    assert readers.audience(20, (20, 60))["resolver"] == RESOLVER
    assert (database.contacts, database.settled) == (readers.contacts_for(60), 1)


class _Loaded:
    """Stands for a benchmark's database: the tests' own."""

    def __init__(self) -> None:
        self.contacts = self.settled = 0

    def settle(self) -> None:
        self.settled += 1


def _candidates(audience: dict[str, object]) -> object:
    return audiences.candidates(audience, readers.PURPOSE)
