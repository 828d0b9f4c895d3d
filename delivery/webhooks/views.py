"""Where the provider calls. Whatever comes, the answer is a plain one, and the log names kinds and ids, no address."""

import logging
from typing import Any

from anymail.exceptions import AnymailWebhookValidationFailure
from anymail.signals import AnymailTrackingEvent, tracking
from anymail.webhooks.base import AnymailCoreWebhookView
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from delivery.webhooks import sources
from delivery.webhooks.freshness import is_fresh

logger = logging.getLogger(__name__)

_LARGEST_BODY = 2_500_000  # octets; Django reads no more into memory, and providers send some hundred kilobytes


@csrf_exempt  # a provider has no session of ours; its signature or secret is what counts
@never_cache
def events(request: HttpRequest, provider: str) -> HttpResponse:
    """Take events from the provider in use.

    200: all were heard, told before, or of no message of ours. 503: some could not be recorded, and the provider should
    try again; telling twice does nothing. 4xx: nothing was believed.
    """
    source = sources.in_use()
    if source is None or source.slug != provider:
        raise Http404
    if request.method in ("GET", "HEAD"):
        return HttpResponse()  # some providers look whether the address answers before they accept it
    if request.method != "POST":
        return _refused(source, 405, "method")
    if _length(request) > _LARGEST_BODY:
        return _refused(source, 413, "too large")
    if not source.secured:
        return _refused(source, 403, "neither signature nor secret is configured")
    if sources.has_secret() and "Authorization" not in request.headers:
        response = _refused(source, 401, "no secret")
        response["WWW-Authenticate"] = 'Basic realm="events"'  # Amazon's SNS brings it only when asked
        return response
    return _hear(source, request)


def _hear(source: sources.Source, request: HttpRequest) -> HttpResponse:
    try:
        view = source.view_class()
        view.run_validators(request)
        if not is_fresh(source.slug, request, now=timezone.now()):
            return _refused(source, 403, "signed too long ago")
        told, unreadable = _read(view, request)
    except AnymailWebhookValidationFailure:
        return _refused(source, 403, "signature or secret")
    except ImproperlyConfigured as error:  # here, or the provider calls this address for something else
        logger.error("webhook.misconfigured", extra={"provider": source.slug, "error": type(error).__name__})
        return HttpResponse(status=503)
    except Exception as error:
        # Foreign code reads foreign input: whatever it stumbles over, the input is at fault. Its words may hold
        # an address.
        return _refused(source, 400, type(error).__name__)
    if unreadable:
        logger.warning("webhook.events_unreadable", extra={"provider": source.slug, "events": unreadable})
        if not told:
            return _refused(source, 400, "no event can be read")
    return HttpResponse(status=503 if _pass_on(view, told) else 200)


def _read(view: AnymailCoreWebhookView, request: HttpRequest) -> tuple[list[AnymailTrackingEvent], int]:
    """Return the events of one call, and how many could not be read.

    Anymail's views read a list of events by calling a method of theirs for each, and one that fails loses all of them.
    So the method is guarded on this instance.
    """
    unreadable = 0
    read_one: Any = getattr(view, "esp_to_anymail_event", None)

    def guarded(*args: Any, **kwargs: Any) -> Any:
        nonlocal unreadable
        try:
            return read_one(*args, **kwargs)
        except ImproperlyConfigured:
            raise
        except Exception as error:  # see `_hear`
            logger.warning("webhook.event_unreadable", extra={"error": type(error).__name__})
            unreadable += 1
            return None

    if read_one is not None:
        view.esp_to_anymail_event = guarded
    read = view.parse_events(request)
    return [event for event in read if isinstance(event, AnymailTrackingEvent)], unreadable


def _pass_on(view: AnymailCoreWebhookView, told: list[AnymailTrackingEvent]) -> int:
    """Send each event to who listens (`delivery.webhooks.receiving`). Return for how many somebody failed."""
    failed = 0
    for event in told:
        heard = tracking.send_robust(sender=type(view), event=event, esp_name=view.esp_name)
        failed += any(isinstance(result, Exception) for _listener, result in heard)
    return failed


def _length(request: HttpRequest) -> float:
    """Return the announced length of the body; one that is no number is longer than any."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    return int(announced) if announced.isdecimal() and len(announced) < 20 else float("inf")


def _refused(source: sources.Source, status: int, reason: str) -> HttpResponse:
    logger.warning("webhook.refused", extra={"provider": source.slug, "status": status, "reason": reason})
    return HttpResponse(status=status)
