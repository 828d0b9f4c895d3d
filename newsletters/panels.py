"""What the editor of an issue shows beside its fields."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel

from newsletters import preflight
from newsletters.compose import COMPOSE_ERRORS, compose


class DeliverabilityPanel(Panel):
    """Preflight's findings about the saved draft, and the mail's size."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("heading", _("Ready for mail?"))
        super().__init__(**kwargs)

    class BoundPanel(Panel.BoundPanel):
        template_name = "newsletters/panels/deliverability.html"

        def is_shown(self) -> bool:
            """Hide the panel until there is something saved to look at."""
            return bool(super().is_shown() and self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            draft = self.instance.get_latest_revision_as_object()
            return {
                **super().get_context_data(parent_context),
                "findings": preflight.check(draft),
                "kilobytes": _kilobytes(draft),
                "limit": preflight.MAX_BYTES // 1000,
            }


def _kilobytes(draft: Any) -> int | None:
    try:
        return -(-len(compose(draft).html.encode()) // 1000)
    except COMPOSE_ERRORS:
        return None  # the finding “compose_failed” says why
