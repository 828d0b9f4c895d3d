"""``manage.py send_issue NUMBER``: let an approved issue go, and print its ledger."""

import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from delivery import ledger
from delivery.enums import APPROVED_STATES, ENDED_STATES, LIVE_STATES, MailingState
from delivery.exceptions import ApprovalBroken, MoveRefused
from delivery.models import Mailing
from newsletters import sending
from newsletters.exceptions import NotReady, SendingError
from newsletters.models import IssuePage
from newsletters.permissions import Act, policy

POLL_SECONDS = 0.5
BAR_WIDTH = 40


class Command(BaseCommand):
    help = (
        "Send an issue that a person has approved, and print its ledger; what was sent already is not sent again. "
        "Exit code 1: it is not approved, or could not be sent; 2: there is no such issue."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", type=int, help="the issue's number")
        parser.add_argument("--language", default=settings.LANGUAGE_CODE, help="the edition that has this number")
        parser.add_argument("--wait", action="store_true", help="until the mailing has ended")
        parser.add_argument("--json", action="store_true", help="print the ledger as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        mailing = self.started(find_issue(options["number"], options["language"]))
        if options["wait"]:
            self.wait_for(mailing)
        call_command("ledger", str(mailing.pk), json=options["json"], stdout=self.stdout)
        if mailing.state == MailingState.FAILED:
            raise CommandError(f"The mailing failed: {mailing.pause_reason}", returncode=1)

    def started(self, issue: IssuePage) -> Mailing:
        """Return the issue's mailing that is on its way or has been sent, starting it now if it is not."""
        mailing = sending.mailing_for(issue)
        if mailing is not None and mailing.state in LIVE_STATES | {MailingState.SENT}:
            return mailing
        if mailing is not None and mailing.state == MailingState.CANCELLED:
            raise CommandError("The mailing was cancelled. Another one is begun by a person, on “Send…”.", returncode=1)
        return self.let_go(issue, mailing)

    def let_go(self, issue: IssuePage, mailing: Mailing | None) -> Mailing:
        """Start the issue's approved mailing, approving it first where the settings let code do that."""
        try:
            if mailing is None or mailing.state not in APPROVED_STATES:
                mailing = approve_by_code(issue)
            sending.send_now(mailing, by=approver(mailing), now=timezone.now())
        except NotReady as refusal:
            lines = [f"  {finding.block_label}: {finding.message}" for finding in refusal.findings]
            raise CommandError("\n".join(["The issue can't be approved:", *lines]), returncode=1) from refusal
        except PermissionDenied as refusal:
            reason = "Who approved the issue may not do so any more: take the approval back on “Send…”, and approve it."
            raise CommandError(f"Nothing was sent. {reason}", returncode=1) from refusal
        except (SendingError, MoveRefused, ApprovalBroken) as refusal:
            raise CommandError(f"Nothing was sent. {refusal}", returncode=1) from refusal
        return mailing

    def wait_for(self, mailing: Mailing) -> None:
        """Return when `mailing` has ended. Where a person looks on, draw a bar, and wait through pauses too."""
        drawn = sys.stderr.isatty()
        while True:
            mailing.refresh_from_db()
            if drawn:
                self.stderr.write(bar(mailing), ending="")
            if mailing.state in ENDED_STATES:
                break
            if mailing.state == MailingState.PAUSED and not drawn:
                # Nobody is there to resume it: a script must not wait for ever.
                raise CommandError(f"The mailing is paused. {mailing.pause_reason}", returncode=1)
            time.sleep(POLL_SECONDS)
        if drawn:
            self.stderr.write("")


def bar(mailing: Mailing) -> str:
    """Return the line that shows how far a mailing is; it overwrites the one before."""
    account = ledger.count(mailing)
    done, prepared = account.settled, account.prepared_sum.counted
    filled = BAR_WIDTH * done // prepared if prepared else 0
    line = f"{'█' * filled}{'░' * (BAR_WIDTH - filled)} {done:,} of {prepared:,}  {mailing.get_state_display()}"
    return f"\r{line:<{BAR_WIDTH + 40}}"


def find_issue(number: int, language: str) -> IssuePage:
    """Return the issue with this number in a language, or end with exit code 2."""
    issue = IssuePage.objects.filter(number=number, locale__language_code=language).first()
    if issue is None:
        raise CommandError(f"There is no issue {number} in {language!r}.", returncode=2)
    return issue


def approve_by_code(issue: IssuePage) -> Mailing:
    """Draft and approve a mailing to everybody on the newsletter's list: the demo only."""
    if not settings.APPROVE_BY_CODE:
        raise CommandError("The issue is not approved. A person approves it on its “Send…” screen.", returncode=1)
    by = approver()
    mailing = sending.open_mailing(issue, by=by)
    sending.choose_audience(mailing, sending.criteria_of(mailing), by=by)
    sending.approve(mailing, by=by, now=timezone.now())
    return mailing


def approver(mailing: Mailing | None = None) -> AbstractUser:
    """Return who approved `mailing`; before that, the first account that may draft and approve."""
    if mailing is not None and mailing.approved_by is not None:
        return mailing.approved_by
    for user in get_user_model().objects.filter(is_active=True).order_by("pk"):
        if policy.allows(user, Act.APPROVE) and policy.allows(user, Act.DRAFT):
            return user
    raise CommandError("No account may approve mailings.", returncode=1)
