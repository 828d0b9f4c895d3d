"""Save the certificates of erasures beside the backups, and carry them out again after one was restored."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from stakeholders.privacy import restoring


class Command(BaseCommand):
    help = "Erases again whoever was erased and came back with a restored backup. Stop the workers before."

    def add_arguments(self, parser: ArgumentParser) -> None:
        files = parser.add_mutually_exclusive_group()
        files.add_argument("--save", metavar="FILE", type=Path, help="only write the certificates, beside the backup")
        files.add_argument(
            "--from", metavar="FILE", type=Path, dest="source", help="bring these certificates back first"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["save"]:
                with options["save"].open("w", encoding="utf-8") as stream:
                    self.stdout.write(f"{restoring.save(stream)} certificates saved.")
                return
            if options["source"]:
                with options["source"].open(encoding="utf-8") as stream:
                    restoring.load(stream)
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"The file can't be used: {error}") from error
        self.stdout.write(f"{restoring.reapply(now=timezone.now())} erased again.")
