"""What a body says to machines in the words of https://schema.org."""

from typing import Any

from wagtail.blocks import StreamValue

from home import linked_data, rich_text


def faq(body: StreamValue) -> dict[str, Any]:
    """Return the questions of `body` with their answers; nothing where it asks none."""
    asked = [item for block in body if block.block_type == "faq" for item in block.value]
    return linked_data.questions((item["question"], rich_text.clean(item["answer"])) for item in asked)
