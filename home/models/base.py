"""What every page of the site has in common."""

import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page, Revision
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from home.not_published import UnfinishedError
from home.safe_messaging import gate
from home.safe_messaging.panel import SafeMessagingPanel
from home.search import text
from home.translating import machine
from home.translating.machine import EditionField
from home.translating.panel import MachineMadePanel


class BasePage(Page):
    """A page with a summary, which lists, feeds, records and search results show beside its title."""

    summary = models.CharField(
        _("summary"), max_length=300, blank=True, help_text=_("One or two sentences, shown where the page is listed.")
    )

    machine_made = models.BooleanField(
        _("translated by a machine"),
        default=False,
        help_text=_("Readers are told so until somebody who reads the language has confirmed the text."),
    )

    # Whether the rules of safe messaging hold for it: for what the unit says in its own words.
    checks_messaging: ClassVar[bool] = False

    content_panels = [MachineMadePanel(), SafeMessagingPanel(), *Page.content_panels, FieldPanel("summary")]
    # Types add a SearchField for each text of theirs that everybody may read; `folded_words` gathers them all.
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("folded_words")]
    # A page is found in both languages at one address, so that the way to the other language can be guessed.
    override_translatable_fields = [EditionField("machine_made"), SynchronizedField("slug", overridable=False)]

    class Meta:
        abstract = True

    # Where the text was published first, if that was not here: what search engines are to count (RFC 6596).
    original_url = ""

    @property
    def date_in_words(self) -> str:
        """The day that the page is about, as readers write it; nothing where it is about none."""
        return ""

    def folded_words(self) -> str:
        """Return the words by which the public finds the page, in one spelling for all ways to type them."""
        return text.folded(self)

    def words_where_found(self) -> str:
        """Return the words of which search shows a part below the title, as plain text in one line."""
        return text.of(self)

    @property
    def listing_date(self) -> datetime.date | None:
        """The day the page stands under in lists: the day it is about where it has one, else its publication."""
        return timezone.localdate(self.first_published_at) if self.first_published_at else None

    def copy(self, *args: Any, **kwargs: Any) -> "BasePage":
        """Copy the page. What a machine translated stays marked; what is yet to be translated begins without a mark."""
        attributes = machine.attributes_of_copy(self, kwargs.pop("update_attrs", None))
        copied: BasePage = super().copy(*args, update_attrs=attributes, **kwargs)
        return copied

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Save the page, marked if a machine wrote any string of its translation, whoever saves it."""
        if not self.machine_made and not kwargs.get("update_fields"):
            self.machine_made = machine.strings_of(self).exists()
        return super().save(*args, **kwargs)

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        """Save a draft. wagtail-localize has its words in the live page's row by now: refused ones are taken back."""
        revision = super().save_revision(*args, **kwargs)
        if self.live:
            gate.hold_back(self)
        return revision

    def publish(self, revision: Revision, *args: Any, log_action: bool | str = True, **kwargs: Any) -> None:
        """Publish `revision`, unless the rules of safe messaging object to its words.

        Raises:
            MessagingBlockedError: they do, and nobody has overridden them.
            UnfinishedError: it lacks what a draft may lack and a published page may not.
        """
        if log_action != gate.SCHEDULED:
            self._require_safe_messaging(revision)
        try:
            super().publish(revision, *args, log_action=log_action, **kwargs)
        except ValidationError as error:
            raise UnfinishedError(error, self) from error

    def _require_safe_messaging(self, revision: Revision) -> None:
        try:
            gate.require(revision.as_object())
        except gate.MessagingBlockedError as error:
            gate.give_back(error.standing)
            raise
