"""``manage.py empty_page_cache``: for whoever changed something behind the site's back."""

from typing import Any

from django.core.management.base import BaseCommand

from coordination_site import page_cache


class Command(BaseCommand):
    help = "Throws away the public pages that are kept: after SQL by hand, or a restored backup."

    def handle(self, *args: Any, **options: Any) -> None:
        page_cache.empty()
