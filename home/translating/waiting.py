"""Which pages wait for somebody to confirm what a machine translated."""

from django.db.models import Q
from wagtail.models import Page, get_page_models
from wagtail.query import PageQuerySet

from home.models.base import BasePage


def pages() -> PageQuerySet:
    """Return all pages whose words are a machine's, public or not, those first that readers see.

    One query, whatever the kinds of pages: each kind has the mark in a table of its own.
    """
    marked = Q()
    for model in get_page_models():
        if issubclass(model, BasePage):
            marked |= Q(**{f"{model._meta.model_name}__machine_made": True})
    return Page.objects.filter(marked).order_by("-live", "title", "pk")
