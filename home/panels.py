"""What the editors of pages show beside their fields."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel


class HintsPanel(Panel):
    """What a page's own `hints()` points its editor to, in the draft as it was last saved."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("heading", _("Worth a look"))
        super().__init__(**kwargs)

    class BoundPanel(Panel.BoundPanel):
        template_name = "home/panels/hints.html"

        def is_shown(self) -> bool:
            """Hide the panel until there is something saved to look at."""
            return bool(super().is_shown() and self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            draft = self.instance.get_latest_revision_as_object()
            return {**super().get_context_data(parent_context), "hints": draft.hints()}
