"""Working groups, and who sits in them. History is never overwritten: a membership ends, and another begins."""

import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel

from home.bilingual import worded
from meetings.enums import LEADING_ROLES, GroupKind, GroupLevel, GroupRole, Visibility


class WorkingGroup(ClusterableModel):
    """A body that coordinates: a technical working group, a committee, a task team."""

    Level = GroupLevel

    name = models.CharField(_("name"), max_length=200)
    name_ur = models.CharField(_("name in Urdu"), max_length=200, blank=True)
    acronym = models.CharField(_("acronym"), max_length=40, blank=True)
    slug = models.SlugField(max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=14, choices=GroupKind, default=GroupKind.WORKING_GROUP)
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
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children", verbose_name=_("part of")
    )
    purpose = models.TextField(_("purpose"), blank=True, max_length=2000)
    purpose_ur = models.TextField(_("purpose in Urdu"), blank=True, max_length=2000)
    sectors = ParentalManyToManyField(
        "stakeholders.Sector", blank=True, related_name="working_groups", verbose_name=_("sectors")
    )
    mailbox = models.EmailField(
        _("mailbox"), blank=True, help_text=_("Of the group itself, not a person’s: the public sees it.")
    )
    visibility = models.CharField(_("who sees it"), max_length=8, choices=Visibility, default=Visibility.PUBLIC)
    shows_actions = models.BooleanField(
        _("the public sees how far its actions are"),
        default=False,
        help_text=_("Numbers and the actions that are marked for everybody; never a person’s name."),
    )
    established_on = models.DateField(_("established on"), null=True, blank=True)
    concluded_on = models.DateField(_("concluded on"), null=True, blank=True)
    review_due_on = models.DateField(
        _("terms of reference due for review on"), null=True, blank=True, help_text=_("The staff home reminds of it.")
    )
    archive_note = models.CharField(
        _("what its page says once it is concluded"), max_length=300, blank=True, help_text=_("Who goes on, and where.")
    )
    archive_note_ur = models.CharField(_("the same in Urdu"), max_length=300, blank=True)

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
        return worded(self, "name")

    @property
    def purpose_in_language(self) -> str:
        return worded(self, "purpose")

    @property
    def archive_note_in_language(self) -> str:
        return worded(self, "archive_note")

    @property
    def is_concluded(self) -> bool:
        """Whether its last day has passed."""
        return self.concluded_on is not None and self.concluded_on < timezone.localdate()


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
    shows_name = models.BooleanField(
        _("the public sees the person’s name"),
        default=False,
        help_text=_("Only for a chair, co-chair, secretariat or focal point, who act for their organisation."),
    )

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
            ),
            models.CheckConstraint(
                condition=Q(shows_name=False) | Q(role__in=LEADING_ROLES),
                name="only_leading_roles_show_a_name",
                violation_error_message=_("Only the name of somebody who leads the group can be shown to the public."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_role_display()}"
