"""The register of helplines. A wrong number harms: none is shown that a person has not verified lately."""

import datetime
import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from home.bilingual import worded

VERIFY_EVERY = 90  # days
# Short codes (1122), numbers in Pakistan (0800-12345) and abroad (+44 20 …), as people write them.
_NUMBER = re.compile(r"\+?[0-9](?:[ -]?[0-9]){2,14}")


class HelplineQuerySet(models.QuerySet["Helpline"]):
    def current(self, on: datetime.date) -> "HelplineQuerySet":
        """Those that may be shown on that day."""
        return self.filter(valid_until__gte=on)

    def hidden(self, on: datetime.date) -> "HelplineQuerySet":
        """Those that may not: their verification is too old, fell with a change, or never was."""
        return self.exclude(valid_until__gte=on)


class Helpline(ClusterableModel):
    """One line, what it offers and when somebody last made sure of that. `home.helplines.register` verifies."""

    class Cost(models.TextChoices):
        FREE = "free", _("free of charge")
        CALL = "call", _("at the price of a call")

    name = models.CharField(_("name"), max_length=120)
    name_ur = models.CharField(_("name in Urdu"), max_length=120, blank=True)
    hours = models.CharField(_("hours"), max_length=120, help_text=_("“Every day, 9:00 to 21:00”."))
    hours_ur = models.CharField(_("hours in Urdu"), max_length=120, blank=True)
    exceptions = models.CharField(
        _("exceptions"), max_length=120, blank=True, help_text=_("When nobody answers: “except Eid”.")
    )
    exceptions_ur = models.CharField(_("exceptions in Urdu"), max_length=120, blank=True)
    audience = models.CharField(_("for whom"), max_length=160, blank=True)
    audience_ur = models.CharField(_("for whom, in Urdu"), max_length=160, blank=True)
    cost = models.CharField(_("cost"), max_length=10, choices=Cost, blank=True)
    languages = models.ManyToManyField(
        "stakeholders.Language", blank=True, related_name="+", verbose_name=_("languages")
    )
    province = models.ForeignKey(
        "stakeholders.Province",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("province"),
        help_text=_("Empty: the whole country."),
    )
    operated_by = models.CharField(_("operated by"), max_length=160, blank=True)
    operator = models.ForeignKey(
        "stakeholders.Organisation",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("organisation in the directory"),
    )
    in_strip = models.BooleanField(_("in the strip of every page"), default=True)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)
    verify_every = models.PositiveSmallIntegerField(
        _("verify every"),
        default=VERIFY_EVERY,
        validators=[MinValueValidator(1), MaxValueValidator(366)],
        help_text=_("Days. After so many without a check the helpline hides by itself."),
    )
    verified_on = models.DateField(_("verified on"), null=True, editable=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    valid_until = models.DateField(_("shown until"), null=True, editable=False, db_index=True)
    # The last day of the period about whose end staff were written to: each end is told once.
    told_of = models.DateField(null=True, editable=False)

    objects = HelplineQuerySet.as_manager()

    class Meta:
        verbose_name = _("helpline")
        verbose_name_plural = _("helplines")
        ordering = ["sort_order", "name", "pk"]
        permissions = [("verify_helpline", "Can verify helplines")]
        constraints = [
            models.CheckConstraint(
                name="helpline_valid_if_verified",
                condition=models.Q(verified_on=None, valid_until=None)
                | models.Q(verified_on__isnull=False, valid_until__gt=models.F("verified_on")),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name_in_language(self) -> str:
        return worded(self, "name")

    @property
    def hours_in_language(self) -> str:
        """When somebody answers, with what is excepted."""
        return ", ".join(filter(None, (worded(self, "hours"), worded(self, "exceptions"))))

    @property
    def audience_in_language(self) -> str:
        return worded(self, "audience")

    @property
    def operator_in_public(self) -> str:
        """Who runs it. An organisation that isn't shown to the public is not named by its entry in the directory."""
        operator = self.operator
        if operator and operator.public and operator.merged_into_id is None:
            return str(operator.name_in_language)
        return self.operated_by

    def is_current(self, on: datetime.date) -> bool:
        """Whether it may be shown on that day."""
        return self.valid_until is not None and self.valid_until >= on


class HelplineChannel(Orderable):
    """One way to reach a helpline."""

    class Kind(models.TextChoices):
        CALL = "call", _("Call")
        TEXT = "text", _("Text message")
        WHATSAPP = "whatsapp", _("WhatsApp")
        CHAT = "chat", _("Chat on the web")
        EMAIL = "email", _("E-mail")

    helpline = ParentalKey(Helpline, on_delete=models.CASCADE, related_name="channels")
    kind = models.CharField(_("channel"), max_length=10, choices=Kind, default=Kind.CALL)
    value = models.CharField(
        _("number or address"), max_length=200, help_text=_("As people write it. Short codes are numbers too.")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("channel")
        verbose_name_plural = _("channels")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.value}"

    def clean(self) -> None:
        """Refuse what no telephone dials, and what is no address."""
        super().clean()
        value = self.value.strip()
        if self.kind == self.Kind.CHAT:
            URLValidator(schemes=["https"])(value)
        elif self.kind == self.Kind.EMAIL:
            EmailValidator()(value)
        elif not _NUMBER.fullmatch(value):
            raise ValidationError(
                {"value": _("Write the number in digits, with a + in front if it begins with a country's code.")}
            )
        self.value = value

    @property
    def href(self) -> str:
        """The link that begins the call, the message or the mail."""
        dialled = "".join(character for character in self.value if character in "+0123456789")
        if self.kind == self.Kind.WHATSAPP:
            return f"https://wa.me/{dialled.removeprefix('+')}"
        return {
            self.Kind.TEXT: f"sms:{dialled}",
            self.Kind.EMAIL: f"mailto:{self.value}",
            self.Kind.CHAT: self.value,
        }.get(self.Kind(self.kind), f"tel:{dialled}")
