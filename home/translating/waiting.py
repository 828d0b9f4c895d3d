"""Which editions wait for somebody: to confirm what a machine translated, or to follow an original that changed."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, F, OuterRef, Q, Subquery, When
from wagtail.models import Page, get_page_models
from wagtail.query import PageQuerySet

from home.models.base import BasePage


def pages() -> PageQuerySet:
    """Return the editions that wait, those that readers see first, each with the reasons: `marked` and `stale`.

    One query, whatever the kinds of pages: each kind has the mark in a table of its own.
    """
    originals = Page.objects.filter(
        translation_key=OuterRef("translation_key"), locale__language_code=settings.LANGUAGE_CODE, live=True
    ).exclude(pk=OuterRef("pk"))
    editions = Page.objects.annotate(
        original_published_at=Subquery(originals.values("last_published_at")[:1]),
        marked=_whether(_marked()),
        stale=_whether(_stale()),
    )
    waiting: PageQuerySet = editions.filter(Q(marked=True) | Q(stale=True)).order_by("-live", "title", "pk")
    return waiting


def _whether(condition: Q) -> Case:
    return Case(When(condition, then=True), default=False)


def _marked() -> Q:
    marked = Q(pk__in=[])
    for kind in _kinds():
        marked |= Q(**{f"{kind._meta.model_name}__machine_made": True})
    return marked


def _stale() -> Q:
    # Pages that follow records are no translations of one another: each says what its record says in its language.
    written = ContentType.objects.get_for_models(*(kind for kind in _kinds() if kind.is_creatable)).values()
    return Q(live=True, content_type__in=list(written), original_published_at__gt=F("last_published_at"))


def _kinds() -> list[type[BasePage]]:
    return [model for model in get_page_models() if issubclass(model, BasePage)]
