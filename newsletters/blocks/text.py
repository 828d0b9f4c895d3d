"""Running text: lead, headings, paragraphs, quotes, and text in another language."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, RichTextBlock, TextBlock

from home.rich_text import validate_length
from newsletters.blocks.base import IssueBlock
from newsletters.languages import LANGUAGES

INLINE = ["bold", "italic", "link", "document-link"]
PARAGRAPHS = [*INLINE, "ol", "ul"]


class LeadBlock(IssueBlock):
    text = RichTextBlock(features=INLINE, validators=[validate_length], label=_("Text"))

    class Meta:
        icon = "pilcrow"
        label = _("Lead text")
        group = _("Text")
        description = _("The opening paragraph, set larger. It says what this issue is about.")
        preview_value = {"text": "<p>A year in which five events brought federal and provincial partners together.</p>"}
        template = "blocks/lead.html"
        mjml_template = "email/blocks/lead.mjml"
        text_template = "email/blocks/lead.txt"


class HeadingLevel(models.TextChoices):
    H2 = "h2", _("Heading")
    H3 = "h3", _("Subheading")


class HeadingBlock(IssueBlock):
    text = CharBlock(max_length=160, label=_("Text"))
    level = ChoiceBlock(choices=HeadingLevel.choices, default=HeadingLevel.H2, label=_("Level"))

    class Meta:
        icon = "title"
        label = _("Heading")
        group = _("Text")
        description = _("Opens a part of the issue. A subheading stands under a heading.")
        label_format = "{text}"
        preview_value = {"text": "Coordination with partners", "level": HeadingLevel.H2}
        template = "blocks/heading.html"
        mjml_template = "email/blocks/heading.mjml"
        text_template = "email/blocks/heading.txt"


class ParagraphsBlock(IssueBlock):
    text = RichTextBlock(features=PARAGRAPHS, validators=[validate_length], label=_("Text"))

    class Meta:
        icon = "doc-full"
        label = _("Text")
        group = _("Text")
        description = _("Paragraphs with links. Headings are blocks of their own.")
        preview_value = {"text": "<p>The unit supported <b>three provinces</b> with training and supervision.</p>"}
        template = "blocks/text.html"
        mjml_template = "email/blocks/text.mjml"
        text_template = "email/blocks/text.txt"


class QuoteBlock(IssueBlock):
    quote = TextBlock(max_length=1000, rows=3, label=_("Quote"))
    attribution = CharBlock(required=False, max_length=160, label=_("Who said it"))

    class Meta:
        icon = "openquote"
        label = _("Quote")
        group = _("Text")
        description = _("Somebody's own words, and who said them.")
        preview_value = {
            "quote": "Supervision is what turned the training into care.",
            "attribution": "A clinical psychologist in Quetta",
        }
        template = "blocks/quote.html"
        mjml_template = "email/blocks/quote.mjml"
        text_template = "email/blocks/quote.txt"


class ForeignTextBlock(IssueBlock):
    language = ChoiceBlock(choices=list(LANGUAGES.items()), default="ur", label=_("Language"))
    text = RichTextBlock(features=PARAGRAPHS, validators=[validate_length], label=_("Text"))

    class Meta:
        icon = "globe"
        label = _("Text in another language")
        group = _("Text")
        description = _("Paragraphs in a language other than the issue's, so that they are set and read aloud rightly.")
        preview_value = {"language": "ur", "text": "<p>ہمدرد فورس کے رضاکار تین صوبوں میں خدمات دے رہے ہیں۔</p>"}
        template = "blocks/foreign_text.html"
        mjml_template = "email/blocks/foreign_text.mjml"
        text_template = "email/blocks/foreign_text.txt"
