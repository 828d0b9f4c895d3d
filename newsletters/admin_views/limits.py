"""“Pace”: what the mail provider allows, set by administrators, and how much of it went within the last hour."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.log_actions import log

from delivery import pace
from delivery.models import SendingLimits
from newsletters.admin_views.base import PolicyMixin, Screen
from newsletters.permissions import Act


class LimitsForm(forms.Form):
    """Empty fields set no limit."""

    per_second = forms.IntegerField(
        label=gettext_lazy("Messages per second, at most"),
        help_text=gettext_lazy("Empty: as fast as the provider takes them."),
        min_value=1,
        max_value=100_000,
        required=False,
    )
    per_hour = forms.IntegerField(
        label=gettext_lazy("Messages per hour, at most"),
        help_text=gettext_lazy("Empty: as many as there are. For a limit per day, divide it by 24 and round down."),
        min_value=1,
        max_value=100_000_000,
        required=False,
    )


class LimitsScreen(PolicyMixin, Screen):
    """One form. What is saved holds within seconds, for mailings under way too."""

    act = Act.SET_LIMITS
    template_name = "newsletters/admin/limits.html"

    def trail(self) -> list[tuple[str, str]]:
        return []

    def get_page_title(self) -> str:
        return _("Pace of sending")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = LimitsForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        if form.cleaned_data != _stored():
            limits = pace.set_limits(**form.cleaned_data, by=self.user, now=timezone.now())
            log(limits, "wagtail.edit", user=self.user, data=form.cleaned_data)
        messages.success(request, _("Saved. It holds within seconds, for mailings under way too."))
        return redirect(reverse("newsletters_admin:limits"))

    def get_context_data(self, *, form: LimitsForm | None = None, **kwargs: Any) -> dict[str, Any]:
        stored = _stored()
        return super().get_context_data(
            form=form or LimitsForm(initial=stored),
            limited=any(stored.values()),
            per_hour=stored["per_hour"],
            granted=pace.granted_within_the_hour(now=timezone.now()),
            **kwargs,
        )


def _stored() -> dict[str, int | None]:
    limits = SendingLimits.objects.first() or SendingLimits()
    return {"per_second": limits.per_second, "per_hour": limits.per_hour}
