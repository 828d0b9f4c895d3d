"""The one way a block points somewhere: a page, a document or an address, and never more than one of them."""

from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import PageChooserBlock, StructBlockValidationError, StructValue, URLBlock
from wagtail.documents.blocks import DocumentChooserBlock

from home.blocks import WholeBlock

TARGETS = ("page", "document", "url")


class LinkValue(StructValue):
    """Where a link leads."""

    @property
    def targets(self) -> list[str]:
        """The names of the targets that are filled in; at most one in a valid link."""
        return [name for name in TARGETS if self.get(name)]

    def resolve(self, *, absolute: bool) -> str:
        """Return the address, with scheme and host where `absolute`; empty where nothing that can be shown is chosen.

        A page in another language gives way to its live translation into the active one.
        """
        if page := self.get("page"):
            page = page.localized
            url = (page.get_full_url() if absolute else page.get_url()) if page.live else ""
        elif document := self.get("document"):
            url = urljoin(f"{settings.SITE_URL}/", document.url) if absolute else document.url
        else:
            url = self.get("url")  # absolute already; where it isn't, preflight says so
        return str(url or "")


class LinkBlock(WholeBlock):
    """A link to exactly one of a page, a document and an address on the web; to none where it is optional."""

    page = PageChooserBlock(required=False, label=_("Page"))
    document = DocumentChooserBlock(required=False, label=_("Document"))
    url = URLBlock(required=False, label=_("Address"), help_text=_("Only for what is not on this site."))

    class Meta:
        icon = "link"
        label = _("Link")
        value_class = LinkValue
        required = True
        collapsed = True

    def clean(self, value: LinkValue) -> LinkValue:
        """Refuse a link to several targets; one to none as well, unless it is optional or only a draft."""
        result: LinkValue = super().clean(value)
        targets = result.targets
        if len(targets) > 1:
            refused = ValidationError(_("Choose one target only: a page, a document or an address."))
            raise StructBlockValidationError(block_errors=dict.fromkeys(targets, refused))
        if not targets and self.meta.required and not self.is_deferred_validation:
            raise StructBlockValidationError(non_block_errors=[_("Choose where this leads.")])
        return result

    def get_searchable_content(self, value: Any) -> list[str]:
        return []  # addresses are no words to search for
