"""Saved questions about people."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Segment(models.Model):
    """A named rule over contacts. Whoever uses it for a mailing freezes the rule, not the name."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    note = models.CharField(_("note"), max_length=255, blank=True)
    rule = models.JSONField(default=dict)  # see stakeholders.segments
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
