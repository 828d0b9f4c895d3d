"""``manage.py refresh_search``: write every search column anew, and say how many were wrong."""

from typing import Any

from django.core.management.base import BaseCommand

from stakeholders import search


class Command(BaseCommand):
    help = "Writes the columns by which contacts and organisations are searched anew, and says how many were wrong."

    def handle(self, *args: Any, **options: Any) -> None:
        contacts, organisations = search.refresh_all()
        self.stdout.write(f"{contacts:,} contacts and {organisations:,} organisations could not be found as they are.")
