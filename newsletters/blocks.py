"""The blocks of an issue."""

from wagtail.blocks import RichTextBlock, StreamBlock


class IssueBody(StreamBlock):
    text = RichTextBlock()
