"""``manage.py read_bounces``: read returned mail, one letter from standard input or all of a maildir."""

import json
import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseError
from django.utils import timezone

from delivery.returns.letter import MOST_OCTETS
from delivery.returns.maildir import NoMaildir, Summary, read_maildir
from delivery.returns.reader import read


class Command(BaseCommand):
    help = (
        "Read returned mail: bounces, complaints, requests to unsubscribe. Without --maildir one letter comes on "
        "standard input, as an MTA's pipe gives it. Exit code 0 also for junk; 75: the database does not answer, the "
        "MTA should try again."
    )
    requires_system_checks = []  # an MTA bounces the letter when its command fails

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--maildir", type=Path, metavar="DIR", help="read every unread letter of this maildir")
        parser.add_argument("--recipient", default="", help="the address to which the MTA delivered the letter")
        parser.add_argument("--dry-run", action="store_true", help="change nothing, only say what would be done")
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        now, dry_run = timezone.now(), options["dry_run"]
        try:
            if options["maildir"]:
                summary = read_maildir(options["maildir"], now=now, dry_run=dry_run)
            else:
                summary = Summary()
                summary.add(read(_standard_input(), recipient=options["recipient"], now=now, dry_run=dry_run))
        except NoMaildir as error:
            raise CommandError(str(error), returncode=os.EX_USAGE) from error
        except DatabaseError as error:  # whatever it is, the letter must not be lost by it
            raise CommandError("The database does not answer.", returncode=os.EX_TEMPFAIL) from error
        self.stdout.write(json.dumps(_as_json(summary)) if options["json"] else _in_words(summary))


def _standard_input() -> bytes:
    """Return the beginning of the letter; the rest is read and dropped, or the MTA would see its pipe break."""
    raw = sys.stdin.buffer.read(MOST_OCTETS)
    while sys.stdin.buffer.read(MOST_OCTETS):
        pass
    return raw


def _as_json(summary: Summary) -> dict[str, Any]:
    return {
        "read": summary.counts.total(),
        "letters": [
            {"kind": kind, "reason": reason, "effect": effect, "count": count}
            for (kind, reason, effect), count in sorted(summary.counts.items())
        ],
        "for_a_person": summary.for_a_person,
    }


def _in_words(summary: Summary) -> str:
    lines = [f"Letters read: {summary.counts.total()}"]
    for (kind, reason, effect), count in sorted(summary.counts.items()):
        lines.append(f"  {count:>6,}  {kind}{f' ({reason})' if reason else ''}: {effect}")
    if summary.for_a_person:
        lines += ["For a person to look at:", *(f"  {name}" for name in summary.for_a_person)]
    return "\n".join(lines)
