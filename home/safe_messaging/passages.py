"""What readers get to read of a page, whatever its kind: its fields, the blocks of its body, its rows."""

from collections.abc import Iterator
from typing import Any

from django.db.models import CharField, Field, Model, SlugField, TextField, URLField
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from wagtail.blocks import Block, CharBlock, ListBlock, RichTextBlock, StreamBlock, StructBlock, TextBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page

from home import plain
from home.helplines.shown import current
from home.safe_messaging.checking import Passage

HEADLINES = {"title", "seo_title", "subject"}
_OF_EVERY_PAGE = HEADLINES | {"search_description"}
HELPLINES = "helplines"  # the name of blocks that show the register


def of(page: Page) -> list[Passage]:
    """Return the passages of `page`, as the instance has them, the headlines first."""
    found = list(_of_fields(page))
    for relation in get_all_child_relations(type(page)):
        if not relation.related_model.__module__.startswith("wagtail"):  # not the comments of the editors
            for row in getattr(page, relation.get_accessor_name()).all():
                found += _of_fields(row)
    return sorted(found, key=lambda passage: not passage.headline)


def _of_fields(record: Model) -> Iterator[Passage]:
    for field in record._meta.get_fields():
        if isinstance(field, StreamField):
            yield from _of_stream(getattr(record, field.name))
        elif isinstance(field, CharField | TextField) and _is_read(field):
            text = getattr(record, field.name) or ""
            if isinstance(field, RichTextField):
                text = plain.lines(text)
            label = capfirst(str(field.verbose_name))
            yield Passage(text, label, headline=isinstance(record, Page) and field.name in HEADLINES)


def _is_read(field: Field) -> bool:
    """Whether readers read it as words: of Wagtail's own fields few, and no codes, choices nor addresses."""
    if field.model is Page:
        return field.name in _OF_EVERY_PAGE
    return field.editable and not field.choices and not isinstance(field, SlugField | URLField)


def _of_stream(stream: Any) -> Iterator[Passage]:
    for position, child in enumerate(stream or (), start=1):
        label = _("Block %(position)d, %(kind)s") % {"position": position, "kind": child.block.label}
        if child.block_type == HELPLINES:
            yield Passage("", label, child.id or "", helps=_shows_helplines(child.value))
        for text in _texts(child.block, child.value):
            yield Passage(text, label, child.id or "")


def _shows_helplines(value: Any) -> bool:
    """Whether such a block shows any today: those that were chosen in an issue, on a page all of the register."""
    chosen = value["helplines"] if value else None
    return bool(current(today=timezone.localdate(), among=chosen))


def _texts(block: Block, value: Any) -> Iterator[str]:
    """Yield what is written in a block and in those within it."""
    if isinstance(block, ImageBlock):
        yield getattr(value, "contextual_alt_text", "") or ""
    elif isinstance(block, RichTextBlock):
        yield plain.lines(value.source if value else "")
    elif isinstance(block, CharBlock | TextBlock):
        yield str(value or "")
    else:
        for part, inner in _parts(block, value or ()):
            yield from _texts(part, inner)


def _parts(block: Block, value: Any) -> list[tuple[Block, Any]]:
    """Return the blocks within a block with their values; of one that can't be divided, none."""
    if isinstance(block, StreamBlock):
        return [(child.block, child.value) for child in value]
    if isinstance(block, ListBlock):
        return [(block.child_block, item) for item in value]
    if isinstance(block, StructBlock) and value:
        return [(part, value.get(name)) for name, part in block.child_blocks.items()]
    return []
