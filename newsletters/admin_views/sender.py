"""“Sender”: what the DNS says of the sending domain, in words that can be passed on, and the button to look again."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_GET
from wagtail.admin import messages

from delivery.sender import asking, history, profile
from delivery.sender.history import Look
from delivery.sender.words import Level
from newsletters.admin_views.base import PolicyMixin, Screen
from newsletters.permissions import Act, policy

PATIENCE = timedelta(minutes=2)  # a look takes half a minute at most, after whatever the workers are at
JUST_NOW = timedelta(seconds=30)


def asked_at(request: HttpRequest) -> datetime | None:
    """Return when somebody asked for a look, as the address says; None where it says nothing sensible."""
    try:
        asked = datetime.fromisoformat(request.GET.get("asked", ""))
    except ValueError:
        return None
    return asked if timezone.is_aware(asked) and asked <= timezone.now() else None


class SenderScreen(PolicyMixin, Screen):
    """The latest look: first what is to be done, the gravest first, then what is in order."""

    act = Act.SEE_SENDER
    template_name = "newsletters/admin/sender.html"
    http_method_names = ["get", "head", "options"]

    def trail(self) -> list[tuple[str, str]]:
        return []

    def get_page_title(self) -> str:
        return _("Sender")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        look = history.latest()
        asked = asked_at(self.request)
        unheard = asked is not None and (look is None or look.at < asked)
        late = asked is not None and asked < timezone.now() - PATIENCE
        return super().get_context_data(
            domain=settings.SENDER_DOMAIN,
            from_domain=profile.from_domain(),
            nothing_out=profile.sends_nothing_out(),
            look=look,
            open_points=by_gravity(look) if look else [],
            in_order=look.of(Level.OK) if look else [],
            earlier=history.earlier(),
            waiting=unheard and not late,
            no_answer=unheard and late,
            asked=asked.isoformat() if asked else "",
            **kwargs,
        )


def by_gravity(look: Look) -> list[Any]:
    """Return what is not in order, the gravest first."""
    return [found for level in reversed(Level) if level is not Level.OK for found in look.of(level)]


class CheckSender(PolicyMixin, View):
    """Ask the workers for a look, and show the page that waits for it."""

    act = Act.CHECK_SENDER
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        page = reverse("newsletters_admin:sender")
        look = history.latest()
        if profile.sends_nothing_out():
            messages.error(request, _("Nothing is sent out from here, so there is nothing to check."))
        elif look is not None and look.at > now - JUST_NOW:
            messages.success(request, _("This was looked up just now."))
        elif asking.ask(now=now):
            return redirect(f"{page}?{urlencode({'asked': now.isoformat()})}")
        else:
            messages.error(request, _("The workers can’t be reached: the message broker does not answer."))
        return redirect(page)


@require_GET
def sender_json(request: HttpRequest) -> JsonResponse:
    """Answer the page's polling: whether the look that was asked for is there."""
    policy.require(request.user, Act.SEE_SENDER)
    asked, look = asked_at(request), history.latest()
    unheard = asked is not None and (look is None or look.at < asked) and asked >= timezone.now() - PATIENCE
    return JsonResponse({"waiting": unheard})
