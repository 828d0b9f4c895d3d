"""Reads the whole minutes of a meeting from its records, each part with its level. Nothing is left out here."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from wagtail.models import Site

from home.folding import fold
from home.models import UnitSettings
from meetings import enums, visibility
from meetings.attendance.summary import rows_of
from meetings.enums import Presence, Visibility
from meetings.minutes import levels
from meetings.minutes.parts import (
    Action,
    Attendance,
    Decision,
    Document,
    Edition,
    Erratum,
    Item,
    Mention,
    NextMeeting,
    Person,
    Reviewed,
    Standing,
    Words,
)
from meetings.models import ActionItem, ActionUpdate, AgendaItem, Meeting, MeetingDocument, Minutes
from meetings.models import Attendance as AttendanceRow
from meetings.models import Decision as DecisionRow
from stakeholders.models import Organisation


def whole(meeting: Meeting) -> Edition:
    """Return all of the minutes of `meeting`, for the unit. A fixed number of queries.

    Raises:
        Minutes.DoesNotExist: nobody has begun any.
    """
    minutes = Minutes.objects.select_related("approved_by_meeting").get(meeting=meeting)
    unit = UnitSettings.for_site(Site.objects.get(is_default_site=True))
    decisions, actions, documents = _decisions(meeting), _actions(meeting), _documents(meeting)
    return Edition(
        reader=Visibility.UNIT,
        level=level_in(minutes.state, meeting),
        meeting=meeting.pk,
        slug=meeting.slug,
        unit=_words(unit, "unit_name"),
        ministry=_words(unit, "ministry"),
        title=_words(meeting, "title"),
        series=_words(meeting.series, "title") if meeting.series else Words(),
        number=meeting.number,
        kind=meeting.kind,
        start=meeting.start,
        end=meeting.end,
        zone=meeting.zone,
        mode=meeting.mode,
        place=_words(meeting, "place"),
        chair=_by_name(meeting.chair),
        minutes_by=_by_name(meeting.minutes_by),
        co_organisers=tuple(_mention(each, "name") for each in meeting.co_organisers.all()),
        groups=tuple(_mention(group, "name") for group in meeting.groups.all()),
        attendance=_attendance(meeting),
        preamble=minutes.preamble,
        reviewed=_reviewed(meeting),
        items=_items(meeting, decisions, actions, documents),
        decisions=tuple(decisions[None]),
        actions=tuple(actions[None]),
        documents=tuple(documents[None]),
        closing=minutes.closing,
        next_meeting=_next_meeting(meeting),
        standing=standing(minutes, meeting),
    )


def level_in(state: str, meeting: Meeting) -> Visibility:
    """Return who may see minutes of `meeting` in that state: drafts the unit, until they are approved partners."""
    if state == enums.MinutesState.DRAFT:
        return Visibility.UNIT
    floor = Visibility.PARTNERS if state == enums.MinutesState.CIRCULATED else Visibility.PUBLIC
    return visibility.strictest(floor, visibility.of_minutes(meeting))


def _words(record: Any, field: str) -> Words:
    return Words(getattr(record, field), getattr(record, f"{field}_ur"))


def _mention(record: Any, field: str) -> Mention:
    return Mention(level=levels.level_of(record), row=levels.row_of(record), words=_words(record, field))


def _organisation(record: Organisation | None) -> Mention | None:
    return _mention(record, "name") if record else None


def _by_name(name: str) -> Person | None:
    return Person(level=Visibility.PARTNERS, name=name) if name else None


def _items(
    meeting: Meeting,
    decisions: dict[int | None, list[Decision]],
    actions: dict[int | None, list[Action]],
    documents: dict[int | None, list[Document]],
) -> tuple[Item, ...]:
    rows = AgendaItem.objects.filter(meeting=meeting).select_related("organisation").order_by("position", "pk")
    return tuple(
        Item(
            level=levels.level_of(row),
            row=levels.row_of(row),
            title=_words(row, "title"),
            kind=row.kind,
            presenter=_by_name(row.presenter),
            organisation=_organisation(row.organisation),
            discussion=row.discussion,
            decisions=tuple(decisions[row.pk]),
            actions=tuple(actions[row.pk]),
            documents=tuple(documents[row.pk]),
        )
        for row in rows
    )


def _decisions(meeting: Meeting) -> dict[int | None, list[Decision]]:
    """Return the decisions of each item of `meeting`, and under None those of none; so do the two below."""
    of_item: dict[int | None, list[Decision]] = defaultdict(list)
    rows = DecisionRow.objects.filter(meeting=meeting).order_by("year", "serial")
    for row in rows.select_related("meeting", "item", "supersedes__meeting", "supersedes__item"):
        old = row.supersedes
        decision = Decision(
            level=levels.level_of(row),
            row=levels.row_of(row),
            number=row.number,
            text=_words(row, "text"),
            rationale=row.rationale,
            basis=row.basis,
            holds_from=row.holds_from,
            supersedes=Mention(level=levels.level_of(old), row=levels.row_of(old), words=Words(old.number))
            if old
            else None,
        )
        of_item[_item_here(row, meeting)].append(decision)
    return of_item


def _actions(meeting: Meeting) -> dict[int | None, list[Action]]:
    of_item: dict[int | None, list[Action]] = defaultdict(list)
    rows = ActionItem.objects.filter(meeting=meeting).order_by("year", "serial")
    for row in rows.select_related("meeting", "item", "owner", "owner_organisation"):
        of_item[_item_here(row, meeting)].append(Action(**_of_action(row), status=row.status))
    return of_item


def _documents(meeting: Meeting) -> dict[int | None, list[Document]]:
    of_item: dict[int | None, list[Document]] = defaultdict(list)
    for row in MeetingDocument.objects.filter(meeting=meeting).select_related("meeting", "item"):
        document = Document(
            level=levels.level_of(row),
            row=levels.row_of(row),
            title=_words(row, "title"),
            kind=row.kind,
            url=row.url,
        )
        of_item[_item_here(row, meeting)].append(document)
    return of_item


def _item_here(row: DecisionRow | ActionItem | MeetingDocument, meeting: Meeting) -> int | None:
    """Return the item that `row` stands under; none where its item was moved to another meeting."""
    return row.item_id if row.item is not None and row.item.meeting_id == meeting.pk else None


def _of_action(row: ActionItem) -> dict[str, Any]:
    owner = row.owner
    return {
        "level": levels.level_of(row),
        "row": levels.row_of(row),
        "number": row.number,
        "text": _words(row, "text"),
        "organisation": _organisation(row.owner_organisation),
        "owner": Person(level=Visibility.PARTNERS, name=str(owner), contact=owner.pk) if owner else None,
        "due_on": row.due_on,
    }


def _reviewed(meeting: Meeting) -> tuple[Reviewed, ...]:
    """Return the actions of earlier meetings, with what was said of them at this one."""
    said = ActionUpdate.objects.filter(meeting=meeting).order_by("action__year", "action__serial")
    said = said.select_related(
        *("action__meeting", "action__item", "action__owner", "action__owner_organisation"),
    )
    return tuple(Reviewed(**_of_action(each.action), status=each.status, note=each.note) for each in said)


def _attendance(meeting: Meeting) -> Attendance | None:
    rows = list(rows_of(meeting).exclude(presence=Presence.ABSENT).select_related("organisation"))
    if not rows and not meeting.unnamed_present:
        return None
    there = [row for row in rows if row.presence in enums.WAS_THERE]
    excused = [row for row in rows if row.presence == Presence.APOLOGIES]
    organisations = _organisations(there)
    return Attendance(
        level=visibility.of_attendance(meeting),
        row=levels.attendance_row(meeting),
        organisations=organisations,
        organisation_count=len(organisations),
        head_count=len(there) + meeting.unnamed_present,
        people=_people(meeting, there),
        apologies=tuple(replace(each, level=Visibility.PARTNERS) for each in _organisations(excused)),
        excused=_people(meeting, excused),
    )


def _organisations(rows: Iterable[AttendanceRow]) -> tuple[Mention, ...]:
    """Return the organisations of `rows` by name, each once; what was only written down is not the public's."""
    found = {row.organisation.pk: _mention(row.organisation, "name") for row in rows if row.organisation}
    written = {fold(row.organisation_name): row.organisation_name for row in rows if not row.organisation}
    others = [Mention(level=Visibility.PARTNERS, words=Words(name)) for key, name in written.items() if key]
    return tuple(sorted([*found.values(), *others], key=lambda each: (each.words.en.casefold(), each.words.en)))


