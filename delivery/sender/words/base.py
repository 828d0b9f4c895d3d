"""What a finding says, and how grave it is."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Level(TextChoices):
    """How grave a finding is, the gravest last."""

    OK = "ok", _("In order")
    ADVICE = "advice", _("Advice")
    UNKNOWN = "unknown", _("Not known")
    WARNING = "warning", _("Warning")
    ERROR = "error", _("Error")


@dataclass(frozen=True, slots=True)
class Words:
    """One finding in words: what was found, what it means, what to do. Facts stand in as ``%(name)s``."""

    level: Level
    found: Promise | str
    means: Promise | str = ""
    todo: Promise | str = ""
