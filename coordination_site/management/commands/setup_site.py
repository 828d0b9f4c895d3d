from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from coordination_site import site_tree


class Command(BaseCommand):
    help = "Make the home page and its lists in each language, and point the site at SITE_URL. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        home = site_tree.set_up(site_url=settings.SITE_URL)
        self.stdout.write(f"{home.full_url} is ready.")
