from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


def default_unit_name() -> str:
    """Return the name that stands in the masthead until somebody fills in the unit's."""
    return settings.WAGTAIL_SITE_NAME


@register_setting(icon="group")
class UnitSettings(BaseSiteSetting):
    """Who speaks here: shown in masthead and footer of the site and of every mail, and as the sender's name."""

    unit_name = models.CharField(_("name of the unit"), max_length=160, default=default_unit_name)
    unit_name_ur = models.CharField(_("name of the unit in Urdu"), max_length=160, blank=True)
    ministry = models.CharField(_("ministry"), max_length=160, blank=True)
    ministry_ur = models.CharField(_("ministry in Urdu"), max_length=160, blank=True)
    sender_name = models.CharField(_("sender's name in mail"), max_length=100, blank=True)
    postal_address = models.TextField(
        _("postal address"), blank=True, help_text=_("Stands in the footer of every mail.")
    )
    postal_address_ur = models.TextField(_("postal address in Urdu"), blank=True)
    contact_email = models.EmailField(_("contact address"), blank=True, help_text=_("A role mailbox, not a person's."))
    linkedin_url = models.URLField(_("LinkedIn"), blank=True)
    facebook_url = models.URLField(_("Facebook"), blank=True)
    shows_helplines = models.BooleanField(
        _("helplines on every page"),
        default=False,
        help_text=_("A quiet strip with the helplines that are verified. Without any there is no strip."),
    )

    urdu_confirmed_on = models.DateField(
        _("Urdu wording confirmed on"),
        null=True,
        blank=True,
        help_text=_(
            "A machine translated menus, buttons and forms, and the foot of Urdu pages says so. "
            "Enter the day on which somebody who reads Urdu had checked them: the line goes."
        ),
    )

    class Meta:
        verbose_name = _("unit")

    def in_language(self, field: str) -> str:
        """Return `field` in the active language, or in English where there is no Urdu text."""
        urdu = getattr(self, f"{field}_ur", "") if get_language() == "ur" else ""
        return urdu or getattr(self, field)
