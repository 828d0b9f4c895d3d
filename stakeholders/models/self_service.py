"""What people do about themselves, as far as staff need to know of it; and what staff let run by itself."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from stakeholders.models.contacts import Contact


class Correction(models.Model):
    """A person changed their own details: which fields, never the values, and what they told staff with it."""

    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, related_name="corrections", verbose_name=_("contact")
    )
    at = models.DateTimeField(_("at"))
    fields = models.JSONField(_("what was changed"), default=list)  # names of the fields of `own_data.Details`
    message = models.TextField(_("message"), blank=True, max_length=1000)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)  # staff did what the message asks for
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("settled by"),
    )

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


@register_setting(icon="mail")
class PeopleSettings(BaseGenericSetting):
    """What is written to people without anybody pressing a button. Everything is off at first."""

    ask_yearly = models.BooleanField(
        _("ask people once a year “Is this still you?”"),
        default=False,
        help_text=_(
            "Who gets mail from us, and has not told us for a year that what we hold of them is right, is asked by a "
            "mail with two buttons: “Yes, this is still me” and “Correct my details”. A few people an hour, so that "
            "your desk is not flooded with answers. Role mailboxes, and whoever paused or stopped our mail, are not "
            "asked."
        ),
    )

    class Meta:
        verbose_name = _("People")
