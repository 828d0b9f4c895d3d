"""What meetings of the demo said, decided and handed out, by the verbs that staff use: content/proceedings.toml.

Each meeting is written as of the day after it was held, so that minutes are circulated, commented on and approved.
"""

import datetime
from typing import Any

from django.contrib.auth import get_user_model

from coordination_site.demo_content import read
from meetings.actions import carrying
from meetings.actions import numbering as action_numbers
from meetings.agenda import items
from meetings.decisions import numbering as decision_numbers
from meetings.enums import Presence, Reply
from meetings.minutes import comments, lifecycle, writing
from meetings.models import (
    ActionItem,
    Attendance,
    GroupMembership,
    Invitation,
    Meeting,
    MeetingSeries,
    TermsOfReference,
    WorkingGroup,
    WorkPlanItem,
)
from stakeholders.models import Affiliation, Organisation

DAY = datetime.timedelta(days=1)
# What the people of a group answer, one after the other: mostly yes.
REPLIES = (Reply.ACCEPTED, Reply.ACCEPTED, Reply.NONE, Reply.ACCEPTED, Reply.TENTATIVE, Reply.DECLINED)
SEATS_WITH_PEOPLE = 9


def load_proceedings(*, now: datetime.datetime) -> int:
    """Add what is missing to the demo's groups and meetings; return how many things were added."""
    content = read("proceedings")
    added = sum(_group(slug, record) for slug, record in content["groups"].items())
    added += sum(_series(record) for record in content["series"].values())
    for slug, record in content["meetings"].items():
        added += _meeting(Meeting.objects.get(slug=slug), record, now=now)
    return added


def _group(slug: str, record: dict[str, Any]) -> int:
    group = WorkingGroup.objects.get(slug=slug)
    if group.purpose:
        return 0
    plan, terms = record.pop("plan", []), record.pop("terms", [])
    for field, value in record.items():
        setattr(group, field, value)
    group.save()
    TermsOfReference.objects.bulk_create(TermsOfReference(group=group, **row) for row in terms)
    for place, row in enumerate(plan):
        lead = _organisation(row.pop("lead"))
        WorkPlanItem.objects.create(group=group, lead=lead, position=place, **row)
    _name_people(group)
    return 1


def _name_people(group: WorkingGroup) -> None:
    """Name who sits in the group for its organisations: somebody with a post there and an address."""
    seats = GroupMembership.objects.filter(group=group, contact=None).select_related("organisation").order_by("pk")
    for seat in seats[:SEATS_WITH_PEOPLE]:
        post = (
            Affiliation.objects.filter(organisation=seat.organisation, contact__addresses__retired_on=None)
            .exclude(contact__addresses=None)
            .select_related("contact")
            .order_by("contact")
            .first()
        )
        if post:
            seat.contact = post.contact
            seat.save(update_fields=["contact"])


def _series(record: dict[str, Any]) -> int:
    numbers, first = record.pop("numbers"), record.pop("first_number", 1)
    group = WorkingGroup.objects.get(slug=record.pop("group")) if "group" in record else None
    if MeetingSeries.objects.filter(title=record["title"]).exists():
        return 0
    series = MeetingSeries.objects.create(group=group, **record)
    for number, slug in enumerate(numbers, start=first):
        meeting = Meeting.objects.get(slug=slug)
        meeting.series, meeting.number = series, number
        meeting.minutes_visibility = meeting.attendance_visibility = "public"
        meeting.save()
        if group:
            meeting.groups.add(group)
    return 1


def _meeting(meeting: Meeting, record: dict[str, Any], *, now: datetime.datetime) -> int:
    if meeting.items.exists():
        return 0
    staff = get_user_model().objects.get(username="coordinator")
    written = min(meeting.end + DAY, now)
    meeting.chair, meeting.minutes_by = record["chair"], record.get("minutes_by", "")
    meeting.save(update_fields=["chair", "minutes_by"])
    items.prepare(meeting, by=staff, now=written)
    _invite(meeting, told=min(meeting.start - 14 * DAY, now - DAY))
    outcomes = [_item(meeting, row, by=staff, now=written) for row in record["items"]]
    if "minutes" in record:
        _attend(meeting)
        _minutes(meeting, record, outcomes, by=staff, now=written)
    return 1


