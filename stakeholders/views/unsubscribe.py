"""Unsubscribe: the button in mail programs (RFC 8058), and the page for people."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext

from delivery import tokens
from delivery.exceptions import BadToken
from delivery.models import Address
from stakeholders import consent, mail, subscriptions
from stakeholders.consent import Action
from stakeholders.exceptions import LinkBrokenError, LinkExpiredError
from stakeholders.mail import PURPOSE_NAMES
from stakeholders.models import ConsentRecord, Topic
from stakeholders.views.personal import masked, personal_page

Source = ConsentRecord.Source


@personal_page
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop one kind of mail to one address: by POST only, however often.

    A mail program posts ``List-Unsubscribe=One-Click``: it gets a plain 200 without cookie or redirect. A token that is
    not ours is answered 404 to both, since RFC 8058 has no words for it: a client error that repeating does not cure.
    """
    address, purpose = _read(token)
    now = timezone.now()
    if request.method == "POST" and request.POST.get("List-Unsubscribe") == "One-Click":
        subscriptions.withdraw(address=address, purposes=[purpose], source=Source.ONE_CLICK, now=now)
        return HttpResponse(gettext("Unsubscribed."), content_type="text/plain; charset=utf-8")
    if not address.email:  # forgotten: there is nobody whose mail could be stopped
        raise LinkExpiredError
    if request.method != "POST":
        return _page(request, address, purpose)
    match request.POST.get("action"):
        case "stop":
            subscriptions.withdraw(address=address, purposes=[purpose], source=Source.PAGE, now=now)
        case "stop-all":
            subscriptions.withdraw_all(address=address, source=Source.PAGE, now=now)
        case "undo":
            subscriptions.restore(address=address, purpose=purpose, language=get_language() or "", now=now)
        case _:
            return HttpResponse(
                gettext("Nothing was changed: the request names no action."),
                status=400,
                content_type="text/plain; charset=utf-8",
            )
    return redirect("stakeholders:unsubscribe", token)


def _read(token: str) -> tuple[Address, str]:
    try:
        address_id, purpose = tokens.read_unsubscribe_token(token)
        return Address.objects.get(pk=address_id), purpose
    except (BadToken, Address.DoesNotExist) as error:
        raise LinkBrokenError from error


def _page(request: HttpRequest, address: Address, purpose: str) -> HttpResponse:
    """Show what holds now: a button to stop it, or that it is stopped and what can be done about it."""
    state = consent.state(address)
    asked = {code for code, record in state.items() if record.action == Action.REQUESTED}
    given = {code for code, record in state.items() if record.action == Action.GIVEN}
    about_confirmation = purpose == mail.CONFIRMATION_PURPOSE
    record = state.get(purpose)
    context = {
        "address": masked(address.email),
        "topic": _name(purpose),
        "about_confirmation": about_confirmation,
        "asked": Topic.objects.filter(code__in=asked),
        "stopped": not asked if about_confirmation else record is not None and record.action == Action.WITHDRAWN,
        "others": Topic.objects.filter(code__in=given - {purpose}),
        "can_undo": subscriptions.can_restore(address=address, purpose=purpose, now=timezone.now()),
        "preferences_token": tokens.preferences_token(address.pk),
    }
    return render(request, "stakeholders/unsubscribe.html", context)


def _name(purpose: str) -> str:
    """Return what readers know a purpose by: a topic's label, or what our own mails are called."""
    topic = Topic.objects.filter(code=purpose).first()
    return str(topic or PURPOSE_NAMES.get(purpose, purpose))
