"""A maildir of returned mail: every letter is read once, and what needs a person stays marked for them.

The flags are those of the maildir format: S (seen) for what is done, F (flagged) for what a person should look at: mail
programs show it with a star. Two readers at once do no harm: news is heard once.
"""

import logging
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from delivery.returns.letter import MOST_OCTETS
from delivery.returns.reader import Result, read

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 1000  # letters of one task: the next one goes on
_DONE = "S"
_FOR_A_PERSON = "F"


class NoMaildir(ValueError):
    """The folder is no maildir."""


@dataclass(slots=True)
class Summary:
    """What was read: how many of each, and which files somebody should look at."""

    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)  # by kind, reason and effect
    for_a_person: list[str] = field(default_factory=list)

    def add(self, result: Result, name: str = "") -> None:
        """Count a result; `name` is the file's."""
        self.counts[str(result.kind), result.reason, str(result.effect)] += 1
        if result.needs_a_person and name:
            self.for_a_person.append(name)


def read_maildir(folder: Path, *, now: datetime, limit: int | None = None, dry_run: bool = False) -> Summary:
    """Read the letters in new/ and those in cur/ without flag, oldest first, at most `limit`.

    Raises:
        NoMaildir: there is no new/ or no cur/ in it.
        django.db.DatabaseError: the database does not answer; what was not read stays as it is.
    """
    if not ((folder / "new").is_dir() and (folder / "cur").is_dir()):
        raise NoMaildir("There is no maildir: new/ and cur/ are missing.")
    summary = Summary()
    for path in _unread(folder)[:limit]:
        raw = _content(path)
        if raw is None:
            continue
        result = read(raw, now=now, dry_run=dry_run)
        name = path.name if dry_run else _file(path, folder, _FOR_A_PERSON if result.needs_a_person else _DONE)
        summary.add(result, name)
    return summary


def _unread(folder: Path) -> list[Path]:
    """Return the files without flag S or F. Names begin with the time of delivery, so their order is that of time."""
    found = [path for sub in ("new", "cur") for path in (folder / sub).iterdir()]
    waiting = (path for path in found if not _flags(path) & {_DONE, _FOR_A_PERSON})  # by name: cur/ holds years
    return sorted((path for path in waiting if _is_letter(path)), key=lambda path: path.name)


def _is_letter(path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and not path.name.startswith(".")


def _flags(path: Path) -> set[str]:
    return set(path.name.partition(":2,")[2])


def _content(path: Path) -> bytes | None:
    """Return the beginning of a letter, or None where it cannot be read: another reader was faster, for example."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_OCTETS)
    except OSError as error:
        logger.warning("return.not_opened", extra={"file": path.name, "reason": error.strerror})
        return None


def _file(path: Path, folder: Path, flag: str) -> str:
    """Move a letter to cur/ with one more flag; return its name there."""
    base, _comma, flags = path.name.partition(":2,")
    name = f"{base}:2,{''.join(sorted({*flags, flag}))}"
    try:
        path.rename(folder / "cur" / name)
    except FileNotFoundError:
        logger.info("return.filed_by_another", extra={"file": path.name})
    return name
