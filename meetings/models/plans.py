"""The work plan of a group: what it means to do in a year, and how far that is."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from home.bilingual import worded
from meetings.enums import PlanStatus
from meetings.models.groups import WorkingGroup


class WorkPlanItem(models.Model):
    Status = PlanStatus
    sort_order_field = "position"  # what Wagtail's buttons in the admin set

    group = ParentalKey(WorkingGroup, on_delete=models.CASCADE, related_name="plan")
    year = models.PositiveSmallIntegerField(_("year"))
    title = models.CharField(_("what"), max_length=250)
    title_ur = models.CharField(_("what, in Urdu"), max_length=250, blank=True)
    lead = models.ForeignKey(
        "stakeholders.Organisation",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("led by"),
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=9, choices=PlanStatus, default=PlanStatus.PLANNED)
    note = models.CharField(_("note"), max_length=300, blank=True, help_text=_("What came of it, or why not."))
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("item of the work plan")
        verbose_name_plural = _("work plan")
        ordering = ["-year", "position", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def title_in_language(self) -> str:
        return worded(self, "title")
