"""What of publications is thrown out when its time is over: files that somebody brought and never saved."""

import datetime
from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from publications.models import PublicationImport
from stakeholders.privacy.retention import Rule, register

UNSAVED_KEPT = datetime.timedelta(days=30)


def unsaved(now: datetime.datetime) -> QuerySet[PublicationImport]:
    """Return the imports of which nothing was saved in time."""
    return PublicationImport.objects.filter(state=PublicationImport.State.READ, created_at__lt=now - UNSAVED_KEPT)


def _drop(keys: Sequence[int], now: datetime.datetime) -> None:
    # Locked, as `importing.batches` does: not one that somebody saves in this moment.
    still = list(unsaved(now).filter(pk__in=keys).select_for_update().values_list("pk", flat=True))
    PublicationImport.objects.filter(pk__in=still).delete()


def register_all() -> None:
    """Register the rule of this room; called from `apps.ready()`."""
    register(
        Rule(
            "publication_imports",
            _("Imports of publications of which nothing was saved"),
            _("30 days"),
            _("They hold names of authors. Whoever still wants them brings the file again."),
            unsaved,
            _drop,
        )
    )
