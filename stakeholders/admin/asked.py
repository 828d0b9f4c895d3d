"""What a list was asked for, by the query string of its address: the same records for a screen, an act and a file."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import BadRequest
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.filters import WagtailFilterSet

from stakeholders import search
from stakeholders.admin.filters import ContactFilterSet, OrganisationFilterSet
from stakeholders.models import Contact, Organisation

CHOSEN = "id"  # parameter of the boxes that were ticked in a list
SEARCHED = "q"

FILTERS: dict[type[Model], type[WagtailFilterSet]] = {
    Contact: ContactFilterSet,
    Organisation: OrganisationFilterSet,
}


def records(model: type[Model], query: QueryDict) -> QuerySet[Any]:
    """Return the records with the keys in `query`; where it has none, those that its filters and its search find.

    Raises:
        BadRequest: a key or a filter's value is none. To leave it out would widen what is acted upon.
    """
    everything = model._default_manager.all()
    if keys := query.getlist(CHOSEN):
        if not all(key.isascii() and key.isdigit() and len(key) < 19 for key in keys):
            raise BadRequest(_("This is no choice from the list."))
        return everything.filter(pk__in=[int(key) for key in keys])
    filters = FILTERS[model](query, queryset=everything)
    if not filters.is_valid():
        raise BadRequest(_("The list can’t be narrowed by that."))
    return search.matching(filters.qs, query.get(SEARCHED, ""))


def in_words(model: type[Model], query: QueryDict) -> str:
    """Return what narrows the list, in words; that something was searched for, but never what: it may be a name."""
    if keys := query.getlist(CHOSEN):
        return ngettext("%(count)d chosen", "%(count)d chosen", len(keys)) % {"count": len(keys)}
    filters = FILTERS[model](query, queryset=model._default_manager.none())
    parts = list(_conditions(filters)) if filters.is_valid() else []
    if query.get(SEARCHED, "").strip():
        parts.append(_("found by a search"))
    return "; ".join(parts)


def _conditions(filters: WagtailFilterSet) -> Iterator[str]:
    for name, field in filters.form.fields.items():
        value = filters.form.cleaned_data.get(name)
        if value in (None, "") or not (chosen := [value] if isinstance(value, str | bool) else list(value)):
            continue
        labels = dict(getattr(field, "choices", ())) if isinstance(value, str) else {}
        yield f"{field.label}: {', '.join(str(labels.get(one, one)) for one in chosen)}"
