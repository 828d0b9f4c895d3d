"""The blocks of a page's body. They are for the site alone: an issue of the newsletter has blocks of its own."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    CharBlock,
    ChoiceBlock,
    DateBlock,
    ListBlock,
    RichTextBlock,
    StaticBlock,
    StreamBlock,
    TextBlock,
    URLBlock,
)
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock

from home import pasting
from home.blocks import WholeBlock
from home.choosers import KeyFigureChooserBlock
from home.rich_text import validate_length

FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul"]


class HeadingLevel(models.TextChoices):
    H2 = "h2", _("Heading")
    H3 = "h3", _("Subheading")


class HeadingBlock(WholeBlock):
    text = CharBlock(max_length=160, label=_("Text"))
    level = ChoiceBlock(choices=HeadingLevel.choices, default=HeadingLevel.H2, label=_("Level"))

    class Meta:
        icon = "title"
        label = _("Heading")
        label_format = "{text}"
        template = "home/body/heading.html"


class PictureBlock(WholeBlock):
    image = ImageBlock(label=_("Image"))
    caption = CharBlock(required=False, max_length=250, label=_("Caption"))
    credit = CharBlock(required=False, max_length=160, label=_("Credit"), help_text=_("Who made the picture."))

    class Meta:
        icon = "image"
        label = _("Image")
        template = "home/body/image.html"


class QuoteBlock(WholeBlock):
    quote = TextBlock(max_length=1000, rows=3, label=_("Quote"))
    attribution = CharBlock(required=False, max_length=160, label=_("Who said it"))

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "home/body/quote.html"


class QuestionBlock(WholeBlock):
    """A question with its answer. Numbers and dashes that pasted lists bring along are left off when it is saved."""

    question = CharBlock(max_length=300, label=_("Question"))
    answer = RichTextBlock(features=FEATURES, validators=[validate_length], label=_("Answer"))

    class Meta:
        icon = "help"
        label = _("Question")
        label_format = "{question}"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        cleaned["question"] = pasting.without_mark(cleaned["question"])
        cleaned["answer"] = type(cleaned["answer"])(pasting.without_first_mark(cleaned["answer"].source))
        return cleaned


class SourceBlock(WholeBlock):
    title = CharBlock(max_length=300, label=_("Title"))
    authors = CharBlock(required=False, max_length=300, label=_("Authors"))
    publisher = CharBlock(required=False, max_length=200, label=_("Publisher"))
    year = CharBlock(required=False, max_length=10, label=_("Year"))
    url = URLBlock(required=False, label=_("Address"))
    accessed_on = DateBlock(required=False, label=_("Read on"))

    class Meta:
        icon = "doc-full"
        label = _("Source")
        label_format = "{title}"


class BodyBlock(StreamBlock):
    """What a page consists of below its lead."""

    heading = HeadingBlock()
    text = RichTextBlock(
        features=FEATURES,
        validators=[validate_length],
        icon="pilcrow",
        label=_("Text"),
        template="home/body/text.html",
        help_text=_("Write [1] to refer to the first source."),
    )
    image = PictureBlock()
    quote = QuoteBlock()
    key_figures = ListBlock(
        KeyFigureChooserBlock(label=_("Key figure")),
        min_num=1,
        icon="order",
        label=_("Key figures"),
        template="home/body/key_figures.html",
    )
    faq = ListBlock(
        QuestionBlock(), min_num=1, icon="help", label=_("Questions and answers"), template="home/body/faq.html"
    )
    helplines = StaticBlock(
        icon="mobile-alt",
        label=_("Helplines"),
        admin_text=_("Shows the helplines of the register that hold now, or nothing."),
        template="home/body/helplines.html",
    )
    sources = ListBlock(
        SourceBlock(),
        min_num=1,
        icon="list-ol",
        label=_("Sources"),
        help_text=_("Numbered in this order; they always stand at the end."),
        template="home/body/sources.html",
    )

    class Meta:
        block_counts = {"faq": {"max_num": 1}, "sources": {"max_num": 1}}


def body_field() -> StreamField:
    """Return the field in which a page keeps its body."""
    return StreamField(BodyBlock(), verbose_name=_("text"), blank=True)
