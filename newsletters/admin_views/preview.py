"""The mail as a made-up reader would get it: composed afresh before approval, from the frozen copy afterwards.

Whoever approves need not be able to edit the issue, so these stand beside the editor's own previews.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from delivery.enums import MailingKind
from delivery.models import MailingContent
from delivery.rendering import Content
from newsletters import sending
from newsletters.admin_views.base import issue_or_404
from newsletters.compose import COMPOSE_ERRORS, compose
from newsletters.permissions import Act, policy
from newsletters.previews import for_reader

PARTS = ("html", "text")


@require_GET
def issue_part(request: HttpRequest, page_id: int, language: str, part: str) -> HttpResponse:
    """Show one part of what would go out in a language; of an issue that is not live, what was last saved."""
    policy.require(request.user, Act.SEE)
    issue = issue_or_404(page_id)
    editions = {page.locale.language_code: page for page in sending.outgoing(issue)}
    if language not in editions:
        raise Http404
    try:
        content = compose(editions[language])
    except COMPOSE_ERRORS as fault:
        return render(request, "newsletters/preview_failed.html", {"reason": str(fault)})
    return _shown(content, part)


@require_GET
def mailing_part(request: HttpRequest, mailing_id: int, language: str, part: str) -> HttpResponse:
    """Show one part of what was approved. Of the mailing's `id`: see `issue_or_404`."""
    policy.require(request.user, Act.SEE)
    stored = get_object_or_404(
        MailingContent, mailing__id=mailing_id, mailing__kind=MailingKind.BULK, language=language
    )
    return _shown(Content(subject=stored.subject, html=stored.html, text=stored.text), part)


def _shown(content: Content, part: str) -> HttpResponse:
    if part not in PARTS:
        raise Http404
    content = for_reader(content)
    if part == "text":
        return HttpResponse(content.text, content_type="text/plain; charset=utf-8")
    return HttpResponse(content.html)
