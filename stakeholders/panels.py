"""What higher rooms show on the pages of contacts and organisations: they register it, and are not known here."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from wagtail.admin.ui.components import Component

# Returns nothing where the reader may not see it, or where there is nothing to show.
Panel = Callable[[HttpRequest, Any], Component | None]

_panels: dict[type[Model], list[tuple[int, Panel]]] = {}


def register(model: type[Model], panel: Panel, *, order: int = 100) -> None:
    """Show what `panel` returns on the page of each record of `model`; called from `apps.ready()`."""
    _panels.setdefault(model, []).append((order, panel))


def panels_for(request: HttpRequest, record: Model) -> list[Component]:
    """Return what there is to show of `record` to whoever asks, in order."""
    registered = sorted(_panels.get(type(record), ()), key=lambda pair: pair[0])
    return [component for _order, panel in registered if (component := panel(request, record)) is not None]
