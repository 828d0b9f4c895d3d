"""What is asked again and again while one page is made, asked once for each request that only reads.

Which locale is active is asked at every step from a page to its translation, and which pages lie behind a password by
every list of public pages: 25 queries of 57 on our home page, a quarter of its time. Wagtail has no seam for it, so
three of its methods are wrapped (`LocaleManager.get_for_language`, `PageQuerySet.private_q`,
`Page.get_view_restrictions`). Outside of a request that only reads everything works as ever.
"""

import functools
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import get_language
from wagtail.models import Page, PageViewRestriction
from wagtail.models.i18n import LocaleManager
from wagtail.query import PageQuerySet

P = ParamSpec("P")
T = TypeVar("T")

_answers: ContextVar[dict[tuple[object, ...], Any] | None] = ContextVar("asked_once", default=None)


class AskedOnceMiddleware:
    """Remembers the answers while it makes the page of a request that only reads."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        before = _answers.set({})
        try:
            return self.get_response(request)
        finally:
            _answers.reset(before)


def install() -> None:
    """Wrap the three methods. Called once, when the process starts."""
    LocaleManager.get_for_language = _method_once(LocaleManager.get_for_language)
    PageQuerySet.private_q = _method_once(PageQuerySet.private_q)
    Page.get_view_restrictions = _none_where_nothing_is_private(Page.get_view_restrictions)


def once(function: Callable[P, T]) -> Callable[P, T]:
    """Decorate a function whose answer depends on the database, the active language and hashable arguments."""

    @functools.wraps(function)
    def asked(*args: P.args, **kwargs: P.kwargs) -> T:
        return _answer((function, get_language(), *args, *sorted(kwargs.items())), lambda: function(*args, **kwargs))

    return asked


def _method_once(method: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a method whose answer does not depend on its object."""

    @functools.wraps(method)
    def asked(self: object, *args: Any) -> Any:
        return _answer((method, *args), lambda: method(self, *args))

    return asked


def _none_where_nothing_is_private(method: Callable[[Page], QuerySet]) -> Callable[[Page], QuerySet]:
    """Wrap what asks page by page, up to the root, which passwords one needs: most sites have none at all."""

    @functools.wraps(method)
    def asked(page: Page) -> QuerySet:
        if _answers.get() is not None and Page.objects.all().private_q() == Q(pk__in=[]):
            return PageViewRestriction.objects.none()
        return method(page)

    return asked


def _answer(question: tuple[object, ...], ask: Callable[[], T]) -> T:
    answers = _answers.get()
    if answers is None:
        return ask()
    if question not in answers:
        answers[question] = ask()
    answer: T = answers[question]
    return answer
