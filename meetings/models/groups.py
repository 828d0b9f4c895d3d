"""Working groups, and who sits in them. History is never overwritten: a membership ends, and another begins."""

import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from meetings.enums import GroupLevel, GroupRole


class WorkingGroup(ClusterableModel):
    """A body that coordinates: a technical working group, a committee, a task team."""

    Level = GroupLevel

    name = models.CharField(_("name"), max_length=200)
    name_ur = models.CharField(_("name in Urdu"), max_length=200, blank=True)
    acronym = models.CharField(_("acronym"), max_length=40, blank=True)
    slug = models.SlugField(max_length=200, unique=True)
    level = models.CharField(_("level"), max_length=10, choices=GroupLevel, default=GroupLevel.NATIONAL)
    province = models.ForeignKey(
        "stakeholders.Province",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="working_groups",
        verbose_name=_("province"),
        help_text=_("Of a group below the national level."),
    )
    established_on = models.DateField(_("established on"), null=True, blank=True)
    concluded_on = models.DateField(_("concluded on"), null=True, blank=True)

    class Meta:
        verbose_name = _("working group")
        verbose_name_plural = _("working groups")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level=GroupLevel.NATIONAL, province=None)
                | (~Q(level=GroupLevel.NATIONAL) & Q(province__isnull=False)),
                name="group_below_the_nation_has_a_province",
                violation_error_message=_("A national group has no province, every other group has one."),
            ),
            models.CheckConstraint(
                condition=Q(established_on=None) | Q(concluded_on=None) | Q(concluded_on__gte=F("established_on")),
                name="group_concludes_after_it_begins",
                violation_error_message=_("It must not conclude before it was established."),
            ),
        ]

    def __str__(self) -> str:
        return self.acronym or self.name_in_language

    @property
    def name_in_language(self) -> str:
        """The name in the active language, or in English where there is no Urdu one."""
        return self.name_ur if self.name_ur and get_language() == "ur" else self.name


class GroupMembershipQuerySet(models.QuerySet):
    def current(self, on: datetime.date) -> Self:
        """Return the memberships that hold on the day `on`, in groups that are not concluded by then."""
        return self.filter(
            Q(start=None) | Q(start__lte=on),
            Q(end=None) | Q(end__gte=on),
            Q(group__concluded_on=None) | Q(group__concluded_on__gte=on),
        )


class GroupMembership(models.Model):
    """That an organisation sits in a group, perhaps by a person, in a role and for a time."""

    Role = GroupRole

    group = ParentalKey(WorkingGroup, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(
        "stakeholders.Organisation",
        on_delete=models.PROTECT,
        related_name="memberships",
        verbose_name=_("organisation"),
    )
    contact = models.ForeignKey(
        "stakeholders.Contact",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,  # the seat is the organisation's: it stays when a person is erased
        related_name="memberships",
        verbose_name=_("person"),
        help_text=_("Who sits there for the organisation. Empty: nobody is named."),
    )
    role = models.CharField(_("role"), max_length=12, choices=GroupRole, default=GroupRole.MEMBER)
    start = models.DateField(_("from"), null=True, blank=True)
    end = models.DateField(_("until"), null=True, blank=True)

    objects = GroupMembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(start=None) | Q(end=None) | Q(end__gte=F("start")),
                name="membership_ends_after_it_begins",
                violation_error_message=_("It must not end before it begins."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_role_display()}"
