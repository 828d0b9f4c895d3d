"""Choosing who gets an issue, with a live count of whom the choice reaches."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from wagtail.admin import messages

from newsletters import sending
from newsletters.admin_views.base import issue_or_404, refusals_told
from newsletters.admin_views.reach import chosen, reach
from newsletters.admin_views.send import SendScreen
from newsletters.forms import AudienceForm
from newsletters.permissions import Act, policy


@require_GET
def count(request: HttpRequest, page_id: int) -> JsonResponse:
    """Answer the form's live count with the fragment that the page itself shows."""
    policy.require(request.user, Act.SEE)
    issue = issue_or_404(page_id)
    form = AudienceForm(request.GET, saved=chosen(sending.mailing_for(issue)))
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=400)
    counted = reach(issue, form.criteria())
    html = render_to_string("newsletters/admin/_reach.html", {"reach": counted}, request=request)
    return JsonResponse({"reachable": counted.reachable, "html": html})


class ChooseAudience(SendScreen):
    """Save the audience; or, by the button that browsers without JavaScript show, count it and save nothing."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = AudienceForm(request.POST, saved=chosen(self.mailing))
        if "count" in request.POST or not form.is_valid():
            return self.again(audience_form=form)
        policy.require(request.user, Act.DRAFT)
        with refusals_told(request):
            mailing = sending.open_mailing(self.issue, by=self.user)
            sending.choose_audience(mailing, form.criteria(), by=self.user)
            messages.success(request, _("Audience saved."))
        return redirect(self.send_url)
