"""Asking an existing list whether it wants its mail."""

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from stakeholders.models.terms import Topic


class Repermission(models.Model):
    """One question to all of whom nothing is recorded on a topic, and the mailing that brings it to them.

    Nobody is asked twice about a topic: a later question reaches those who came since.
    """

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+", verbose_name=_("topic"))
    introduction = models.TextField(_("introduction"), max_length=2000)
    introduction_ur = models.TextField(_("introduction in Urdu"), max_length=2000)
    mailing = models.OneToOneField(
        "delivery.Mailing", null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(_("written"), auto_now_add=True)

    class Meta:
        verbose_name = _("question to the list")
        verbose_name_plural = _("questions to the list")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.topic)

    @property
    def introduction_in_language(self) -> str:
        """The introduction in the active language."""
        return self.introduction_ur if get_language() == "ur" else self.introduction
