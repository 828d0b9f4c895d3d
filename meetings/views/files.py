"""Hands out files of meetings and groups, after asking who may see them."""

import logging

from django.http import FileResponse, Http404, HttpRequest
from django.utils import timezone
from django.utils.text import get_valid_filename
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from meetings import documents
from meetings.enums import Visibility
from meetings.files import CONTENT_TYPES, UploadedFile, ending_of
from meetings.models import GroupPage, MeetingDocument, TermsOfReference

logger = logging.getLogger(__name__)
VIEW = "meetings.view_meeting"
VIEW_GROUP = "meetings.view_workinggroup"


@never_cache
@require_GET
def document(request: HttpRequest, pk: int, token: str = "") -> FileResponse:
    """Hand out one file as an attachment. Whoever may not have it learns no more than that there is no such address."""
    found = documents.find(pk)
    if found is None or not documents.may_see(found, _reader(request, found, token)):
        raise Http404
    return _handed_out(found, found.title)


@never_cache
@require_GET
def terms(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out the file of one version of a group's terms of reference, to whoever may see the group."""
    found = TermsOfReference.objects.select_related("group").exclude(file="").filter(id=pk).first()
    if found is None:
        raise Http404
    seen = GroupPage.objects.live().public().filter(group=found.group_id).exists()
    if not (seen or request.user.has_perm(VIEW_GROUP)):
        raise Http404
    return _handed_out(found, f"{found.group.slug}-{found.version}")


def _handed_out(found: UploadedFile, title: str) -> FileResponse:
    try:
        content = found.file.open("rb")
    except FileNotFoundError as error:
        logger.error("meetings file.missing model=%s pk=%s", type(found).__name__, found.pk)
        raise Http404 from error
    ending = ending_of(found.file.name)
    response = FileResponse(
        content,
        as_attachment=True,
        filename=f"{get_valid_filename(title[:100] + '-')[:-1] or 'document'}.{ending}",
        content_type=CONTENT_TYPES[ending],
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex"
    return response


def _reader(request: HttpRequest, found: MeetingDocument, token: str) -> Visibility:
    if request.user.has_perm(VIEW if found.meeting_id else VIEW_GROUP):
        return Visibility.UNIT
    return documents.reader_by_link(found, token, timezone.localdate()) if token else Visibility.PUBLIC
