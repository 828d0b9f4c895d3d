"""“Send to those who missed it”: who they are, by why they missed it, and the same content to them alone."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages

from delivery import follow_up
from delivery.enums import APPROVED_STATES, ExclusionReason
from delivery.models import Mailing
from newsletters import follow_ups, sending
from newsletters.admin_views.base import Confirmation, MailingMixin, refusals_told
from newsletters.admin_views.parts import parts_of_mailing
from newsletters.forms import ScheduleForm
from newsletters.permissions import Act

# Told on lines of their own: the first is no fault, the second waits for a person.
APART = frozenset({ExclusionReason.GOT_IT, ExclusionReason.UNDECIDED})


class FollowUpStep(MailingMixin, Confirmation):
    """A page about sending to those who missed a mailing: now, or (when `form` was filled in) at a time."""

    act = Act.APPROVE
    template_name = "newsletters/admin/follow_up.html"
    form: ScheduleForm | None = None
    landing: str = ""

    def trail(self) -> list[tuple[str, str]]:
        return [*super().trail(), (self.mailing.title, self.mailing_url)]

    def done_url(self) -> str:
        return self.landing or self.mailing_url

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("when") == "later":
            self.form = ScheduleForm(request.POST, now=timezone.now())
            if not self.form.is_valid():
                return self.render_to_response(self.get_context_data())
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            mailing=self.mailing,
            form=self.form or ScheduleForm(now=timezone.now()),
            forecast=self.forecast,
            groups=[(group.label, number) for group, number in self.forecast.groups.items()],
            others=[(reason.label, n) for reason, n in self.forecast.exclusions.items() if reason not in APART],
            got_it=self.forecast.exclusions.get(ExclusionReason.GOT_IT, 0),
            undecided=self.forecast.exclusions.get(ExclusionReason.UNDECIDED, 0),
            parts=parts_of_mailing(self.mailing),
            **kwargs,
        )

    @cached_property
    def forecast(self) -> follow_up.Forecast:
        return follow_up.forecast(self.mailing)


class FollowUp(FollowUpStep):
    """Make a follow-up of a mailing that has ended, and let it go."""

    def get_page_title(self) -> str:
        return _("Send %(mailing)s to those who missed it") % {"mailing": follow_up.root_of(self.mailing).title}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with refusals_told(request):
            follow_ups.check(self.mailing)
            return super().get(request, *args, **kwargs)
        return redirect(self.mailing_url)

    def act_on_it(self, request: HttpRequest) -> None:
        at = self.form.cleaned_data["at"] if self.form else None
        now = self.form.now if self.form else timezone.now()
        follower = follow_ups.send(self.mailing, by=self.user, now=now, at=at)
        self.landing = reverse("newsletters_admin:mailing", args=[follower.pk])
        if at:
            messages.success(request, _("It will leave by itself at that time."))


class LetFollowUpGo(FollowUpStep):
    """Send a follow-up that was scheduled, or that was late and waits for a person; or give it another time."""

    def get_page_title(self) -> str:
        return _("Send %(mailing)s") % {"mailing": self.mailing.title}

    @cached_property
    def mailing(self) -> Mailing:
        mailing = super().mailing
        if mailing.follows_id is None:
            raise Http404
        return mailing

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.mailing.state not in APPROVED_STATES:
            messages.warning(request, _("That step is not possible now. This is how things stand."))
            return redirect(self.mailing_url)
        return super().get(request, *args, **kwargs)

    def act_on_it(self, request: HttpRequest) -> None:
        if self.form is None:
            sending.send_now(self.mailing, by=self.user, now=timezone.now())
        else:
            sending.schedule(self.mailing, at=self.form.cleaned_data["at"], by=self.user, now=self.form.now)
            messages.success(request, _("It will leave by itself at that time."))
