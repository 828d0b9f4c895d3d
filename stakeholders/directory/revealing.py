"""A telephone number or an address of a card, shown to whoever presses its button: by POST, counted, never cached.

No page that a program can read by following links holds one.
"""

import datetime
import logging
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from stakeholders import throttle
from stakeholders.directory import people
from stakeholders.models.organisations import Organisation

log = logging.getLogger(__name__)

PER_NETWORK = 30  # shown per hour: more than an office needs, too few to copy the directory
LONGEST_KEY = 18  # digits that every database takes for a key
SHOWN = {"phone": people.phone, "email": people.email}

Render = Callable[[dict[str, Any]], HttpResponse]


def answer(request: HttpRequest, organisation: Organisation, *, on: datetime.date, render: Render) -> HttpResponse:
    """Return the page that shows what was asked for, made by `render` of a context; 429 where a network asks too often.

    Raises:
        Http404: no card of `organisation` shows that.
    """
    if throttle.allowed("directory", throttle.network(request), limit=PER_NETWORK):
        response = render({"organisation": organisation, "details": _details(request, organisation, on)})
    else:
        response = render({"organisation": organisation})
        response.status_code = 429
    add_never_cache_headers(response)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _details(request: HttpRequest, organisation: Organisation, on: datetime.date) -> people.Details:
    what, person = request.POST.get("show", ""), request.POST.get("person", "")
    if what not in SHOWN or not (person.isascii() and person.isdigit()) or len(person) > LONGEST_KEY:
        raise Http404
    details = SHOWN[what](organisation, int(person), on=on)
    if details is None:
        raise Http404
    log.info("directory.shown", extra={"what": what, "contact_id": int(person)})
    return details
