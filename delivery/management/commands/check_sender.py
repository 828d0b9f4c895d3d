"""``manage.py check_sender``: what the DNS says of the sending domain, and what to do about it."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from delivery.sender import history, profile
from delivery.sender.checking import check
from delivery.sender.findings import Finding, worst
from delivery.sender.words import Level


class Command(BaseCommand):
    help = (
        "Look up SPF, DKIM, DMARC, MX and PTR of the sending domain and say what to do. Without options, what is found "
        "is kept and shown to staff. Exit code 1: there are errors; 2: nothing was checked."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--domain", default="", help="another domain than SENDER_DOMAIN")
        parser.add_argument("--selector", action="append", default=[], help="a DKIM selector; may be repeated")
        parser.add_argument("--ip", action="append", default=[], help="a public address of ours; may be repeated")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        if profile.sends_nothing_out():
            reason = "Mail ends in the catcher on this machine (EMAIL_TRANSPORT), so there is nothing to check."
            hint = "In production: DJANGO_SETTINGS_MODULE=coordination_site.settings.production manage.py check_sender"
            raise CommandError(f"{reason}\n{hint}", returncode=2)
        try:
            domain, found = _look(options["domain"], options["selector"], options["ip"])
        except ImproperlyConfigured as error:
            raise CommandError(str(error), returncode=2) from error
        if options["json"]:
            self.stdout.write(_as_json(domain, found))
        else:
            self.print(domain, found)
        if worst(found) is Level.ERROR:
            raise CommandError(f"{domain}: there are errors.", returncode=1)

    def print(self, domain: str, found: list[Finding]) -> None:
        """Print what was found for people."""
        self.stdout.write(domain)
        for each in found:
            self.stdout.write(f"\n{each.level.label}: {each.check.label}")
            for line in (each.found, each.means, each.todo):
                if line:
                    self.stdout.write(f"  {line}")
            for record in each.seen:
                self.stdout.write(f"    found:   {record}")
            for wanted in each.publish:
                self.stdout.write(f"    publish: {wanted}")


def _look(domain: str, selectors: list[str], servers: list[str]) -> tuple[str, list[Finding]]:
    """Return the domain and what was found; it is kept when it is about this installation as its settings stand."""
    if not (domain or selectors or servers):
        look = history.look_now(now=timezone.now())
        if look is not None:
            return look.domain, list(look.findings)
    about = profile.from_settings(domain=domain, selectors=selectors, servers=servers)
    return about.domain, check(about, resolver=history.resolver_of_this_machine())


def _as_json(domain: str, found: list[Finding]) -> str:
    body = {"domain": domain, "level": worst(found).value, "findings": [each.as_json() for each in found]}
    return json.dumps(body, indent=2)
