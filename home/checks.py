"""System checks of the ground floor: every block can be rendered in every medium that it claims."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error
from django.template import TemplateDoesNotExist
from wagtail.blocks import Block, StreamBlock
from wagtail.fields import StreamField

from home.blocks import CLAIMS, DualBlock, children, missing_templates


def check_blocks(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Check the blocks of all StreamFields (home.E001 to E004)."""
    return [
        message
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, StreamField)
        for message in check_block(field.stream_block, str(field))
    ]


def check_block(block: Block, where: str) -> Iterator[CheckMessage]:
    """Yield what is wrong with `block` and the blocks within it; `where` names the way to it."""
    if isinstance(block, DualBlock):
        yield from _check_templates(block, where)
    parts = children(block)
    if isinstance(block, StreamBlock) and any(isinstance(part, DualBlock) for part in parts):
        for part in parts:
            if not isinstance(part, DualBlock | StreamBlock):
                yield Error(
                    f"{where}.{part.name} is not a DualBlock, but its neighbours are.",
                    hint="Its web HTML would land in mails. Derive it from home.blocks.DualBlock.",
                    id="home.E004",
                )
    for part in parts:
        yield from check_block(part, f"{where}.{part.name or 'item'}")


def _check_templates(block: DualBlock, where: str) -> Iterator[CheckMessage]:
    if block.meta.media not in CLAIMS:
        yield Error(f"{where}: Meta.media is {block.meta.media!r}.", hint=f"Use {', '.join(CLAIMS)}.", id="home.E001")
        return
    try:
        for option in missing_templates(block):
            yield Error(
                f"{where} claims media {block.meta.media!r} but its Meta has no {option}.",
                hint="Name a template, or narrow Meta.media down.",
                id="home.E002",
            )
    except TemplateDoesNotExist as error:
        yield Error(f"{where} names the template {error}, which does not exist.", id="home.E003")
