"""That a person has a calendar feed of their own, on their page, and a button that ends it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin import messages
from wagtail.admin.ui.components import Component

from meetings.admin.workspace import INVITE, PermissionMixin
from meetings.calendar import feeds
from meetings.models import CalendarFeed
from stakeholders.models import Contact


class FeedPanel(Component):
    """Since when a person has an address of their own, and when a calendar last asked for it."""

    template_name = "meetings/admin/feed.html"

    def __init__(self, feed: CalendarFeed, contact: Contact) -> None:
        self.feed = feed
        self.contact = contact

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        context = {"feed": self.feed, "contact": self.contact}
        return context | {"csrf_token": parent_context.get("csrf_token")} if parent_context else context


def of_contact(request: HttpRequest, contact: Contact) -> Component | None:
    """Return the panel of a person who has a feed, for whoever may invite people."""
    if not request.user.has_perm(INVITE):
        return None
    feed = feeds.current(contact)
    return FeedPanel(feed, contact) if feed else None


class EndFeed(PermissionMixin, View):
    """Ends the address of a person's feed: it was passed on, or they asked."""

    permission = INVITE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, contact_id: int) -> HttpResponse:
        contact = get_object_or_404(Contact, id=contact_id)
        if feeds.revoke(contact, by=self.user):
            messages.success(request, _("The address of the calendar has ended."))
        return redirect("contact:inspect", contact.pk)
