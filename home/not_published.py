"""Pages that are not published after all: whoever asked for it comes to the page's editor, and reads why."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.models import Page


class NotPublishedError(Exception):
    """A page was not published. `page` is which one, `words` say why, for people."""

    page: Page
    words: str


class UnfinishedError(NotPublishedError, ValidationError):
    """It lacks what only the editor's own button asks for: a workflow or a bulk act was to publish it."""

    def __init__(self, error: ValidationError, page: Page) -> None:
        ValidationError.__init__(self, error)
        self.page = page
        self.words = f"“{page.get_admin_display_title()}”: {' '.join(self.messages)}"


def told(request: HttpRequest, error: NotPublishedError) -> HttpResponse:
    """Say what happened above the page's editor, which shows what to mend."""
    messages.error(request, error.words)
    return redirect("wagtailadmin_pages:edit", error.page.pk)


class NotPublishedMiddleware:
    """Turns a refusal, wherever in the admin it comes from, into the page's editor with the reasons."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return told(request, exception) if isinstance(exception, NotPublishedError) else None
