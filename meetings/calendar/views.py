"""The addresses that calendars read, and the page on which a person makes or ends their own."""

import datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from delivery.links import absolute
from meetings import addresses, links
from meetings.calendar import adding, feeds, ics
from meetings.calendar.feeds import Feed
from meetings.enums import Kind, Visibility
from meetings.exceptions import LinkBrokenError, LinkExpiredError, MeetingsError
from meetings.models import Meeting, WorkingGroup
from stakeholders import exceptions
from stakeholders.models import Contact
from stakeholders.throttle import network_allowed
from stakeholders.views.personal import personal_page, too_many_forms

FOR_EVERYBODY = "public, max-age=900"
FOR_ONE = "private, no-cache"  # kept by the calendar that reads it, which asks each time whether it still holds


@require_safe
def all_meetings(request: HttpRequest) -> HttpResponseBase:
    """Answer with the feed of every public meeting."""
    return _public(request, feeds.public(now=timezone.now()))


@require_safe
def of_kind(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Answer with the feed of the public meetings of a kind."""
    if kind not in Kind.values:
        raise Http404
    return _public(request, feeds.public(kind=Kind(kind), now=timezone.now()))


@require_safe
def of_group(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Answer with the feed of the public meetings of a working group that everybody may know of."""
    group = get_object_or_404(WorkingGroup, slug=slug, visibility=Visibility.PUBLIC)
    return _public(request, feeds.public(group=group, now=timezone.now()))


@require_safe
def one_meeting(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with a file of one public meeting, to be put into a calendar as it stands now."""
    meeting = get_object_or_404(Meeting.objects.public().filter(addresses.open_to_all()), slug=slug)
    response = _calendar(ics.single(meeting, now=timezone.now()), f"{meeting.slug}.ics", attached=True)
    response["Cache-Control"] = FOR_EVERYBODY
    return response


@require_safe
def of_person(request: HttpRequest, key: str) -> HttpResponseBase:
    """Answer with the feed that a personal address opens; there is no telling an ended address from a wrong one."""
    now = timezone.now()
    contact = feeds.opened(key, now=now)
    if contact is None:
        raise Http404
    response = _answer(request, feeds.personal(contact, now=now), changed=None)
    response["Cache-Control"] = FOR_ONE
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@personal_page
def own_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Show whether a person has a feed; a POST makes a new address, which is shown this once, or ends it."""
    contact = _read(token)
    if request.method != "POST":
        return _page(request, contact)
    if not network_allowed(request):
        return too_many_forms(request)
    if request.POST.get("action") == "end":
        return _page(request, contact, ended=feeds.revoke(contact, by=None))
    try:
        key = feeds.make(contact, instead_of=request.POST.get("instead_of", ""), now=timezone.now())
    except MeetingsError as refusal:
        return _page(request, contact, refusal=str(refusal), status=409)
    address = absolute(reverse("meetings:personal_calendar", args=[key]))
    return _page(request, contact, subscription=adding.subscription(address))


def _page(request: HttpRequest, contact: Contact, *, status: int = 200, **context: object) -> HttpResponse:
    feed = feeds.current(contact)
    context |= {"feed": feed, "mark": feeds.mark(feed)}
    return render(request, "meetings/own_calendar.html", context, status=status)


def _read(token: str) -> Contact:
    """Return the person, as they are on record today, to whom the link of a mail belongs."""
    try:
        return links.read_partner(token)
    except LinkBrokenError as error:
        raise exceptions.LinkBrokenError from error
    except LinkExpiredError as error:
        raise exceptions.LinkExpiredError from error


def _public(request: HttpRequest, feed: Feed) -> HttpResponseBase:
    response = _answer(request, feed, changed=feeds.public_change())
    response["Cache-Control"] = FOR_EVERYBODY
    return response


def _answer(request: HttpRequest, feed: Feed, *, changed: datetime.datetime | None) -> HttpResponseBase:
    """Answer with the feed, or with 304 and without writing it where the calendar has it as it is."""
    etag = quote_etag(feed.fingerprint())
    seconds = int(changed.timestamp()) if changed else None
    unchanged = get_conditional_response(request, etag=etag, last_modified=seconds)
    response = unchanged or _calendar(feed.calendar(), "meetings.ics")
    response["ETag"] = etag
    if changed:
        response["Last-Modified"] = http_date(changed.timestamp())
    return response


def _calendar(octets: bytes, name: str, *, attached: bool = False) -> HttpResponse:
    response = HttpResponse(octets, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'{"attachment" if attached else "inline"}; filename="{name}"'
    return response
