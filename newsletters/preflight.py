"""What stands between an issue and its approval. A draft's content is never trusted: everything is looked at again.

`check` is the one door. Each check below yields findings; those that block keep the mailing from being approved.
"""

import datetime
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup
from django.conf import settings
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from wagtail.blocks import CharBlock, ChooserBlock, RichTextBlock, TextBlock
from wagtail.images.blocks import ImageBlock
from wagtail.models import Locale

from delivery import placeholders
from home.rich_text import MAX_LENGTH, find_clutter
from newsletters import care, links, wording
from newsletters.blocks.base import ShowIn
from newsletters.blocks.records import CardsBlock
from newsletters.blocks.text import HeadingBlock, HeadingLevel
from newsletters.body_walk import Leaf, Place, blocks, leaves, placed
from newsletters.compose import COMPOSE_ERRORS, compose, weights
from newsletters.findings import Finding, Severity, blocking, warning

if TYPE_CHECKING:
    from newsletters.models import IssuePage

__all__ = ["Finding", "Severity", "check"]

# Gmail clips HTML beyond 102 KB, footer and unsubscribe link included.
MAX_BYTES, WARN_BYTES = 100_000, 80_000
PREHEADER_LENGTH = range(40, 91)  # characters that inboxes show
SUBJECT_LENGTH = 70
LONGEST_HEADING = 80  # characters; a bold paragraph that is longer is emphasis, not a heading
_PLACEHOLDER = re.compile(r"\[\[([^\[\]]*)\]\]")


def check(issue: "IssuePage", *, today: datetime.date | None = None) -> list[Finding]:
    """Return all findings about `issue`, the blocking ones first, each group in reading order.

    Asks nothing of the network. Composes the mail once, to weigh it.
    """
    found = [
        *_state(issue),
        *_translation(issue),
        *_envelope(issue),
        *_content(issue, today or timezone.localdate()),
        *care.of_words(issue),
        *_editions(issue),
        *_weight(issue),
    ]
    return sorted(found, key=lambda finding: not finding.blocks)


def _state(issue: "IssuePage") -> Iterator[Finding]:
    if not issue.live:
        yield blocking("not_live", _("The issue is not published. Publish it first: the mail links to its page."))
    elif issue.has_unpublished_changes:
        yield blocking(
            "unpublished_changes",
            _("There are changes that aren't published. Publish or discard them, so that mail and site agree."),
        )
    if issue.pk and issue.get_view_restrictions().exists():
        yield blocking("private", _("The issue is private: readers can't open its page, to which the mail links."))


def _translation(issue: "IssuePage") -> Iterator[Finding]:
    if issue.machine_made:
        message = _("A machine translated this edition and nobody has confirmed it. Its page and its mail say so.")
        yield warning("machine_made", message)


def _envelope(issue: "IssuePage") -> Iterator[Finding]:
    subject, preheader = issue.subject.strip(), issue.preheader.strip()
    places = {name: _field(issue, name) for name in ("title", "subject", "preheader", "greeting")}
    if not subject:
        yield blocking("subject_missing", _("The mail has no subject."), places["subject"])
    elif len(subject) > SUBJECT_LENGTH:
        message = _("The subject has %d characters; phones show about 40.")
        yield warning("subject_long", message % len(subject), places["subject"])
    if not preheader:
        message = _("There is no preheader; inboxes show the mail's first words instead.")
        yield warning("preheader_missing", message, places["preheader"])
    elif len(preheader) not in PREHEADER_LENGTH:
        message = _("The preheader has %d characters; 40 to 90 show well in inboxes.")
        yield warning("preheader_length", message % len(preheader), places["preheader"])
    for name, place in places.items():
        yield from _unknown_placeholders(getattr(issue, name), place)


def _field(issue: "IssuePage", name: str) -> Place:
    """Return a field as a place: findings name the field where no block is at fault."""
    return Place("", capfirst(str(issue._meta.get_field(name).verbose_name)), ShowIn.EMAIL)


def _content(issue: "IssuePage", today: datetime.date) -> Iterator[Finding]:
    if not len(issue.body):
        yield blocking("body_missing", _("The issue has no content."), _field(issue, "body"))
        return
    found = list(leaves(issue.body))
    yield from links.dead(list(links.collect(found)), locale=issue.locale)
    yield from _headings(issue)
    named = ("title", "subject", "preheader", "greeting", "summary")
    yield from wording.misnomers(issue, found, {name: _field(issue, name) for name in named})
    for leaf in found:
        yield from _leaf(leaf, today)
    yield from _empty_lists(issue)


def _leaf(leaf: Leaf, today: datetime.date) -> Iterator[Finding]:
    if isinstance(leaf.block, ImageBlock):
        yield from _image(leaf)
    elif isinstance(leaf.block, RichTextBlock):
        yield from _rich_text(leaf)
    elif isinstance(leaf.block, ChooserBlock):
        yield from _record(leaf, today)
    elif isinstance(leaf.block, CharBlock | TextBlock):
        if leaf.block.required and not (leaf.value or "").strip():
            yield blocking("text_missing", _("Text is missing: %s.") % leaf.block.label, leaf.place)
        yield from _typed_placeholders(leaf.value or "", leaf.place)


def _image(leaf: Leaf) -> Iterator[Finding]:
    image = leaf.value
    if image is None:
        if (leaf.raw or {}).get("image"):
            yield blocking("image_deleted", _("The image has been deleted."), leaf.place)
        elif leaf.block.child_blocks["image"].required:
            yield blocking("image_missing", _("No image is chosen."), leaf.place)
    elif not image.decorative and not (image.contextual_alt_text or "").strip():
        yield blocking(
            "alt_missing",
            _("“%s” has no description. Describe it, or mark it as decorative.") % image.title,
            leaf.place,
        )


