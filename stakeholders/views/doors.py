"""Pages that show personal data or act on a person: each behind a link of its own, fresh from the mailbox."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from delivery.models import Address
from stakeholders import personal_links
from stakeholders.exceptions import LinkBrokenError, LinkExpiredError, NobodyToShowError, SharedAddressError
from stakeholders.personal_links import Wish
from stakeholders.throttle import network_allowed
from stakeholders.tokens import Door, read_door_token, read_old_door_token
from stakeholders.views.personal import masked, personal_page, refuse_erased, too_many_forms

DoorView = Callable[[HttpRequest, Address, str], HttpResponse]


def behind(door: Door, *, wish: Wish) -> Callable[[DoorView], Callable[..., HttpResponse]]:
    """Open a view for a token of `door` only. One that is too old can be exchanged, by mail, for a link for `wish`."""

    def decorate(view: DoorView) -> Callable[..., HttpResponse]:
        @personal_page
        @wraps(view)
        def page(request: HttpRequest, token: str) -> HttpResponse:
            if request.method == "POST" and not network_allowed(request):
                return too_many_forms(request)
            if request.method == "POST" and request.POST.get("action") == "again":
                return _send_again(request, _address(read_old_door_token(door, token)), wish)
            try:
                key = read_door_token(door, token)
            except LinkExpiredError:
                return render(request, "stakeholders/link_problem.html", {"expired": True, "again": True}, status=410)
            address = _address(key)
            try:
                return view(request, address, token)
            except NobodyToShowError as reason:
                shared = isinstance(reason, SharedAddressError)
                context = {"address": masked(address.email), "shared": shared}
                return render(request, "stakeholders/my/nobody.html", context, status=403 if shared else 404)

        return page

    return decorate


def _address(key: int) -> Address:
    address = Address.objects.filter(pk=key).first()
    if address is None:
        raise LinkBrokenError
    return address


def _send_again(request: HttpRequest, address: Address, wish: Wish) -> HttpResponse:
    refuse_erased(address)
    personal_links.send(address=address, wish=wish, language=get_language() or "", now=timezone.now())
    return render(request, "stakeholders/my/link_sent.html")
