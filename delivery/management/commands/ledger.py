"""``manage.py ledger MAILING``: the account of one mailing, for people or (``--json``) for scripts."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from delivery import ledger
from delivery.enums import MailingKind
from delivery.models import Mailing

_LISTED = 20


class Command(BaseCommand):
    help = "Print who got a mailing, who did not and why. Exit code 2: no such mailing; 1: the sums do not balance."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("mailing", help="id, or an origin or title that only one mailing has")
        parser.add_argument("--json", action="store_true", help="one JSON object")
        parser.add_argument("--rows", action="store_true", help="one JSON line per message instead of the account")

    def handle(self, *args: Any, **options: Any) -> None:
        mailing = _find(options["mailing"])
        if options["rows"]:
            for row in ledger.rows(mailing):
                self.stdout.write(json.dumps(row, ensure_ascii=False))
            return
        account = ledger.count(mailing)
        self.stdout.write(json.dumps(account.as_json(), ensure_ascii=False) if options["json"] else _in_words(account))
        if not account.balanced:
            raise CommandError("The sums do not balance.", returncode=1)


def _find(name: str) -> Mailing:
    wanted = Q(origin=name) | Q(title=name)
    if name.isdecimal():
        wanted |= Q(pk=int(name))
    found = list(Mailing.objects.filter(wanted)[:2])
    if len(found) == 1:
        return found[0]
    known = Mailing.objects.filter(kind=MailingKind.BULK)[:_LISTED]
    lines = [f"  {mailing.pk}  {mailing.state:<10} {mailing.title}" for mailing in known] or ["  none yet"]
    problem = "Several mailings are called" if found else "There is no mailing"
    raise CommandError("\n".join([f"{problem} {name!r}. The latest:", *lines]), returncode=2)


def _in_words(account: ledger.Ledger) -> str:
    mailing = account.mailing
    lines = [
        f"{mailing.title} (mailing {mailing.pk}): {mailing.get_state_display()}",
        f"  candidates {_number(mailing.candidates)}",
        f"  excluded   {_number(mailing.excluded)}",
        *(f"    {n:>9,}  {reason.label}" for reason, n in account.exclusions.items()),
        f"  prepared   {_number(mailing.prepared)}",
        *(f"    {n:>9,}  {state.label}" for state, n in account.messages.items() if n),
        f"  candidates = prepared + excluded: {_holds(account.candidates_sum)}",
        f"  prepared = the sum of its states: {_holds(account.prepared_sum)}",
    ]
    return "\n".join(lines)


def _number(value: int | None) -> str:
    return "not yet counted" if value is None else f"{value:,}"


def _holds(total: ledger.Sum) -> str:
    verdict = "balanced" if total.balanced else "NOT BALANCED"
    return f"{verdict} ({_number(total.stated)} stated, {total.counted:,} counted)"
