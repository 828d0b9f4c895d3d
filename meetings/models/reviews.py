"""A group's year in review: highlights, the policy it works under, priorities for the next year, whom to write to."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from home import formats
from home.bilingual import worded
from meetings.enums import HighlightCategory, PriorityStatus
from meetings.models.groups import WorkingGroup


class YearInReview(ClusterableModel):
    """One year of one group. What it set itself for the next is judged there a year later (`Priority.status`)."""

    group = models.ForeignKey(WorkingGroup, on_delete=models.CASCADE, related_name="reviews", verbose_name=_("group"))
    year = models.PositiveSmallIntegerField(_("year"))
    introduction = models.TextField(_("introduction"), blank=True, max_length=2000)
    introduction_ur = models.TextField(_("introduction in Urdu"), blank=True, max_length=2000)
    published = models.BooleanField(_("shown to the public"), default=False)
    policy_title = models.CharField(
        _("policy that it works under"), max_length=200, blank=True, help_text=_("A programme, plan or road map.")
    )
    policy_title_ur = models.CharField(_("policy, in Urdu"), max_length=200, blank=True)
    policy_from = models.PositiveSmallIntegerField(_("of the year"), null=True, blank=True)
    policy_until = models.PositiveSmallIntegerField(_("to the year"), null=True, blank=True)
    policy_text = models.TextField(_("what it is"), blank=True, max_length=2000)
    policy_text_ur = models.TextField(_("what it is, in Urdu"), blank=True, max_length=2000)
    policy_priority = models.CharField(_("the group’s part in it"), max_length=300, blank=True)
    policy_priority_ur = models.CharField(_("the group’s part in it, in Urdu"), max_length=300, blank=True)
    policy_priority_number = models.PositiveSmallIntegerField(_("which of its priorities"), null=True, blank=True)
    policy_priorities = models.PositiveSmallIntegerField(_("of how many"), null=True, blank=True)

    class Meta:
        verbose_name = _("year in review")
        verbose_name_plural = _("years in review")
        ordering = ["-year", "group"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "year"],
                name="one_review_for_each_year_of_a_group",
                violation_error_message=_("The group has a review of that year already."),
            ),
            models.CheckConstraint(
                condition=Q(policy_priority_number=None)
                | Q(policy_priorities=None)
                | Q(policy_priority_number__lte=F("policy_priorities")),
                name="policy_priority_is_one_of_them",
                violation_error_message=_("The number of the priority is more than there are."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}, {self.year}"

    @property
    def introduction_in_language(self) -> str:
        return worded(self, "introduction")

    @property
    def policy_title_in_language(self) -> str:
        return worded(self, "policy_title")

    @property
    def policy_text_in_language(self) -> str:
        return worded(self, "policy_text")

    @property
    def policy_priority_in_language(self) -> str:
        return worded(self, "policy_priority")

    @property
    def policy_years(self) -> str:
        """The years that the policy is for, in the digits of the active language: 2023–2030."""
        return formats.digits("–".join(str(year) for year in (self.policy_from, self.policy_until) if year))

    @property
    def next_year(self) -> int:
        """The year that the priorities are for."""
        return self.year + 1


class WordedRow(Orderable):
    """A row that begins with a few strong words and goes on in a sentence, in both languages."""

    lead = models.CharField(_("first words, in bold"), max_length=150, blank=True)
    lead_ur = models.CharField(_("first words in Urdu"), max_length=150, blank=True)
    text = models.TextField(_("text"), blank=True, max_length=1500)
    text_ur = models.TextField(_("text in Urdu"), blank=True, max_length=1500)

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.lead or self.text[:60]

    @property
    def lead_in_language(self) -> str:
        return worded(self, "lead")

    @property
    def text_in_language(self) -> str:
        return worded(self, "text")


class Highlight(ClusterableModel, WordedRow):  # clusterable for the organisations of a row that is not saved yet
    """Something that happened: a forum, a series of newsletters, a partnership."""

    review = ParentalKey(YearInReview, on_delete=models.CASCADE, related_name="highlights")
    category = models.CharField(_("category"), max_length=11, choices=HighlightCategory)
    begins_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("to"), null=True, blank=True)
    to_the_month = models.BooleanField(_("only the month is known"), default=False)
    place = models.CharField(_("place"), max_length=120, blank=True)
    co_organisers = models.CharField(_("co-organised by"), max_length=250, blank=True)
    organisations = ParentalManyToManyField(
        "stakeholders.Organisation", blank=True, related_name="+", verbose_name=_("co-organised by, of the directory")
    )
    objectives = models.TextField(
        _("objectives"), blank=True, max_length=4000, help_text=_("One a line; **two asterisks** make words bold.")
    )
    objectives_ur = models.TextField(_("objectives in Urdu"), blank=True, max_length=4000)
    url = models.URLField(_("more on it"), blank=True)

    class Meta(WordedRow.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(begins_on__isnull=False, ends_on__gte=F("begins_on")),
                name="highlight_ends_after_it_begins",
                violation_error_message=_("It must not end before it begins."),
            )
        ]

    @property
    def when(self) -> str:
        """The dates in words of the active language: May 2024, 6–7 June 2024, or nothing."""
        if self.begins_on is None:
            return ""
        if self.to_the_month:
            return formats.month_year(self.begins_on)
        last: datetime.date = self.ends_on or self.begins_on
        return formats.date_range(self.begins_on, last)

    @property
    def with_whom(self) -> list[str]:
        """Who organised it together, as written and from the public directory."""
        listed = [body.name_in_language for body in self.organisations.all() if body.public]
        return [*filter(None, [self.co_organisers]), *listed]

    @property
    def objectives_in_language(self) -> str:
        """The objectives as a note: a list with a point for each line."""
        lines = (line.strip(" \t-•") for line in worded(self, "objectives").splitlines())
        return "\n".join(f"- {line}" for line in lines if line)


class ProposedAction(WordedRow):
    """What the group proposes to do under the policy."""

    review = ParentalKey(YearInReview, on_delete=models.CASCADE, related_name="proposed_actions")


class Priority(WordedRow):
    """What the group sets itself for the next year, and a year later what became of it."""

    review = ParentalKey(YearInReview, on_delete=models.CASCADE, related_name="priorities")
    status = models.CharField(_("what became of it"), max_length=7, choices=PriorityStatus, default=PriorityStatus.SET)
    status_note = models.CharField(_("in a few words"), max_length=250, blank=True)
    meeting = models.ForeignKey(
        "meetings.Meeting",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("the meeting that it names"),
    )


class ReviewContact(Orderable):
    """Whom readers may write to: an organisation, who speaks for it, and an address that may be public."""

    review = ParentalKey(YearInReview, on_delete=models.CASCADE, related_name="contacts")
    organisation = models.ForeignKey(
        "stakeholders.Organisation", on_delete=models.CASCADE, related_name="+", verbose_name=_("organisation")
    )
    name = models.CharField(_("name"), max_length=150, blank=True)
    designation = models.CharField(_("designation"), max_length=150, blank=True)
    email = models.EmailField(
        _("address"), blank=True, help_text=_("Everybody sees it: a role mailbox, or with the person’s consent.")
    )

    def __str__(self) -> str:
        return self.name or str(self.organisation)
