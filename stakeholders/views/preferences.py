"""Preferences: what an address gets, in which language, and from when on, behind the link that every mail carries.

A forwarded newsletter gives that link away. So nothing here shows more than topics and a masked address, and the doors
to the person's own data open only by fresh links that go to the mailbox: docs/decisions/0016.
"""

import datetime
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from delivery import suppression, tokens
from delivery.exceptions import BadToken
from delivery.models import Address
from stakeholders import consent, personal_links, subscriptions
from stakeholders.consent import Action
from stakeholders.exceptions import LinkBrokenError, LinkExpiredError
from stakeholders.forms import PREFERENCES_WORDING, PauseForm, PersonalLinkForm, PreferencesForm
from stakeholders.models import ConsentRecord, ContactAddress, Topic
from stakeholders.personal_links import Wish
from stakeholders.throttle import network_allowed
from stakeholders.tokens import PREFERENCES_LIFE
from stakeholders.views.personal import masked, personal_page, posted, refuse_erased, too_many_forms

# The buttons beside the date field: days, and what the button says.
PAUSES = ((14, _("Two weeks")), (30, _("A month")), (90, _("Three months")))


@personal_page
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the address gets; a POST does what its button says. To stop mail is never refused as too often."""
    address = _read(token)
    refuse_erased(address)
    if request.method != "POST":
        return _page(request, address)
    act, _colon, choice = request.POST.get("action", "save").partition(":")
    return _ACTS.get(act, _save)(request, address, token, choice)


def _save(request: HttpRequest, address: Address, token: str, choice: str) -> HttpResponse:
    form = PreferencesForm(request.POST, address=address, label_suffix="")
    if not form.is_valid():
        return _page(request, address, form=form)
    language = form.cleaned_data["language"]
    subscriptions.update(
        address=address,
        topics=form.topic_codes,
        language=language,
        wording=consent.wording("preferences", str(PREFERENCES_WORDING)),
        now=timezone.now(),
    )
    with override(language):  # the page goes on in the language that was chosen
        return _back(token, "saved")


def _stop_all(request: HttpRequest, address: Address, token: str, choice: str) -> HttpResponse:
    subscriptions.withdraw_all(address=address, source=ConsentRecord.Source.PAGE, now=timezone.now())
    return _back(token, "saved")


def _pause(request: HttpRequest, address: Address, token: str, choice: str) -> HttpResponse:
    """Pause for as many days as a button of ours says, or until the day in the field."""
    today = timezone.localdate()
    days = next((days for days, _label in PAUSES if str(days) == choice), None)
    data = request.POST if days is None else {"until": (today + datetime.timedelta(days=days)).isoformat()}
    form = PauseForm(data, today=today, label_suffix="")
    if not form.is_valid():
        return _page(request, address, pause=form)
    subscriptions.pause(address=address, until=form.cleaned_data["until"], now=timezone.now())
    return _back(token, "paused")


def _resume(request: HttpRequest, address: Address, token: str, choice: str) -> HttpResponse:
    subscriptions.resume(address=address)
    return _back(token, "resumed")


def _mail(request: HttpRequest, address: Address, token: str, choice: str) -> HttpResponse:
    """Send the link to a page on the person's own data to the mailbox, whoever looks at this page."""
    if not network_allowed(request):
        return too_many_forms(request)
    if choice in Wish.values:
        personal_links.send(address=address, wish=Wish(choice), language=get_language() or "", now=timezone.now())
    return _back(token, "mailed")


_ACTS: dict[str, Callable[[HttpRequest, Address, str, str], HttpResponse]] = {
    "stop-all": _stop_all,
    "pause": _pause,
    "resume": _resume,
    "mail": _mail,
}


def _back(token: str, done: str) -> HttpResponse:
    return redirect(f"{reverse('stakeholders:preferences', args=[token])}?{done}")


def _page(
    request: HttpRequest, address: Address, *, form: PreferencesForm | None = None, pause: PauseForm | None = None
) -> HttpResponse:
    today = timezone.localdate()
    refused = form is not None or pause is not None
    form = form or PreferencesForm(address=address, initial={"language": _reads(address)}, label_suffix="")
    context = {
        "form": form,
        "pause": pause or PauseForm(today=today, label_suffix=""),
        "pauses": PAUSES,
        "paused_until": subscriptions.paused_until(address, on=today),
        "address": masked(address.email),
        "wording": PREFERENCES_WORDING,
        "done": "" if refused else next(iter(request.GET), ""),
        "gets": Topic.objects.filter(code__in=consent.purposes(address, Action.GIVEN)),
        "waiting": Topic.objects.filter(code__in=consent.purposes(address, Action.REQUESTED)),
        "suppressed": suppression.check(address, "") is not None,
    }
    return render(request, "stakeholders/preferences.html", context, status=400 if refused else 200)


def _read(token: str) -> Address:
    try:
        address = Address.objects.get(pk=tokens.read_preferences_token(token))
    except (BadToken, Address.DoesNotExist) as error:
        raise LinkBrokenError from error
    try:
        tokens.read_preferences_token(token, max_age=PREFERENCES_LIFE)
    except BadToken as error:
        raise LinkExpiredError from error
    return address


def _reads(address: Address) -> str:
    """Return the language that the page should offer as chosen: what the contact reads, if we write it."""
    links = ContactAddress.objects.filter(address=address, retired_on=None, contact__merged_into=None)
    link = links.select_related("contact__language").first()
    code = link.contact.language.code if link else ""
    return code if code in dict(settings.LANGUAGES) else get_language() or ""


@require_http_methods(["GET", "HEAD", "POST"])
def personal_link(request: HttpRequest) -> HttpResponse:
    """Take an address and a wish, and say that a link is on its way if we know the address: the same to everybody."""
    wish = request.GET.get("wish", "")
    initial = {"wish": wish if wish in Wish.values else Wish.PREFERENCES}
    form = PersonalLinkForm(posted(request), initial=initial, label_suffix="")
    if request.method == "POST" and not network_allowed(request):
        form.add_error(None, gettext("Too many forms came from your network. Please try again in an hour."))
        return render(request, "stakeholders/personal_link.html", {"form": form}, status=429)
    if not form.is_valid():
        return render(request, "stakeholders/personal_link.html", {"form": form}, status=400 if form.is_bound else 200)
    if not form.caught_robot:
        personal_links.send_to(
            email=form.cleaned_data["email"],
            wish=form.cleaned_data["wish"],
            language=get_language() or "",
            now=timezone.now(),
        )
    return render(request, "stakeholders/personal_link.html", {"form": form, "sent": True})
