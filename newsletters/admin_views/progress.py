"""Watch a mailing go out, and stop it. The page can be left and returned to: everything it shows is counted afresh."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET
from wagtail.admin import messages

from delivery import ledger
from delivery import pace as limits
from delivery.enums import APPROVED_STATES, ENDED_STATES, WAITING_STATES, MailingKind, MailingState, MessageState
from delivery.ledger import Ledger
from delivery.models import Mailing, Message
from newsletters import sending
from newsletters.admin_views.afterwards import afterwards
from newsletters.admin_views.base import Confirmation, MailingMixin, Screen
from newsletters.admin_views.family import family
from newsletters.admin_views.parts import parts_of_mailing
from newsletters.permissions import Act, policy

NOT_STARTED = APPROVED_STATES | {MailingState.DRAFT}
RATE_WINDOW = timedelta(seconds=30)
TOLD_FROM = timedelta(seconds=10)  # a shorter wait for the limits is part of the pace


@dataclass(frozen=True)
class Pace:
    """How fast a mailing goes just now, and when it will be through if it stays like that."""

    per_second: float
    ends_at: datetime | None
    held_until: datetime | None = None  # the limits let no more leave before


def pace(account: Ledger, *, now: datetime) -> Pace:
    """Measure over the last half minute, or since the start if that is less; foresee no more than the limits allow."""
    mailing = account.mailing
    if mailing.state != MailingState.SENDING or mailing.started_at is None:
        return Pace(0, None)
    since = max(now - RATE_WINDOW, mailing.started_at)
    left = Message.objects.filter(mailing=mailing, state=MessageState.SENT, settled_at__gt=since).count()
    per_second = left / max((now - since).total_seconds(), 1)
    waiting = sum(account.messages[state] for state in WAITING_STATES)
    lasting = min(per_second, limits.ceiling() or per_second)
    held = limits.wait(now=now)
    return Pace(
        per_second,
        ends_at=now + timedelta(seconds=waiting / lasting) if lasting else None,
        held_until=now + held if held >= TOLD_FROM else None,
    )


def figures(mailing: Mailing, *, now: datetime) -> dict[str, Any]:
    """Return what the progress template shows."""
    account = ledger.count(mailing)
    prepared = account.prepared_sum.counted
    return {
        "mailing": mailing,
        "account": account,
        "done_percent": round(100 * account.settled / prepared, 1) if prepared else 0,
        "states": [(state, state.label, account.messages[state]) for state in MessageState],
        "exclusions": [(reason, reason.label, number) for reason, number in account.exclusions.items()],
        "pace": pace(account, now=now),
        "ended": mailing.state in ENDED_STATES,
    }


class Progress(MailingMixin, Screen):
    """The bar, the counts and both sums; pause, resume, cancel."""

    template_name = "newsletters/admin/progress.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it; a first mailing that has not started yet is on its issue's own screen."""
        issues = sending.editions(self.mailing.origin)
        if issues and self.mailing.state in NOT_STARTED and self.mailing.follows_id is None:
            return redirect("newsletters_admin:send", issues[0].pk)
        return super().get(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return self.mailing.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = figures(self.mailing, now=timezone.now())
        return super().get_context_data(
            parts=parts_of_mailing(self.mailing),
            issues=sending.editions(self.mailing.origin),
            family=family(self.mailing),
            afterwards=afterwards(shown["account"]),
            **shown,
            **kwargs,
        )


@require_GET
def progress_json(request: HttpRequest, mailing_id: int) -> JsonResponse:
    """Answer the page's polling: the state, and the same fragments that the page itself was made of."""
    policy.require(request.user, Act.SEE)
    mailing = get_object_or_404(Mailing, pk=mailing_id, kind=MailingKind.BULK)
    context = {**figures(mailing, now=timezone.now()), "may": policy.allowed(request.user)}
    return JsonResponse(
        {
            "state": mailing.state,
            "state_words": mailing.get_state_display(),
            "ended": context["ended"],
            "ledger": context["account"].as_json(),
            "figures": render_to_string("newsletters/admin/_figures.html", context, request=request),
            "actions": render_to_string("newsletters/admin/_actions.html", context, request=request),
        }
    )


class MailingAction(MailingMixin, Confirmation):
    """A page that asks before it stops or restarts a mailing, and says how many that concerns."""

    act = Act.STOP

    def done_url(self) -> str:
        return self.mailing_url

    def trail(self) -> list[tuple[str, str]]:
        return [*super().trail(), (self.mailing.title, self.mailing_url)]

    def get_page_title(self) -> str:
        return f"{self.button_label}: {self.mailing.title}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        account = ledger.count(self.mailing)
        waiting = sum(account.messages[state] for state in WAITING_STATES)
        return super().get_context_data(mailing=self.mailing, waiting=waiting, account=account, **kwargs)


class Pause(MailingAction):
    """The progress page posts here without asking: a brake must not argue."""

    button_label = gettext_lazy("Pause")
    statement_template = "newsletters/admin/_pause.html"

    def act_on_it(self, request: HttpRequest) -> None:
        sending.pause(self.mailing, by=self.user)
        waiting = Message.objects.filter(mailing=self.mailing, state__in=WAITING_STATES).count()
        text = ngettext("Paused. %(count)d person waits.", "Paused. %(count)d people wait.", waiting)
        messages.success(request, text % {"count": waiting})


class Resume(MailingAction):
    button_label = gettext_lazy("Resume")
    statement_template = "newsletters/admin/_resume.html"

    def act_on_it(self, request: HttpRequest) -> None:
        sending.resume(self.mailing, by=self.user)
        messages.success(request, _("Resumed."))


class Cancel(MailingAction):
    button_label = gettext_lazy("Cancel for good")
    button_class = "serious"
    statement_template = "newsletters/admin/_cancel.html"

    def act_on_it(self, request: HttpRequest) -> None:
        skipped = sending.cancel(self.mailing, by=self.user, now=timezone.now())
        text = ngettext(
            "Cancelled. %(count)d person will not get it.", "Cancelled. %(count)d people will not get it.", skipped
        )
        messages.success(request, text % {"count": skipped})
