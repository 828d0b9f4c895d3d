"""Where a tool can be had."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from home.models.programmes import ProgrammePage

LABELS: dict[str, Promise] = {
    "web_url": _("On the web"),
    "android_url": _("For Android"),
    "ios_url": _("For iPhone and iPad"),
}


@dataclass(frozen=True)
class Link:
    label: Promise
    url: str


def links(page: "ProgrammePage") -> list[Link]:
    """Return the addresses that are filled in."""
    return [Link(label, getattr(page, field)) for field, label in LABELS.items() if getattr(page, field)]
