"""Images, buttons, rules and links to social media."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, ListBlock, URLBlock
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock

from home.blocks import WholeBlock
from newsletters.blocks.base import IssueBlock
from newsletters.blocks.links import LinkBlock
from newsletters.blocks.picks import unit_profiles


class PictureBlock(IssueBlock):
    image = ImageBlock(label=_("Image"))
    caption = CharBlock(required=False, max_length=250, label=_("Caption"))
    link = LinkBlock(required=False)

    class Meta:
        icon = "image"
        label = _("Image")
        group = _("Media")
        description = _("A picture with its description for those who can't see it. Never a picture of text.")
        template = "blocks/image.html"
        mjml_template = "email/blocks/image.mjml"
        text_template = "email/blocks/image.txt"

    def get_preview_value(self) -> Any:
        image = get_image_model().objects.first()
        if image:
            image.contextual_alt_text, image.decorative = image.title, False
        return self.normalize({"image": image, "caption": image.title if image else ""})


class ButtonBlock(IssueBlock):
    text = CharBlock(max_length=60, label=_("Text"), help_text=_("Say what happens: “Read the plan”."))
    link = LinkBlock()

    class Meta:
        icon = "link-external"
        label = _("Button")
        group = _("Media")
        description = _("The one thing a reader should do next.")
        label_format = "{text}"
        preview_value = {"text": "Read the plan", "link": {"url": "https://www.example.org/"}}
        template = "blocks/button.html"
        mjml_template = "email/blocks/button.mjml"
        text_template = "email/blocks/button.txt"


class DividerBlock(IssueBlock):
    class Meta:
        icon = "horizontalrule"
        label = _("Divider")
        group = _("Media")
        description = _("A quiet rule between two parts.")
        preview_value: dict[str, Any] = {}
        template = "blocks/divider.html"
        mjml_template = "email/blocks/divider.mjml"
        text_template = "email/blocks/divider.txt"


class Platform(models.TextChoices):
    FACEBOOK = "Facebook", "Facebook"
    INSTAGRAM = "Instagram", "Instagram"
    LINKEDIN = "LinkedIn", "LinkedIn"
    WHATSAPP = "WhatsApp", "WhatsApp"
    X = "X", "X"
    YOUTUBE = "YouTube", "YouTube"


class ProfileBlock(WholeBlock):
    platform = ChoiceBlock(choices=Platform.choices, label=_("Platform"))
    url = URLBlock(label=_("Address"))

    class Meta:
        label = _("Profile")


class SocialBlock(IssueBlock):
    text = CharBlock(required=False, max_length=160, label=_("Text before the links"))
    profiles = ListBlock(
        ProfileBlock(),
        default=[],
        label=_("Profiles"),
        help_text=_("Leave empty to show those of the unit's settings."),
    )

    class Meta:
        icon = "group"
        label = _("Social media")
        group = _("Media")
        description = _("The unit's pages on social media, by name.")
        preview_value = {"profiles": [{"platform": Platform.LINKEDIN, "url": "https://www.example.org/"}]}
        template = "blocks/social.html"
        mjml_template = "email/blocks/social.mjml"
        text_template = "email/blocks/social.txt"

    def get_context(self, value: Any, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        profiles = [profile for profile in value["profiles"] if profile["url"]] or unit_profiles()
        return {**super().get_context(value, parent_context), "profiles": profiles}