def _item(meeting: Meeting, row: dict[str, Any], *, by: Any, now: datetime.datetime) -> tuple[Any, dict[str, Any]]:
    values = {name: value for name, value in row.items() if name not in {"discussion", "decisions", "actions"}}
    if "organisation" in values:
        values["organisation"] = _organisation(values["organisation"])
    return items.add(meeting, values, by=by, now=now), row


def _minutes(meeting: Meeting, record: dict[str, Any], outcomes: list[Any], *, by: Any, now: datetime.datetime) -> None:
    minutes = writing.begin(meeting, by=by, now=now)
    for part in ("preamble", "closing"):
        if part in record:
            minutes = writing.save_part(meeting, part, text=record[part], revision=minutes.revision, by=by, now=now)
    _hear(meeting, by=by, now=now)
    for item, row in outcomes:
        writing.save_item(item, text=row.get("discussion", ""), revision=item.revision, by=by, now=now)
        for decision in row.get("decisions", []):
            decision_numbers.create(meeting, item=item, by=by, **decision)
        for action in row.get("actions", []):
            _action(meeting, item, action, by=by, now=now)
    lifecycle.circulate(minutes, by=by, now=now)
    if record["minutes"] == "approved":
        lifecycle.approve_by_silence(minutes, now=lifecycle.objections_end(meeting, now) + DAY)
    else:
        _comment(meeting, now=now)


def _action(meeting: Meeting, item: Any, action: dict[str, Any], *, by: Any, now: datetime.datetime) -> None:
    due_on = meeting.day + action["due"] * DAY
    words = {name: action[name] for name in ("text", "text_ur")}
    action_numbers.create(
        meeting, item=item, owner_organisation=_organisation(action["owner"]), due_on=due_on, by=by, now=now, **words
    )


def _hear(meeting: Meeting, *, by: Any, now: datetime.datetime) -> None:
    """Say what this meeting heard of the actions of the one before."""
    heard = {
        action["text"]: action
        for record in read("proceedings")["meetings"].values()
        for item in record["items"]
        for action in item.get("actions", [])
        if "heard" in action
    }
    for action in ActionItem.objects.filter(meeting__series=meeting.series, meeting__start__lt=meeting.start):
        if word := heard.get(action.text):
            carrying.review(action, meeting, status=word["heard"], note=word["note"], by=by, now=now)


def _invite(meeting: Meeting, *, told: datetime.datetime) -> None:
    """Invite who sits in the group, as if it had been done two weeks ahead; their answers are on record."""
    seats = GroupMembership.objects.filter(group__meetings=meeting, contact__isnull=False)
    for place, seat in enumerate(seats.select_related("contact__language", "organisation").order_by("pk")):
        person = seat.contact
        link = person and person.addresses.filter(retired_on=None).order_by("-primary", "pk").first()
        if person is None or link is None:
            continue
        reply = REPLIES[place % len(REPLIES)]
        Invitation.objects.get_or_create(
            meeting=meeting,
            address=link.address,
            defaults={
                "contact": person,
                "organisation": seat.organisation,
                "name": person.name,
                "language": person.language.code if person.language else "en",
                "came_by": str(seat.group),
                "reply": reply,
                "replied_at": told + DAY if reply != Reply.NONE else None,
                "told_sequence": meeting.sequence,
                "invited_at": told,
            },
        )


def _attend(meeting: Meeting) -> None:
    declined = {Reply.DECLINED: Presence.APOLOGIES, Reply.NONE: Presence.ABSENT}
    Attendance.objects.bulk_create(
        Attendance(
            meeting=meeting,
            contact=invitation.contact,
            invitation=invitation,
            name=invitation.name,
            organisation=invitation.organisation,
            presence=declined.get(Reply(invitation.reply), Presence.PRESENT),
            origin=Attendance.Origin.REPLY,
            recorded_at=meeting.end,
        )
        for invitation in meeting.invitations.select_related("contact", "organisation")
    )


def _comment(meeting: Meeting, *, now: datetime.datetime) -> None:
    invitation = meeting.invitations.filter(reply=Reply.ACCEPTED).order_by("pk").first()
    if invitation:
        text = "The third district should be named: its department was in the room."
        comments.say(invitation, version=1, text=text, objects_to=True, now=now)


def _organisation(slug: str) -> Organisation:
    return Organisation.objects.get(slug=slug)