def _rich_text(leaf: Leaf) -> Iterator[Finding]:
    source = leaf.value.source if leaf.value else ""
    if len(source) > MAX_LENGTH:
        yield blocking("text_too_long", _("This text is too long to be shown. Split it."), leaf.place)
        return
    soup = BeautifulSoup(source, "html.parser")
    text = " ".join(soup.get_text(" ").split())
    if not text:
        yield blocking("text_missing", _("Text is missing: %s.") % leaf.block.label, leaf.place)
    for line in find_clutter(source):
        yield warning("clutter", _("“%s” looks like a publisher's page furniture; it is left out.") % line, leaf.place)
    for paragraph in soup.find_all("p"):
        words = " ".join(paragraph.get_text(" ").split())
        bold = " ".join(" ".join(part.get_text(" ") for part in paragraph.find_all(["b", "strong"])).split())
        if words and words == bold and len(words) <= LONGEST_HEADING and words[-1] not in ".!?۔":
            yield warning("bold_as_heading", _("“%s” is bold like a heading. Use a heading block.") % words, leaf.place)
    yield from _typed_placeholders(text, leaf.place)


def _record(leaf: Leaf, today: datetime.date) -> Iterator[Finding]:
    if leaf.path[0] == "figures":
        yield from care.of_figure(leaf, today)
    elif leaf.path[0] == "helplines":
        yield from care.of_helpline(leaf, today)
    elif leaf.value is None and not leaf.raw and leaf.block.required:
        yield blocking("record_missing", _("Nothing is chosen: %s.") % leaf.block.label, leaf.place)


def _empty_lists(issue: "IssuePage") -> Iterator[Finding]:
    for place, child in blocks(issue.body):
        for name, part in child.block.child_blocks.items():
            if getattr(part.meta, "min_num", None) and not child.value.get(name):
                yield blocking("list_empty", _("The list is empty: %s.") % part.label, place)
        if isinstance(child.block, CardsBlock) and any(
            not (card.get("name") or card.get("programme")) for card in child.value["cards"]
        ):
            yield blocking("text_missing", _("A card has neither a name nor a programme."), place)


def _headings(issue: "IssuePage") -> Iterator[Finding]:
    """A subheading needs a heading above it: screen readers walk through a mail by its headings."""
    opened = False
    for place, child in blocks(issue.body):
        if isinstance(child.block, HeadingBlock) and child.value.get("level") == HeadingLevel.H3 and not opened:
            yield blocking("heading_order", _("A subheading stands before any heading."), place)
        opened = opened or (isinstance(child.block, HeadingBlock) and child.value.get("level") == HeadingLevel.H2)
        opened = opened or (child.block_type in ("key_figures", "helplines") and bool(child.value.get("heading")))


def _typed_placeholders(text: str, place: Place) -> Iterator[Finding]:
    yield from _unknown_placeholders(text, place)
    if placeholders.NAME in text and place.shown_in != ShowIn.EMAIL:
        yield warning(
            "name_on_site",
            _("%s is filled in mails only. Show this block in the e-mail only.") % placeholders.NAME,
            place,
        )


def _unknown_placeholders(text: str, place: Place) -> Iterator[Finding]:
    for name in _PLACEHOLDER.findall(text):
        if f"[[{name}]]" != placeholders.NAME:
            yield blocking(
                "placeholder_unknown",
                _("[[%(name)s]] is not a placeholder. %(known)s is the only one.")
                % {"name": name, "known": placeholders.NAME},
                place,
            )


def _editions(issue: "IssuePage") -> Iterator[Finding]:
    """Say which languages have no edition, and which edition is older than the one it was translated from."""
    if issue.locale.language_code != settings.LANGUAGE_CODE or not issue.pk:
        return
    editions = {page.locale_id: page for page in issue.get_translations().live()}
    for locale in Locale.objects.exclude(pk=issue.locale_id):
        edition = editions.get(locale.pk)
        language = _(get_language_info(locale.language_code)["name"])
        if edition is None:
            yield warning("edition_missing", _("There is no published edition in %s.") % language)
        elif _published(edition) < _published(issue):
            yield warning("edition_stale", _("The edition in %s is older than this one.") % language)


def _published(issue: "IssuePage") -> datetime.datetime:
    """Return when it was last published: long ago, for a page that was put live without a revision."""
    return issue.last_published_at or datetime.datetime.min.replace(tzinfo=datetime.UTC)


def _weight(issue: "IssuePage") -> Iterator[Finding]:
    try:
        size = len(compose(issue).html.encode())
    except COMPOSE_ERRORS as error:
        yield blocking("compose_failed", _("The mail can't be composed: %s") % error)
        return
    values = {"size": -(-size // 1000), "limit": MAX_BYTES // 1000}
    if size > MAX_BYTES:
        message = _(
            "The mail has %(size)d KB and would be cut off at %(limit)d KB. This block is the heaviest: shorten it."
        )
        yield blocking("too_big", message % values, _heaviest(issue))
    elif size > WARN_BYTES:
        yield warning("big", _("The mail has %(size)d KB, near the limit of %(limit)d KB.") % values, _heaviest(issue))


def _heaviest(issue: "IssuePage") -> Place | None:
    places = [place for place, _child in placed(issue.body)]
    weighed = zip(weights(issue), places, strict=True)
    return max(weighed, key=lambda pair: pair[0])[1] if places else None
