"""Lists of entries, numbered and bulleted."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import ListBlock, RichTextBlock

from home.blocks import WholeBlock
from home.rich_text import validate_length
from newsletters.blocks.base import IssueBlock
from newsletters.blocks.links import LinkBlock
from newsletters.blocks.picks import entries

_PREVIEW_ENTRIES = [
    {"text": "<p>Launch of the five-year plan</p>", "link": {"url": "https://www.example.org/"}},
    {"text": "<p>Second national coordination meeting</p>", "link": {}},
]


class EntryBlock(WholeBlock):
    """One entry: words, and where the whole of it leads; or words with links among them."""

    text = RichTextBlock(
        features=["bold", "italic", "link", "document-link"], validators=[validate_length], label=_("Text")
    )
    link = LinkBlock(required=False, label=_("The whole entry leads to"))

    class Meta:
        label = _("Entry")


class EntriesBlock(IssueBlock):
    """What both kinds of list have in common."""

    entries = ListBlock(EntryBlock(), min_num=1, label=_("Entries"))

    def get_context(self, value: Any, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {**super().get_context(value, parent_context), "entries": entries(value["entries"])}


class NumberedListBlock(EntriesBlock):
    class Meta:
        icon = "list-ol"
        label = _("Numbered list")
        group = _("Lists")
        description = _("Entries whose order or number matters, each with a link where it has one.")
        preview_value = {"entries": _PREVIEW_ENTRIES}
        template = "blocks/numbered_list.html"
        mjml_template = "email/blocks/numbered_list.mjml"
        text_template = "email/blocks/numbered_list.txt"


class BulletedListBlock(EntriesBlock):
    class Meta:
        icon = "list-ul"
        label = _("Bulleted list")
        group = _("Lists")
        description = _("Entries in no order, each with a link where it has one.")
        preview_value = {"entries": _PREVIEW_ENTRIES}
        template = "blocks/bulleted_list.html"
        mjml_template = "email/blocks/bulleted_list.mjml"
        text_template = "email/blocks/bulleted_list.txt"
