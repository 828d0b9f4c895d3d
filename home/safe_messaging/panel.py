"""What the editor of a page says about its words, above everything else; nothing where there is nothing to say."""

from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel

from home.safe_messaging.overriding import Standing, may_override, standing


class SafeMessagingPanel(Panel):
    """The findings about the page as it was last saved."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("heading", _("Safe messaging about suicide and self-harm"))
        super().__init__(**kwargs)

    class BoundPanel(Panel.BoundPanel):
        template_name = "home/safe_messaging/panel.html"

        @cached_property
        def standing(self) -> Standing:
            return standing(self.instance.get_latest_revision_as_object())

        def is_shown(self) -> bool:
            """Show it for a saved page of a kind that is checked, and of which there is something to say."""
            checked = bool(super().is_shown() and self.instance.pk and self.instance.checks_messaging)
            return checked and bool(self.standing.findings)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            return {
                **super().get_context_data(parent_context),
                "standing": self.standing,
                "page": self.instance,
                "may_override": may_override(self.instance, self.request.user),
            }
