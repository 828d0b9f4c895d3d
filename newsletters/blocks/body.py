"""What an issue's body, and each half of its columns, may hold."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamBlock

from newsletters.blocks.base import IssueBlock
from newsletters.blocks.lists import BulletedListBlock, NumberedListBlock
from newsletters.blocks.media import ButtonBlock, DividerBlock, PictureBlock, SocialBlock
from newsletters.blocks.records import CardsBlock, HelplinesBlock, KeyFiguresBlock, PublicationsBlock, RecordsBlock
from newsletters.blocks.reviews import YearInReviewBlock
from newsletters.blocks.text import ForeignTextBlock, HeadingBlock, LeadBlock, ParagraphsBlock, QuoteBlock


class ColumnBody(StreamBlock):
    """One half of two columns: what fits into 270 pixels. No bands, which need the whole width, and no columns."""

    heading = HeadingBlock()
    text = ParagraphsBlock()
    numbered_list = NumberedListBlock()
    bulleted_list = BulletedListBlock()
    records = RecordsBlock()
    image = PictureBlock()
    button = ButtonBlock()
    quote = QuoteBlock()
    foreign_text = ForeignTextBlock()


class ColumnsBlock(IssueBlock):
    first = ColumnBody(label=_("First column"))
    second = ColumnBody(label=_("Second column"))

    class Meta:
        icon = "table"
        label = _("Two columns")
        group = _("Layout")
        description = _("Two halves side by side; on phones the second stands under the first.")
        band = True
        preview_value = {
            "first": [("text", {"text": "<p>Trained in the north.</p>"})],
            "second": [("text", {"text": "<p>Trained in the south.</p>"})],
        }
        template = "blocks/columns.html"
        mjml_template = "email/blocks/columns.mjml"
        text_template = "email/blocks/columns.txt"


class IssueBody(StreamBlock):
    """The body of an issue."""

    lead = LeadBlock()
    heading = HeadingBlock()
    text = ParagraphsBlock()
    numbered_list = NumberedListBlock()
    bulleted_list = BulletedListBlock()
    quote = QuoteBlock()
    foreign_text = ForeignTextBlock()
    records = RecordsBlock()
    cards = CardsBlock()
    key_figures = KeyFiguresBlock()
    helplines = HelplinesBlock()
    publications = PublicationsBlock()
    year_in_review = YearInReviewBlock()
    image = PictureBlock()
    button = ButtonBlock()
    divider = DividerBlock()
    social = SocialBlock()
    columns = ColumnsBlock()
