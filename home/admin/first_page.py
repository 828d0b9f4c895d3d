"""What the first page of the admin says of helplines and key figures: what waits for a person's eyes."""

import datetime
from dataclasses import dataclass
from typing import Any, cast

from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from home import formats
from home.admin.helplines import VERIFY, stands
from home.figures import series
from home.models import Helpline, KeyFigure

CHANGE_FIGURES = "home.change_keyfigure"
SHOWN = 5


@dataclass(frozen=True)
class Waiting:
    """One record that is too old, and where it is renewed."""

    about: str
    stands: str
    url: str


class CarePanel(Component):
    """Helplines that are hidden, key figures that are too old."""

    order = 15
    template_name = "home/admin/first_page.html"

    def __init__(self, helplines: list[Waiting], figures: list[Waiting]) -> None:
        self.helplines, self.figures = helplines, figures

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {
            "helplines": self.helplines[:SHOWN],
            "figures": self.figures[:SHOWN],
            "helplines_url": f"{reverse('helpline:index')}?shown=no" if len(self.helplines) > SHOWN else "",
            "figures_url": f"{reverse('key-figures:index')}?stale=yes" if len(self.figures) > SHOWN else "",
        }


def panels(request: HttpRequest) -> list[Component]:
    """Return the panel for those who can do something about it; nothing where all is fresh. Two queries at most."""
    user = cast(AbstractUser, request.user)
    today = timezone.localdate()
    helplines = _helplines(today) if user.has_perm(VERIFY) else []
    figures = _figures(today) if user.has_perm(CHANGE_FIGURES) else []
    return [CarePanel(helplines, figures)] if helplines or figures else []


def _helplines(today: datetime.date) -> list[Waiting]:
    hidden = Helpline.objects.hidden(today).order_by("valid_until", "name", "pk")
    return [Waiting(line.name_in_language, stands(line), reverse("helpline:verify", args=[line.pk])) for line in hidden]


def _figures(today: datetime.date) -> list[Waiting]:
    return [
        Waiting(figure.local_label, _age(figure), reverse("key-figures:edit", args=[figure.pk]))
        for figure in series.stale(today=today)
    ]


def _age(figure: KeyFigure) -> str:
    return _("of %(day)s") % {"day": formats.long_date(figure.as_of)}
