"""What a machine wrote of a page: as wagtail-localize remembers it, string by string."""

from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page
from wagtail_localize.fields import BaseTranslatableField
from wagtail_localize.models import StringSegment, StringTranslation


class EditionField(BaseTranslatableField):
    """A field that every edition has for itself: nobody is asked to translate it, and nothing is copied into it."""

    def __repr__(self) -> str:
        return f"<EditionField {self.field_name}>"


def strings_of(page: Page) -> QuerySet[StringTranslation]:
    """Return what a machine translated of the strings that `page` is made of now, and nobody has confirmed."""
    segments = StringSegment.objects.filter(source__object_id=page.translation_key)
    translated: QuerySet[StringTranslation] = StringTranslation.objects.filter(
        locale=page.locale_id,
        context__object_id=page.translation_key,
        translation_of__in=segments.exclude(source__locale=page.locale_id).values("string"),
        translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE,
        has_error=False,
    )
    return translated


def attributes_of_copy(page: Page, given: dict[str, Any] | None) -> dict[str, Any]:
    """Return what a copy of `page` is to begin with: one for another language is not yet translated, by nobody."""
    attributes = dict(given or {})
    if attributes.get("locale", page.locale) != page.locale:
        attributes.setdefault("machine_made", False)
    return attributes
