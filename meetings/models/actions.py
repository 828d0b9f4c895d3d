"""Actions that meetings hand out, numbered by year (A-2026-014), and what was heard of them."""

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from home.bilingual import worded
from meetings.enums import OPEN_STATUSES, ActionStatus, Visibility
from meetings.models.agenda import AgendaItem
from meetings.models.meetings import Meeting


class ActionQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Return those that are neither done nor dropped."""
        return self.filter(status__in=OPEN_STATUSES)

    def overdue(self, on: datetime.date) -> Self:
        """Return those that are open and were due before the day `on`."""
        return self.open().filter(due_on__lt=on)


class ActionItem(models.Model):
    """Something that a person, an organisation or both are to do."""

    Status = ActionStatus

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="actions", verbose_name=_("meeting"))
    item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="actions", verbose_name=_("item")
    )
    year = models.PositiveSmallIntegerField(editable=False)
    serial = models.PositiveSmallIntegerField(editable=False)
    text = models.TextField(_("what is to be done"), max_length=2000)
    text_ur = models.TextField(_("what is to be done, in Urdu"), blank=True, max_length=2000)
    owner = models.ForeignKey(
        "stakeholders.Contact",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="actions",
        verbose_name=_("person"),
    )
    owner_organisation = models.ForeignKey(
        "stakeholders.Organisation",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="actions",
        verbose_name=_("organisation"),
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=11, choices=ActionStatus, default=ActionStatus.OPEN)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    evidence_url = models.URLField(_("what shows that it is done"), blank=True, max_length=500)
    visibility = models.CharField(_("who sees it"), max_length=8, choices=Visibility, default=Visibility.PUBLIC)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("a task", "action")
        verbose_name_plural = _("actions")
        ordering = ["-year", "-serial"]
        permissions = [("export_actionitem", _("Can export actions, with the names of their owners"))]
        constraints = [models.UniqueConstraint(fields=["year", "serial"], name="one_action_for_each_number")]
        indexes = [models.Index(fields=["due_on"], condition=Q(status__in=OPEN_STATUSES), name="open_actions_by_day")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"A-{self.year}-{self.serial:03}"

    @property
    def text_in_language(self) -> str:
        return worded(self, "text")

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES


class ActionUpdate(models.Model):
    """What was heard of an action: from its owner by a link, from staff, or at a later meeting (`meeting`).

    How often an action was carried is the number of later meetings that left it open.
    """

    action = models.ForeignKey(ActionItem, on_delete=models.CASCADE, related_name="updates")
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.CASCADE, related_name="action_updates")
    at = models.DateTimeField()
    status = models.CharField(max_length=11, choices=ActionStatus)
    note = models.TextField(_("note"), blank=True, max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_contact = models.ForeignKey(
        "stakeholders.Contact", null=True, blank=True, on_delete=models.SET_NULL, related_name="action_updates"
    )
    handed_over = models.BooleanField(default=False)  # it went to another owner; until then it was with these:
    was_owner = models.ForeignKey(
        "stakeholders.Contact", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    was_organisation = models.ForeignKey(
        "stakeholders.Organisation", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "meeting"], condition=Q(meeting__isnull=False), name="one_word_of_each_meeting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.action_id}: {self.status}"


class ActionDigest(models.Model):
    """That an owner was written to about open actions in a month: once, however often the work is begun."""

    contact = models.ForeignKey("stakeholders.Contact", on_delete=models.CASCADE, related_name="+")
    month = models.DateField()  # its first day
    message = models.ForeignKey("delivery.Message", null=True, on_delete=models.SET_NULL, related_name="+")
    refused = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contact", "month"], name="one_digest_a_month")]

    def __str__(self) -> str:
        return f"{self.contact_id}: {self.month:%Y-%m}"
