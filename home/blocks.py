"""What blocks share. An issue's have three renderings: on the site, MJML for the mail, and the mail's text part."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.template.loader import get_template
from wagtail.blocks import Block, CharBlock, StructBlock, StructValue, TextBlock, URLBlock
from wagtail.blocks.field_block import BaseChoiceBlock

WEB, EMAIL, TEXT = "web", "email", "text"
MEDIA = (WEB, EMAIL, TEXT)

# The option of a block's Meta that names its template in each medium.
TEMPLATE_OPTIONS = {WEB: "template", EMAIL: "mjml_template", TEXT: "text_template"}
# What a block's `Meta.media` may say, and the media that it then has to have templates for.
CLAIMS = {"both": MEDIA, "web": (WEB,), "email": (EMAIL, TEXT)}


class DualBlock(Block):
    """Mixin, named before the Wagtail block: chooses the template by ``context["medium"]``, by default ``web``.

    ``Meta`` names ``template``, ``mjml_template`` and ``text_template``; ``Meta.media`` is ``both`` (the default),
    ``web`` or ``email``. In a medium that is not its own, a block renders nothing. Nested blocks get the same context
    from ``{% include_block %}``, so one renderer serves at any depth.
    """

    class Meta:
        media = "both"

    def is_shown(self, value: Any, medium: str) -> bool:
        """Whether `value` appears in `medium`; blocks with a “show in” setting of their own narrow this down."""
        return medium in CLAIMS[self.meta.media]

    def get_template(self, value: Any = None, context: Mapping[str, Any] | None = None) -> str:
        """Return the name of the template for the medium of `context`.

        Raises:
            ImproperlyConfigured: the block has none. Falling back would put the site's HTML into the mail.
        """
        medium = medium_of(context)
        template = getattr(self.meta, TEMPLATE_OPTIONS[medium], None)
        if not template:
            raise ImproperlyConfigured(f"{type(self).__name__} has no {TEMPLATE_OPTIONS[medium]} in its Meta.")
        return str(template)

    def render(self, value: Any, context: Mapping[str, Any] | None = None) -> str:
        """Return `value` rendered for the medium of `context`; an empty string where it is not shown."""
        if not self.is_shown(value, medium_of(context)):
            return ""
        rendered: str = super().render(value, context=context)
        return rendered


class WholeBlock(StructBlock):
    """A struct that is whole however it was written: code may leave out what has a default, as the editor never does.

    Otherwise the gaps would be stored as null, which wagtail-localize can't translate.
    """

    def normalize(self, value: Any) -> StructValue:
        if not isinstance(value, StructValue):
            value = {name: _nothing(part) for name, part in self.child_blocks.items()} | dict(value)
        whole: StructValue = super().normalize(value)
        return whole

    def get_searchable_content(self, value: Any) -> list[str]:
        """Return the words of the text alone: what an editor chose, as “Website and e-mail”, nobody looks for."""
        parts = {name: part for name, part in self.child_blocks.items() if not isinstance(part, BaseChoiceBlock)}
        return [words for name, part in parts.items() for words in part.get_searchable_content(value[name])]


def _nothing(part: Block) -> Any:
    """Return what the editor stores of a field that was left alone: an empty text rather than Wagtail's None."""
    default = part.get_default()
    return "" if default is None and isinstance(part, CharBlock | TextBlock | URLBlock) else default


def medium_of(context: Mapping[str, Any] | None) -> str:
    """Return the medium that is being rendered: ``web``, ``email`` or ``text``."""
    return context.get("medium", WEB) if context else WEB


def missing_templates(block: DualBlock) -> Iterator[str]:
    """Yield the options of `block`'s Meta that it claims a medium for but names no template in.

    Raises:
        django.template.TemplateDoesNotExist: a template is named that isn't there.
    """
    for medium in CLAIMS[block.meta.media]:
        option = TEMPLATE_OPTIONS[medium]
        name = getattr(block.meta, option, None)
        if name:
            get_template(name)
        else:
            yield option


def children(block: Block) -> list[Block]:
    """Return the blocks that `block` is made of: the parts of a struct, the choices of a stream, the item of a list."""
    if hasattr(block, "child_blocks"):
        return list(block.child_blocks.values())
    return [block.child_block] if hasattr(block, "child_block") else []
