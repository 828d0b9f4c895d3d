"""Minutes that the public reads, and minutes that invited people read and comment on by the link of their mail.

Both read versions, never the records: what staff are writing is nobody's before it is circulated.
"""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from meetings import addresses, links
from meetings.enums import Visibility
from meetings.exceptions import LinkBrokenError, LinkExpiredError, MeetingsError
from meetings.minutes import comments, files, versions
from meetings.minutes.edition import ClosedEditionError, from_version
from meetings.minutes.parts import Edition
from meetings.minutes.rendering.html import html
from meetings.minutes.rendering.outline import outline
from meetings.models import Invitation, Meeting, Minutes, MinutesVersion
from stakeholders.exceptions import LinkBrokenError as NoSuchLinkError
from stakeholders.exceptions import LinkExpiredError as OldLinkError
from stakeholders.throttle import network_allowed
from stakeholders.views.personal import personal_page, refuse_erased, too_many_forms


@require_safe
def published(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the public edition of approved minutes; ``?version=1`` an earlier one."""
    meeting, shown, found = _published(request, slug)
    edition = _edition(shown, Visibility.PUBLIC)
    context = _shown(edition, found, shown) | {"meeting": meeting}
    response = render(request, "meetings/minutes_page.html", context)
    if shown != found[0]:
        response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def published_file(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """Return the same as a file: PDF or DOCX, in the language of the address."""
    _meeting, shown, _found = _published(request, slug)
    return files.as_response(_edition(shown, Visibility.PUBLIC), ending)


def _published(request: HttpRequest, slug: str) -> tuple[Meeting, MinutesVersion, list[MinutesVersion]]:
    """Return a meeting, the version of its minutes that was asked for, and all that the public may read."""
    shown = Minutes.objects.filter(addresses.open_to_all("meeting"), meeting__slug=slug)
    minutes = shown.select_related("meeting").first()
    found = versions.of(minutes, Visibility.PUBLIC) if minutes else []
    if minutes is None or not found:
        raise Http404
    return minutes.meeting, _asked_for(request, found), found


def _asked_for(request: HttpRequest, found: list[MinutesVersion]) -> MinutesVersion:
    number = request.GET.get("version", "")
    if not number:
        return found[0]
    for version in found:
        if str(version.number) == number:
            return version
    raise Http404


def _edition(version: MinutesVersion, reader: Visibility) -> Edition:
    try:
        return from_version(version, reader)
    except ClosedEditionError as error:
        raise Http404 from error


def _shown(edition: Edition, found: list[MinutesVersion], shown: MinutesVersion) -> dict[str, Any]:
    return {
        "outline": outline(edition),
        "minutes_html": html(edition),
        "versions": found,
        "shown": shown,
        "is_latest": shown == found[0],
        "endings": ("pdf", "docx"),
    }


class CommentForm(forms.Form):
    """What an invited person says."""

    text = forms.CharField(
        label=_("Your comment"),
        help_text=_("Only the unit reads it. Name the item that you mean."),
        max_length=comments.MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    objects_to = forms.BooleanField(
        label=_("I object to the minutes as they stand"),
        help_text=_("They are then not approved before the unit has settled it."),
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


@personal_page
def comment(request: HttpRequest, token: str) -> HttpResponse:
    """Show the partners' edition, what the person said so far, and a form while the time for comments runs."""
    invitation = _invitation(token)
    minutes = Minutes.objects.filter(meeting=invitation.meeting).first()
    found = versions.of(minutes, Visibility.PARTNERS) if minutes else []
    if minutes is None or not found:
        return render(request, "meetings/minutes_closed.html", {"meeting": invitation.meeting}, status=404)
    is_open = comments.are_open(minutes, now=timezone.now())
    form = CommentForm(request.POST or None, initial={"version": found[0].number})
    if request.method == "POST":
        if not network_allowed(request):
            return too_many_forms(request)
        if form.is_valid():
            try:
                comments.say(invitation, now=timezone.now(), **form.cleaned_data)
            except MeetingsError as refusal:
                form.add_error(None, str(refusal))
            else:
                return redirect(f"{reverse('meetings:comment_on_minutes', args=[token])}?said#said")
    shown = found[0] if request.method == "POST" else _asked_for(request, found)
    edition = _edition(shown, Visibility.PARTNERS)
    context = _shown(edition, found, shown) | {
        "meeting": invitation.meeting,
        "minutes": minutes,
        "token": token,
        "form": form if is_open or form.errors else None,
        "is_open": is_open,
        "until": edition.standing.comments_until,
        "said": comments.of_invitation(invitation),
        "thanks": "said" in request.GET,
    }
    return render(request, "meetings/minutes_comment.html", context, status=400 if form.errors else 200)


@personal_page
def comment_file(request: HttpRequest, token: str, ending: str) -> HttpResponse:
    """Return the partners' edition as a file."""
    minutes = Minutes.objects.filter(meeting=_invitation(token).meeting).first()
    found = versions.of(minutes, Visibility.PARTNERS) if minutes else []
    if not found:
        raise Http404
    return files.as_response(_edition(_asked_for(request, found), Visibility.PARTNERS), ending)


def _invitation(token: str) -> Invitation:
    """Return who the link is for.

    Raises:
        stakeholders.exceptions.LinkBrokenError, stakeholders.exceptions.LinkExpiredError: as `links.read_invitation`.
    """
    try:
        invitation = links.read_invitation(links.Door.COMMENT, token)
    except LinkBrokenError as error:
        raise NoSuchLinkError from error
    except LinkExpiredError as error:
        raise OldLinkError from error
    if invitation.address is None:
        raise OldLinkError
    refuse_erased(invitation.address)
    return invitation
