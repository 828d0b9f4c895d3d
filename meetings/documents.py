"""Documents of meetings and groups: who may see which, and how a row and its file are kept in step."""

import datetime
from typing import cast

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.urls import reverse

from meetings import links, visibility
from meetings.enums import DocumentKind, Visibility
from meetings.exceptions import LinkBrokenError, LinkExpiredError
from meetings.models import GroupPage, Meeting, MeetingDocument, MeetingPage, WorkingGroup


def of(meeting: Meeting, reader: Visibility) -> list[MeetingDocument]:
    """Return the documents of `meeting` that `reader` may see, in the order of their kinds."""
    rows = meeting.documents.select_related("item").order_by("kind", "title", "pk")
    shown = []
    for document in rows:
        document.meeting = meeting
        if visibility.allows(reader, level(document)):
            shown.append(document)
    return shown


def level(document: MeetingDocument) -> Visibility:
    """Return who may see `document`: never more than may see what it belongs to."""
    meeting = document.meeting
    if meeting is None:
        group = cast(WorkingGroup, document.group)
        return visibility.strictest(group.visibility, document.visibility)
    around = [visibility.of_meeting(meeting), document.visibility]
    if document.item is not None:
        around += [document.item.visibility, visibility.of_agenda(meeting)]
    if document.kind == DocumentKind.AGENDA:
        around.append(visibility.of_agenda(meeting))
    if document.kind == DocumentKind.MINUTES:
        around.append(visibility.of_minutes(meeting))
    return visibility.strictest(*around)


def find(pk: int) -> MeetingDocument | None:
    """Return the document with a file that has the key `pk`, whoever may see it."""
    rows = MeetingDocument.objects.select_related("meeting", "group", "item").exclude(file="")
    return rows.filter(id=pk).first()


def may_see(document: MeetingDocument, reader: Visibility) -> bool:
    """Return whether `reader` may have `document`. For the public, the page it belongs to has to be open as well."""
    if not visibility.allows(reader, level(document)):
        return False
    return reader != Visibility.PUBLIC or _page_is_open(document)


def reader_by_link(document: MeetingDocument, token: str, on: datetime.date) -> Visibility:
    """Return what the holder of a partner's link is to what `document` belongs to, on the day `on`.

    A broken or old link, or one of somebody who is gone, makes nobody more than the public.
    """
    try:
        contact = links.read_partner(token)
    except (LinkBrokenError, LinkExpiredError):
        return Visibility.PUBLIC
    if document.meeting is not None:
        return visibility.reader_of(document.meeting, contact, on)
    sits_there = visibility.groups_of(contact, on).filter(pk=document.group_id).exists()
    return Visibility.PARTNERS if sits_there else Visibility.PUBLIC


def address_of(document: MeetingDocument, *, token: str = "") -> str:
    """Return where `document` is found: on the web, or here; with `token`, by a partner's link."""
    if not document.file:
        return document.url
    if token:
        return reverse("meetings:partners_file", args=[document.pk, token])
    return reverse("meetings:file", args=[document.pk])


@transaction.atomic
def save(document: MeetingDocument, *, by: AbstractUser | None) -> MeetingDocument:
    """Save a new or changed row. A file whose place another one takes, or an address, goes with the commit."""
    if document.pk is None:
        document.added_by_id = by.pk if by else None
    document.save()
    return document


def _page_is_open(document: MeetingDocument) -> bool:
    """Return whether everybody may read the page of what `document` belongs to: it may lie behind a password."""
    if document.meeting_id:
        return MeetingPage.objects.live().public().filter(meeting=document.meeting_id).exists()
    return GroupPage.objects.live().public().filter(group=document.group_id).exists()
