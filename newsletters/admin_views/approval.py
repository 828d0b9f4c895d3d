"""Approve, and let go: each a page that says what will happen and to how many, and the button that does it."""

from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from delivery.enums import APPROVED_STATES, MailingState
from delivery.models import Mailing
from newsletters import sending
from newsletters.admin_views.base import Confirmation, IssueMixin, refusals_told
from newsletters.admin_views.parts import parts_of_issue
from newsletters.admin_views.reach import reach
from newsletters.forms import ScheduleForm
from newsletters.permissions import Act


class MailingStep(IssueMixin, Confirmation):
    """A step that an issue's mailing takes from certain states; who comes too late sees how things stand now."""

    act = Act.APPROVE
    from_states: frozenset[MailingState] = APPROVED_STATES

    @cached_property
    def mailing(self) -> Mailing:
        mailing = sending.mailing_for(self.issue)
        if mailing is None:
            raise Http404
        return mailing

    def trail(self) -> list[tuple[str, str]]:
        return [*super().trail(), (_("Send %(issue)s") % {"issue": sending.title_of(self.issue)}, self.send_url)]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.mailing.state not in self.from_states:
            messages.warning(request, _("That step is not possible now. This is how things stand."))
            return redirect(self.send_url)
        with refusals_told(request):
            return super().get(request, *args, **kwargs)
        return redirect(self.send_url)

    def done_url(self) -> str:
        return self.send_url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counted = reach(self.issue, sending.criteria_of(self.mailing))
        return super().get_context_data(issue=self.issue, mailing=self.mailing, reach=counted, **kwargs)


class Approve(MailingStep):
    """Show exactly what would be frozen; approve it only if it is still that."""

    from_states = frozenset({MailingState.DRAFT})
    statement_template = "newsletters/admin/_approve.html"
    button_label = gettext_lazy("Approve")

    def get_page_title(self) -> str:
        return _("Approve %(issue)s") % {"issue": self.mailing.title}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with refusals_told(request):
            sending.check_approvable(self.mailing)
            return super().get(request, *args, **kwargs)
        return redirect(self.send_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        proof = sending.proof(self.mailing)
        return super().get_context_data(
            parts=parts_of_issue(self.issue, [(code, each.subject) for code, each in proof.contents.items()]),
            hidden={"seen": proof.fingerprint},
            repeated=sending.reached_before(self.issue),
            **kwargs,
        )

    def act_on_it(self, request: HttpRequest) -> None:
        sending.approve(self.mailing, by=self.user, now=timezone.now(), seen=request.POST.get("seen", ""))
        messages.success(request, _("Approved. It leaves when it is sent."))


class TakeBack(IssueMixin):
    """Undo an approval."""

    act = Act.APPROVE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.mailing is not None and sending.take_back(self.mailing, by=self.user):
            messages.success(request, _("The approval is taken back."))
        return redirect(self.send_url)


class SendNow(MailingStep):
    """The last question before mail leaves."""

    statement_template = "newsletters/admin/_send_now.html"
    button_label = gettext_lazy("Send now")

    def get_page_title(self) -> str:
        return _("Send %(issue)s now") % {"issue": self.mailing.title}

    def act_on_it(self, request: HttpRequest) -> None:
        sending.send_now(self.mailing, by=self.user, now=timezone.now())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        if self.mailing.started_at is None:
            return response
        return redirect("newsletters_admin:mailing", self.mailing.pk)


class SendLater(MailingStep):
    """Name the moment at which an approved mailing leaves by itself."""

    statement_template = "newsletters/admin/_send_later.html"
    button_label = gettext_lazy("Send at this time")

    def get_page_title(self) -> str:
        return _("Send %(issue)s later") % {"issue": self.mailing.title}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.form = ScheduleForm(request.POST, now=timezone.now())
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data())
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = getattr(self, "form", None) or ScheduleForm(now=timezone.now())
        return super().get_context_data(form=form, zone=timezone.get_current_timezone(), **kwargs)

    def act_on_it(self, request: HttpRequest) -> None:
        at = self.form.cleaned_data["at"]
        # The moment at which the form found the time ahead: a click on the very minute is no error.
        sending.schedule(self.mailing, at=at, by=self.user, now=self.form.now)
        messages.success(request, _("It will leave by itself at that time."))
