"""What the editor says above the title of a page that a machine translated, and who may change that."""

from typing import Any

from wagtail.admin.panels import Panel

from home.translating import confirming


class MachineMadePanel(Panel):
    """The mark that readers see, and the way to confirm the translation."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "home/translating/panel.html"

        def is_shown(self) -> bool:
            return bool(super().is_shown() and self.instance.pk and self.instance.machine_made)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            may = confirming.may_confirm(self.instance, self.request.user)
            return {**super().get_context_data(parent_context), "page": self.instance, "may_confirm": may}
