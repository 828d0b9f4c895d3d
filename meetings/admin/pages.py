"""The pages of meetings and groups follow their records: whoever wants to change one is led to the record.

`meetings.publishing` makes them, changes them, takes them offline. By hand they are not edited, deleted, moved, copied,
taken offline or translated; the lists that they stand under are pages like any other.
"""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from meetings.models import GroupPage, MeetingPage

KINDS = (MeetingPage, GroupPage)


def record_url(page: Page) -> str | None:
    """Return where the record behind `page` is changed; None for pages that are written by hand."""
    specific = page.specific
    if isinstance(specific, MeetingPage):
        return reverse("meetings_admin:meeting", args=[specific.meeting_id])
    if isinstance(specific, GroupPage):
        return reverse("meetings_admin:group", args=[specific.group_id])
    return None


def lead_to_record(request: HttpRequest, page: Page, *args: Any) -> HttpResponse | None:
    """Hook before an act on a page: show its record instead, and say why."""
    url = record_url(page)
    if url is None:
        return None
    messages.info(request, _("This page follows its record: change it here, and the page changes with it."))
    return redirect(url)


def refuse_in_bulk(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action_class_instance: Any
) -> HttpResponse | None:
    """Hook before an act on several pages: none of it, if a page that follows its record is among them."""
    pages = [page for page in objects if isinstance(page, Page) and issubclass(page.specific_class or Page, KINDS)]
    if not pages:
        return None
    messages.error(request, _("Pages of meetings and working groups follow their records. Nothing was done."))
    return redirect("wagtailadmin_explore", pages[0].get_parent().pk)
