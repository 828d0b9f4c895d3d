"""The pages behind a partner's link, and the form that mails a fresh one. They change nothing."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from meetings import links
from meetings.actions.forms import LinkForm
from meetings.exceptions import LinkBrokenError, LinkExpiredError
from meetings.minutes import files
from meetings.minutes.rendering.html import html
from meetings.models import Meeting
from meetings.partners import asking, own
from stakeholders.models import Contact
from stakeholders.throttle import network_allowed
from stakeholders.views.personal import personal_page, posted, too_many_forms

View = Callable[..., HttpResponse]


def _of_partner(view: View) -> View:
    """Give `view` the person whose link it is in place of the token, or explain why the link opens nothing."""

    @personal_page
    @wraps(view)
    def page(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        try:
            contact = links.read_partner(token)
        except LinkBrokenError:
            return render(request, "meetings/partners/problem.html", {"broken": True}, status=404)
        except LinkExpiredError:
            return render(request, "meetings/partners/problem.html", status=410)
        return view(request, contact, token=token, **kwargs)

    return page


@personal_page
def ask(request: HttpRequest) -> HttpResponse:
    """Mail a link to whoever types an address of somebody with meetings; the answer is the same for everybody."""
    if request.method == "POST" and not network_allowed(request):
        return too_many_forms(request)
    form = LinkForm(posted(request), label_suffix="")
    if form.is_valid():
        asking.send_to(form.cleaned_data["email"], now=timezone.now())
        return render(request, "meetings/partners/ask.html", {"sent": True})
    return render(request, "meetings/partners/ask.html", {"form": form}, status=400 if form.is_bound else 200)


@_of_partner
def overview(request: HttpRequest, contact: Contact, *, token: str) -> HttpResponse:
    """List a person's meetings: what is ahead, and what was."""
    context = own.overview(contact, now=timezone.now(), today=timezone.localdate())
    return render(request, "meetings/partners/overview.html", context | {"name": contact, "token": token})


@_of_partner
def meeting(request: HttpRequest, contact: Contact, *, token: str, slug: str) -> HttpResponse:
    """Show one meeting as partners see it; one that is not theirs, today, is as one that there is not."""
    found = _find(contact, slug)
    if found is None:
        return render(request, "meetings/partners/not_yours.html", {"token": token}, status=404)
    context = own.one(contact, found, token=token, now=timezone.now())
    if context["minutes"] is not None:
        context["minutes_html"] = html(context["minutes"], heading=3)
    return render(request, "meetings/partners/meeting.html", context)


@_of_partner
def minutes_file(request: HttpRequest, contact: Contact, *, token: str, slug: str, ending: str) -> HttpResponse:
    """Return the partners' edition of the minutes as a file."""
    found = _find(contact, slug)
    edition = own.edition(found) if found else None
    if edition is None:
        raise Http404
    return files.as_response(edition, ending)


def _find(contact: Contact, slug: str) -> Meeting | None:
    return own.find(contact, slug, today=timezone.localdate())
