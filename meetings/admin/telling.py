"""After a change: the way to those who were mailed before it. Nobody is written to unless staff say so there."""

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from meetings import details
from meetings.admin.workspace import INVITE
from meetings.models import Meeting


def notify_url(meeting: Meeting) -> str:
    """Return where one decides who is told of changes."""
    try:
        return reverse("meetings_admin:notify", args=[meeting.pk])
    except NoReverseMatch:  # while that screen is being built
        return ""


def tell_who_has_not_heard(request: HttpRequest, meeting: Meeting) -> None:
    """Leave a message on the next page, if invited people know less of `meeting` than stands there now."""
    count = details.behind(meeting)
    if not count:
        return
    words = ngettext(
        "%(count)d invited person has not heard of the change.",
        "%(count)d invited people have not heard of the change.",
        count,
    ) % {"count": count}
    url = notify_url(meeting)
    may = request.user.has_perm(INVITE) and url
    messages.warning(request, words, buttons=[messages.button(url, _("Decide who is told"))] if may else None)
