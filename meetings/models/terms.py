"""Terms of reference: every version that was adopted stays; the latest one holds."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField

from home.bilingual import worded
from home.rich_text import validate_length
from meetings.files import UploadedFile
from meetings.models.groups import WorkingGroup


class TermsOfReference(UploadedFile):
    """One version of what a group is for and how it works; the file is what was signed."""

    group = models.ForeignKey(WorkingGroup, on_delete=models.CASCADE, related_name="terms")
    version = models.PositiveSmallIntegerField(_("version"), help_text=_("Counted from 1."))
    adopted_on = models.DateField(_("adopted on"))
    adopted_at = models.ForeignKey(
        "meetings.Meeting",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("adopted at"),
    )
    body = RichTextField(_("text"), blank=True, validators=[validate_length])
    body_ur = RichTextField(_("text in Urdu"), blank=True, validators=[validate_length])
    change_note = models.CharField(_("what changed"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("terms of reference")
        verbose_name_plural = _("terms of reference")
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "version"],
                name="one_text_for_each_version_of_the_terms",
                violation_error_message=_("The group has a version of that number already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.group}, {self.version}"

    @property
    def body_in_language(self) -> str:
        return worded(self, "body")
