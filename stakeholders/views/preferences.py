"""Preferences: what an address gets and in which language, behind a personal link; and how to get a fresh link."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, override

from delivery import tokens
from delivery.exceptions import BadToken
from delivery.models import Address
from stakeholders import consent, subscriptions
from stakeholders.consent import Action
from stakeholders.exceptions import LinkBrokenError, LinkExpiredError
from stakeholders.forms import PREFERENCES_WORDING, PreferencesForm, PreferencesLinkForm
from stakeholders.models import ConsentRecord, ContactAddress, Topic
from stakeholders.throttle import network_allowed
from stakeholders.tokens import PREFERENCES_LIFE
from stakeholders.views.personal import masked, personal_page, posted


@personal_page
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the address gets; a POST changes it, or stops everything."""
    address = _read(token)
    if request.method == "POST" and request.POST.get("action") == "stop-all":
        subscriptions.withdraw_all(address=address, source=ConsentRecord.Source.PAGE, now=timezone.now())
        return redirect(f"{reverse('stakeholders:preferences', args=[token])}?saved")
    form = PreferencesForm(posted(request), address=address, initial={"language": _reads(address)}, label_suffix="")
    if not form.is_valid():
        return _page(request, form, address, status=400 if form.is_bound else 200)
    language = form.cleaned_data["language"]
    subscriptions.update(
        address=address,
        topics=form.topic_codes,
        language=language,
        wording=consent.wording("preferences", str(PREFERENCES_WORDING)),
        now=timezone.now(),
    )
    with override(language):  # the page goes on in the language that was chosen
        return redirect(f"{reverse('stakeholders:preferences', args=[token])}?saved")


def _page(request: HttpRequest, form: PreferencesForm, address: Address, *, status: int) -> HttpResponse:
    context = {
        "form": form,
        "address": masked(address.email),
        "wording": PREFERENCES_WORDING,
        "saved": "saved" in request.GET and not form.is_bound,
        "gets": Topic.objects.filter(code__in=consent.purposes(address, Action.GIVEN)),
        "waiting": Topic.objects.filter(code__in=consent.purposes(address, Action.REQUESTED)),
    }
    return render(request, "stakeholders/preferences.html", context, status=status)


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
    link = ContactAddress.objects.filter(address=address).select_related("contact__language").first()
    code = link.contact.language.code if link else ""
    return code if code in dict(settings.LANGUAGES) else get_language() or ""


def preferences_link(request: HttpRequest) -> HttpResponse:
    """Take an address and say that a link is on its way if we know it: the same to everybody."""
    form = PreferencesLinkForm(posted(request), label_suffix="")
    if request.method == "POST" and not network_allowed(request):
        form.add_error(None, gettext("Too many forms came from your network. Please try again in an hour."))
        return render(request, "stakeholders/preferences_link.html", {"form": form}, status=429)
    if not form.is_valid():
        return render(
            request, "stakeholders/preferences_link.html", {"form": form}, status=400 if form.is_bound else 200
        )
    subscriptions.send_preferences_link(
        email=form.cleaned_data["email"], language=get_language() or "", now=timezone.now()
    )
    return render(request, "stakeholders/preferences_link.html", {"form": form, "sent": True})
