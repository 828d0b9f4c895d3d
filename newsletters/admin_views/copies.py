"""Test copies to named addresses."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from newsletters import copies
from newsletters.admin_views.base import refusals_told
from newsletters.admin_views.send import SendScreen
from newsletters.forms import CopiesForm
from newsletters.permissions import Act


class SendTestCopies(SendScreen):
    """Send copies to the addresses typed, or show the screen again with what is wrong with them."""

    act = Act.DRAFT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = CopiesForm(request.POST)
        if not form.is_valid():
            return self.again(test_form=form)
        with refusals_told(request):
            sent, refused = copies.send(
                self.issue, emails=form.cleaned_data["addresses"], by=self.user, now=timezone.now()
            )
            self.tell(request, len(sent), refused)
        return redirect(f"{self.send_url}#look-section")

    def tell(self, request: HttpRequest, sent: int, refused: list[str]) -> None:
        if sent:
            text = ngettext("%(count)d test copy is on its way.", "%(count)d test copies are on their way.", sent)
            messages.success(request, text % {"count": sent})
        if refused:
            text = _("No mail may go to %(addresses)s: it is on the suppression list.")
            messages.error(request, text % {"addresses": ", ".join(refused)})
