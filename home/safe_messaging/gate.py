"""What the rules block is not published: not by a button, a workflow, a bulk act, a schedule, copy or translation."""

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.models import Page

from home.not_published import NotPublishedError, told
from home.safe_messaging import checking, passages
from home.safe_messaging.overriding import Standing, standing

# Wagtail's, for a revision whose time has come: it was let through when it was scheduled.
SCHEDULED = "wagtail.publish.scheduled"


class MessagingBlockedError(NotPublishedError):
    """A page was not published, because of its words about suicide or self-harm."""

    def __init__(self, stands: Standing) -> None:
        found = ", ".join(f"“{finding.words}”" for finding in stands.blocking)
        super().__init__(f"Page {stands.page.pk} is not published: {found}")
        self.standing = stands
        self.page = stands.page
        words = _(
            "“{}” is saved, and not published: its words about suicide or self-harm should be mended first. See below."
        )
        self.words = format_html(words, stands.page.get_admin_display_title())


def require(page: Page) -> None:
    """Raise `MessagingBlockedError` if the words of `page` may not be published."""
    if page.checks_messaging and (stands := standing(page)).blocking:
        raise MessagingBlockedError(stands)


def before_publishing(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Wagtail's hook `before_publish_page`: what was typed is saved as a draft by now; keep it one."""
    try:
        require(page.specific)
    except MessagingBlockedError as error:
        if request.resolver_match and request.resolver_match.url_name == "add":
            # A page that is published as it is created has been saved as live, before this hook.
            Page.objects.filter(pk=page.pk).update(live=False, has_unpublished_changes=True)
        return told(request, error)
    return None


def after_copying(request: HttpRequest, page: Page, copy: Page) -> HttpResponse | None:
    """Wagtail's hook `after_copy_page`: a copy can be live at once, under a new title; no note covers its words."""
    blocked = None
    for copied in copy.get_descendants(inclusive=True).live().specific():
        try:
            require(copied)
        except MessagingBlockedError as error:
            copied.unpublish(user=request.user)
            blocked = blocked or told(request, error)
    return blocked


def hold_back(draft: Page) -> None:
    """Let readers not see the words of `draft` that the rules refuse; the draft itself may keep them."""
    if draft.checks_messaging and (stands := standing(draft)).blocking:
        give_back(stands)


def give_back(refused: Standing) -> None:
    """Give readers what was published last, where the refused words stand in the page's row already.

    wagtail-localize writes an edition's new words into its row before it publishes them.
    """
    row = type(refused.page).objects.select_related("live_revision").get(pk=refused.page.pk)
    if not row.live or row.live_revision is None or _fingerprint(row) != refused.fingerprint:
        return
    published = row.live_revision.as_object()
    if _fingerprint(published) != refused.fingerprint:
        # A revision holds what was before its own publication.
        published.live_revision, published.last_published_at = row.live_revision, row.last_published_at
        published.save(clean=False)


def _fingerprint(page: Page) -> str:
    return checking.fingerprint(passages.of(page))
