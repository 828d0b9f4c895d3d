"""Documents of meetings and of groups: concept notes, presentations, signed minutes."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from home.bilingual import worded
from meetings.enums import DocumentKind, Visibility
from meetings.files import UploadedFile
from meetings.models.agenda import AgendaItem
from meetings.models.groups import WorkingGroup
from meetings.models.meetings import Meeting


class MeetingDocument(UploadedFile):
    """A file, or where something lies on the web; of a meeting, perhaps of one of its items, or of a group itself."""

    Kind = DocumentKind

    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.CASCADE, related_name="documents")
    group = models.ForeignKey(WorkingGroup, null=True, blank=True, on_delete=models.CASCADE, related_name="documents")
    item = models.ForeignKey(
        AgendaItem,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="documents",
        verbose_name=_("item of the agenda"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=DocumentKind, default=DocumentKind.OTHER)
    title = models.CharField(_("title"), max_length=200)
    title_ur = models.CharField(_("title in Urdu"), max_length=200, blank=True)
    url = models.URLField(_("address on the web"), blank=True, max_length=500)
    visibility = models.CharField(_("who sees it"), max_length=8, choices=Visibility, default=Visibility.PARTNERS)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["kind", "title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(meeting__isnull=False, group=None) | Q(meeting=None, group__isnull=False),
                name="document_of_a_meeting_or_of_a_group",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title_in_language(self) -> str:
        return worded(self, "title")
