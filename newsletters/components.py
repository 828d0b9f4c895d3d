"""What the admin's first page says about newsletters: the latest issue, mailings under way, issues being written."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db.models import Case, Count, F, Q, QuerySet, When
from wagtail.admin.ui.components import Component
from wagtail.permissions import page_permission_policy

from delivery.enums import ENDED_STATES, UNSETTLED_STATES, MailingKind, MailingState
from delivery.models import Mailing
from newsletters import sending
from newsletters.models import IssuePage
from newsletters.permissions import Act, policy

SHOWN = 5


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A mailing that has not ended, and how far it is; None while its audience is not settled."""

    mailing: Mailing
    done: int | None


class NewslettersPanel(Component):
    """Shown to those who may see mailings, with links to what each of them may do. Takes the same queries always."""

    order = 50
    template_name = "newsletters/admin/home_panel.html"

    class Media:
        css = {"all": ["newsletters/admin.css"]}

    def __init__(self, user: AbstractUser | AnonymousUser) -> None:
        self.user = user

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        issue = IssuePage.objects.live().order_by("-number", "locale_id").defer_streamfields().first()
        return {
            "issue": issue,
            "mailing": sending.mailing_for(issue) if issue else None,
            "under_way": under_way(),
            "drafts": drafts_for(self.user),
        }


def under_way() -> list[UnderWay]:
    """Return the mailings that somebody works on or that leave just now: what is stopped first, then the latest."""
    open_mailings = Mailing.objects.filter(kind=MailingKind.BULK).exclude(state__in=ENDED_STATES)
    waiting = Count("messages", filter=Q(messages__state__in=UNSETTLED_STATES))
    stopped_first = Case(When(state=MailingState.PAUSED, then=0), default=1)
    return [
        UnderWay(mailing, None if mailing.prepared is None else mailing.prepared - mailing.waiting)
        for mailing in open_mailings.annotate(waiting=waiting).order_by(stopped_first, "-pk")[:SHOWN]
    ]


def drafts_for(user: AbstractUser | AnonymousUser) -> QuerySet[IssuePage]:
    """Return the issues that `user` may edit and that hold what is not on the site yet, the latest edited first."""
    editable = page_permission_policy.instances_user_has_permission_for(user, "change")
    unpublished = IssuePage.objects.filter(
        Q(live=False) | Q(has_unpublished_changes=True), pk__in=editable.values("pk")
    )
    latest_first = unpublished.order_by(F("latest_revision_created_at").desc(nulls_last=True))
    return latest_first.select_related("locale").defer_streamfields()[:SHOWN]


def panels_for(user: AbstractUser | AnonymousUser) -> list[Component]:
    """Return the panels of the admin's first page that `user` may see."""
    return [NewslettersPanel(user)] if policy.allows(user, Act.SEE) else []
