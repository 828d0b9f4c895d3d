"""What kinds of things are found: types of pages, and sources of records that are no pages.

Rooms register theirs in AppConfig.ready.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


@dataclass(frozen=True)
class Kind:
    code: str  # in addresses
    label: str | Promise  # of many
    one: str | Promise = ""  # of one


@dataclass(frozen=True)
class Hit:
    """A record that was found: plain texts, and its address on this site."""

    title: str
    url: str
    text: str = ""
    language: str = ""  # of the text, where it isn't the reader's


@dataclass(frozen=True)
class Source:
    """Records that are no pages. Whoever searches is the public: `find` leaves out what it may not see."""

    kind: Kind
    find: Callable[[str, list[str]], QuerySet[Any]]  # of a question, and of its folded words
    show: Callable[[Sequence[Any]], list[Hit]]


PAGES = Kind("pages", _("Pages"), _("Page"))
_kinds: dict[type[Page], Kind] = {}
sources: dict[str, Source] = {}


def register(model: type[Page], kind: Kind) -> None:
    """Say under which kind pages of `model` are found; several models may share one."""
    _kinds[model] = kind


def of(model: type[Page]) -> Kind:
    return _kinds.get(model, PAGES)


def register_source(source: Source) -> None:
    sources[source.kind.code] = source


def of_pages() -> dict[int, Kind]:
    """Return the kind of every registered type of page, by the key of its content type."""
    found = ContentType.objects.get_for_models(*_kinds)
    return {content_type.pk: _kinds[model] for model, content_type in found.items()}
