"""Other processes as the kernel sees them: their children, CPU time and memory. Linux only."""

import os
import socket
from collections.abc import Iterable
from pathlib import Path

_PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")
# Fields of /proc/PID/stat after the name in brackets, counted from 0 (proc(5) counts from 1, with PID and name).
_PARENT, _USER, _SYSTEM = 1, 11, 12


def family(pid: int) -> list[int]:
    """Return a process and all its descendants."""
    parents = {int(path.name): _stat(int(path.name)) for path in _PROC.iterdir() if path.name.isdigit()}
    members = [pid]
    for member in members:  # grows while it is read
        members += [child for child, stat in parents.items() if stat and int(stat[_PARENT]) == member]
    return members


def cpu_seconds(pids: Iterable[int]) -> float:
    """Return the CPU time, user and system, that living processes have used so far."""
    stats = (_stat(pid) for pid in pids)
    return sum(int(stat[_USER]) + int(stat[_SYSTEM]) for stat in stats if stat) / _TICKS


def peak_memory(pid: int) -> float:
    """Return the most that a living process held in memory since it began or `forget_peak`, in MB (10⁶ bytes)."""
    for line in (_PROC / str(pid) / "status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise ProcessLookupError(f"Process {pid} has ended.")


def forget_peak(pid: int) -> None:
    """Let `peak_memory` begin anew (proc(5), clear_refs): a process begins with what its parent held."""
    (_PROC / str(pid) / "clear_refs").write_text("5")


def free_port() -> int:
    """Return a port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _stat(pid: int) -> list[str]:
    try:
        return (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:  # it has ended meanwhile
        return []
