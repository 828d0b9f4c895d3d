"""Asking to be erased, and seeing how far that is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from delivery.models import Address
from stakeholders import erasure_requests
from stakeholders.exceptions import LinkBrokenError
from stakeholders.models import ErasureRequest
from stakeholders.personal_links import Wish
from stakeholders.privacy import parts
from stakeholders.tokens import Door, door_token, read_door_token
from stakeholders.views.doors import behind
from stakeholders.views.personal import masked, personal_page, refuse_erased


@behind(Door.ERASURE, wish=Wish.ERASURE)
def erasure(request: HttpRequest, address: Address, token: str) -> HttpResponse:
    """Say what is erased and what stays; the button asks for it. Once that is done, show how far it is."""
    if standing := erasure_requests.latest(address, now=timezone.now()):
        return _to_status(standing)
    refuse_erased(address)
    erasure_requests.check_askable(address)
    if request.method == "POST":
        asked = erasure_requests.ask_for_erasure(address=address, language=get_language() or "", now=timezone.now())
        return _to_status(asked)
    context = {"address": masked(address.email), "days": erasure_requests.DUE.days}
    return render(request, "stakeholders/my/erasure.html", context)


def _to_status(request: ErasureRequest) -> HttpResponse:
    return redirect(reverse("stakeholders:erasure_status", args=[door_token(Door.ERASURE_STATUS, request.pk)]))


@personal_page
def erasure_status(request: HttpRequest, token: str) -> HttpResponse:
    """Show dates, and once it is done the certificate: nothing of the person, of whom nothing is left to show."""
    asked = (
        ErasureRequest.objects.select_related("erasure").filter(pk=read_door_token(Door.ERASURE_STATUS, token)).first()
    )
    if asked is None:
        raise LinkBrokenError
    context = {"asked": asked, "late": asked.done_at is None and asked.due_on < timezone.localdate()}
    if asked.erasure is not None:
        context["removed"] = parts.in_words(parts.REMOVED, asked.erasure.removed)
        context["kept"] = parts.in_words(parts.KEPT, asked.erasure.kept)
    return render(request, "stakeholders/my/erasure_status.html", context)
