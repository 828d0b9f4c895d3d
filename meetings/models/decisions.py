"""Decisions, numbered by year: D-2026-03."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from home.bilingual import worded
from meetings.enums import DecisionBasis, DecisionStatus, Visibility
from meetings.models.agenda import AgendaItem
from meetings.models.meetings import Meeting


class Decision(models.Model):
    Status = DecisionStatus

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="decisions", verbose_name=_("item")
    )
    year = models.PositiveSmallIntegerField(editable=False)
    serial = models.PositiveSmallIntegerField(editable=False)
    text = models.TextField(_("decision"), max_length=4000)
    text_ur = models.TextField(_("decision in Urdu"), blank=True, max_length=4000)
    rationale = models.TextField(_("why"), blank=True, max_length=4000)
    basis = models.CharField(_("reached by"), max_length=9, choices=DecisionBasis, default=DecisionBasis.CONSENSUS)
    holds_from = models.DateField(_("holds from"), null=True, blank=True)
    review_on = models.DateField(_("to be reviewed on"), null=True, blank=True)
    supersedes = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="superseded_by",
        verbose_name=_("takes the place of"),
    )
    status = models.CharField(_("status"), max_length=10, choices=DecisionStatus, default=DecisionStatus.IN_FORCE)
    reason = models.CharField(_("why it was withdrawn"), max_length=300, blank=True)
    visibility = models.CharField(_("who sees it"), max_length=8, choices=Visibility, default=Visibility.PUBLIC)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-year", "-serial"]
        constraints = [models.UniqueConstraint(fields=["year", "serial"], name="one_decision_for_each_number")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"D-{self.year}-{self.serial:02}"

    @property
    def text_in_language(self) -> str:
        return worded(self, "text")
