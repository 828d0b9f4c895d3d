"""Drafts that can't be published yet: they lack what only the editor's own button asks for."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.models import Page


class UnfinishedError(ValidationError):
    """A page was not published, by a workflow or a bulk act, because something is missing; the messages say what."""

    def __init__(self, error: ValidationError, page: Page) -> None:
        super().__init__(error)
        self.page = page


class UnfinishedMiddleware:
    """Turns that, wherever in the admin it comes from, into the page's editor with what is missing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, UnfinishedError):
            return None
        messages.error(request, f"“{exception.page.get_admin_display_title()}”: {' '.join(exception.messages)}")
        return redirect("wagtailadmin_pages:edit", exception.page.pk)