def _people(meeting: Meeting, rows: Iterable[AttendanceRow]) -> tuple[Person, ...]:
    level = visibility.strictest(Visibility.PARTNERS, meeting.attendance_visibility)
    return tuple(
        Person(
            level=level,
            name=row.name,
            organisation=_words(row.organisation, "name") if row.organisation else Words(row.organisation_name),
            contact=row.contact_id,
        )
        for row in rows
        if row.name  # an erased person has none
    )


def _next_meeting(meeting: Meeting) -> NextMeeting | None:
    if meeting.series_id is None:
        return None
    later = Meeting.objects.filter(series=meeting.series_id, start__gt=meeting.start).happening()
    following = later.order_by("start", "pk").first()
    if following is None:
        return None
    return NextMeeting(
        level=levels.level_of(following),
        row=levels.row_of(following),
        title=_words(following, "title"),
        place=_words(following, "place"),
        start=following.start,
        zone=following.zone,
    )


def standing(minutes: Minutes, meeting: Meeting) -> Standing:
    """Return where the minutes of `meeting` stand, with all errata so far."""
    zone = ZoneInfo(meeting.zone)
    errata = minutes.versions.exclude(erratum="").order_by("number").values_list("at", "erratum")
    approving = minutes.approved_by_meeting
    return Standing(
        state=minutes.state,
        comments_until=_day(minutes.objections_until, zone),
        approved_on=_day(minutes.approved_at, zone),
        basis=minutes.approval_basis,
        approved_at=_mention(approving, "title") if approving else None,
        errata=tuple(Erratum(at.astimezone(zone).date(), text) for at, text in errata),
    )


def _day(moment: datetime.datetime | None, zone: ZoneInfo) -> datetime.date | None:
    """Return the last day that a moment in time belongs to by a zone's clock; midnight belongs to the day it ends."""
    return (moment - datetime.timedelta(microseconds=1)).astimezone(zone).date() if moment else None
