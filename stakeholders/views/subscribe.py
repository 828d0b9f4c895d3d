"""Subscribe with double opt-in: the form, “check your mail”, and the page behind the link in that mail."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe

from delivery import tokens
from stakeholders import consent, subscriptions
from stakeholders.forms import SUBSCRIBE_WORDING, SubscribeForm
from stakeholders.models import Topic
from stakeholders.throttle import network_allowed
from stakeholders.tokens import CONFIRMATION_LIFE
from stakeholders.views.personal import masked, personal_page, posted


@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """Show the form; take it, and answer everybody alike."""
    form = SubscribeForm(posted(request), initial={"topics": ["newsletter"]}, label_suffix="")
    if request.method == "POST" and not network_allowed(request):
        form.add_error(None, gettext("Too many forms came from your network. Please try again in an hour."))
        return _form(request, form, status=429)
    if not form.is_valid():
        return _form(request, form, status=400 if form.is_bound else 200)
    if not form.caught_robot:
        data = form.cleaned_data
        subscriptions.request(
            email=data["email"],
            topics=form.topic_codes,
            language=data["language"],
            name=data["name"],
            organisation=data["organisation"],
            wording=consent.wording("subscribe", str(SUBSCRIBE_WORDING)),
            now=timezone.now(),
        )
    return redirect("stakeholders:check_mail")


def _form(request: HttpRequest, form: SubscribeForm, *, status: int) -> HttpResponse:
    return render(request, "stakeholders/subscribe.html", {"form": form, "wording": SUBSCRIBE_WORDING}, status=status)


@require_safe
def check_mail(request: HttpRequest) -> HttpResponse:
    """Say what happens next: the same for everybody, whether the address was known, new or suppressed."""
    return render(request, "stakeholders/check_mail.html", {"days": CONFIRMATION_LIFE.days})


@personal_page
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show a button; pressing it confirms. Mail scanners only look, so nothing is confirmed by looking."""
    if request.method == "POST":
        subscriptions.confirm(
            token=token,
            wording=consent.wording("subscribe", str(SUBSCRIBE_WORDING)),
            language=get_language() or "",
            now=timezone.now(),
        )
        return redirect("stakeholders:confirm", token)
    state = subscriptions.read_confirmation(token)
    context = {
        "address": masked(state.address.email),
        "topics": Topic.objects.filter(code__in=state.topics),
        "confirmed": state.confirmed,
        "preferences_token": tokens.preferences_token(state.address.pk),
    }
    return render(request, "stakeholders/confirm.html", context)
