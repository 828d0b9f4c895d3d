"""What every block of an issue shares: where it is shown, and how it takes part in the mail's layout."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import BlockGroup, ChoiceBlock

from home.blocks import WEB, DualBlock, WholeBlock


class ShowIn(models.TextChoices):
    """The editions a block stands in. The text part of the mail goes with the mail."""

    BOTH = "both", _("Website and e-mail")
    WEB = "web", _("Website only")
    EMAIL = "email", _("E-mail only")


class IssueBlock(DualBlock, WholeBlock):
    """A block with a “show in” setting.

    ``Meta.band`` marks blocks whose MJML is a whole section, over the full width and with a ground of its own. The MJML
    of all others goes into a column, so that neighbours share one section and the mail stays small.
    """

    show_in = ChoiceBlock(choices=ShowIn.choices, default=ShowIn.BOTH, label=_("Show in"))

    class Meta:
        band = False
        preview_template = "blocks/preview.html"

    def is_shown(self, value: Mapping[str, Any], medium: str) -> bool:
        """Whether the block stands in `medium`, by its kind and by its author's choice."""
        chosen = value.get("show_in") or ShowIn.BOTH
        wanted = chosen == ShowIn.BOTH or (chosen == ShowIn.WEB) == (medium == WEB)
        return wanted and super().is_shown(value, medium)

    def get_form_layout(self) -> BlockGroup:
        """Lay the content out as it is declared and put “show in” into the collapsed settings."""
        return BlockGroup([name for name in self.child_blocks if name != "show_in"], settings=["show_in"])
