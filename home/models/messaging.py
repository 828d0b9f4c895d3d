"""Notes with which somebody took it upon themselves to publish what the safe-messaging rules object to."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class MessagingOverride(models.Model):
    """One such note. It holds for one text: every later change of the page's words makes it fall; the row stays."""

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="messaging_overrides")
    fingerprint = models.CharField(max_length=64)
    # The codes of the rules that blocked: one that objects later is not overridden.
    rules = models.JSONField(default=list)
    note = models.TextField(_("note"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("override of safe messaging")
        verbose_name_plural = _("overrides of safe messaging")
        ordering = ["-at", "-pk"]
        default_permissions = ("add",)

    def __str__(self) -> str:
        return self.note
