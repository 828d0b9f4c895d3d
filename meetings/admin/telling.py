"""After a change: the way to those who were mailed before it. Nobody is written to unless staff say so there."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from meetings import details
from meetings.admin.workspace import INVITE
from meetings.models import Meeting


def notify_url(meeting: Meeting) -> str:
    """Return where one decides who is told of changes."""
    return reverse("meetings_admin:notify", args=[meeting.pk])


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
    way = messages.button(notify_url(meeting), _("Decide who is told"))
    messages.warning(request, words, buttons=[way] if request.user.has_perm(INVITE) else None)
