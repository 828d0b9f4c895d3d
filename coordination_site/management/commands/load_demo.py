"""`manage.py load_demo`: the demo's content, where it is missing."""

from argparse import ArgumentParser, ArgumentTypeError
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from coordination_site.demo_content import accounts
from coordination_site.demo_content.load import Added, load


def positive(text: str) -> int:
    """Return `text` as a whole number from 1 on, or say what is wrong with it."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is not a number of contacts; give 1 or more")
    return int(text)


class Command(BaseCommand):
    help = "Load the demo: made-up contacts, pages in English and Urdu, three newsletters, staff accounts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--contacts", type=positive, default=2000, help="how many contacts there should be (2000)")

    def handle(self, *args: Any, **options: Any) -> None:
        # The same switch as for approval by code: made-up people must never get among real ones.
        if not settings.APPROVE_BY_CODE:
            raise CommandError("The demo's content belongs into the demo only: these settings are of a real site.")
        if accounts.is_a_real_site():
            raise CommandError("The demo's content belongs into the demo only: this database has staff of its own.")
        began = monotonic()
        added = load(contacts=options["contacts"], password=settings.DEMO_PASSWORD, now=timezone.now(), say=self._say)
        if added:
            self.stdout.write(f"Loaded in {monotonic() - began:.1f} s.")
        else:
            self.stdout.write("Everything was there already: nothing changed.")

    def _say(self, added: Added) -> None:
        if added.number:
            self.stdout.write(f"  {added.number:>6,} {added.what}")
