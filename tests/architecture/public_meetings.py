"""The meetings and working groups of the small public site, with all that their pages can show."""

import datetime

from django.utils import timezone

from meetings.minutes import gathering
from meetings.minutes.parts import to_json
from meetings.models import (
    Highlight,
    Meeting,
    MeetingDocument,
    Minutes,
    MinutesVersion,
    Priority,
    ProposedAction,
    WorkingGroup,
    WorkPlanItem,
    YearInReview,
)
from stakeholders.models import Organisation
from tests.factories.meetings import (
    ActionItemFactory,
    AgendaItemFactory,
    AttendanceFactory,
    DecisionFactory,
    GroupMembershipFactory,
    MeetingFactory,
    MeetingSeriesFactory,
    WorkingGroupFactory,
)

OPEN = {
    "agenda_visibility": "public",
    "minutes_visibility": "public",
    "attendance_visibility": "public",
}


def build() -> None:
    """Add meetings ahead, held, off and long past, minutes, a decision, and a group that fills every tab."""
    now = timezone.now()
    group = _group(now)
    series = MeetingSeriesFactory(title="National coordination", group=group)
    national = MeetingFactory(
        slug="national",
        title_ur="قومی اجلاس",
        start=now + datetime.timedelta(days=9),
        series=series,
        number=4,
        groups=[group],
        mode="hybrid",
        summary="Plans of the year, and who does what of them.",
        **OPEN,
    )
    for title in ("Welcome", "Services in the provinces", "Any other business"):
        AgendaItemFactory(meeting=national, title=title, duration=20)
    _minutes(_held(series, group, now), now)
    MeetingFactory(slug="off", state="cancelled", start=national.start, reason="Roads were closed.")
    for days in range(12):
        MeetingFactory(start=now - datetime.timedelta(days=10 + 40 * days))


def _held(series, group: WorkingGroup, now: datetime.datetime) -> Meeting:
    meeting = MeetingFactory(
        slug="decided",
        title="Third national coordination meeting, with the health departments of all provinces",
        title_ur="تیسرا قومی رابطہ اجلاس",
        state="held",
        series=series,
        number=3,
        groups=[group],
        unnamed_present=2,
        start=now - datetime.timedelta(days=5),
        **OPEN,
    )
    item = AgendaItemFactory(
        meeting=meeting,
        title="Referral",
        title_ur="حوالہ",
        discussion="**One number** was asked for:\n\n- by day\n- by night",
    )
    DecisionFactory(
        meeting=meeting,
        item=item,
        serial=1,
        text="Agreed.\n\nAll partners use one number.",
        text_ur="تمام شراکت دار ایک ہی نمبر استعمال کریں گے۔",
        rationale="Asked for.",
    )
    ActionItemFactory(
        meeting=meeting,
        item=item,
        text="Map the services",
        visibility="public",
        owner_organisation=Organisation.objects.first(),
        due_on=now.date() + datetime.timedelta(days=30),
    )
    AttendanceFactory(meeting=meeting, organisation=Organisation.objects.first())
    MeetingDocument.objects.create(
        meeting=meeting, title="Concept note", url="https://example.org/note", visibility="public"
    )
    return meeting


def _minutes(meeting: Meeting, now: datetime.datetime) -> None:
    minutes = Minutes.objects.create(
        meeting=meeting,
        state="approved",
        preamble="The meeting began on time.",
        closing="The chair thanked all.",
        approved_at=now,
        approval_basis="no_objection",
    )
    for number, state in enumerate(("approved", "approved"), 1):
        content = to_json(gathering.whole(meeting))
        MinutesVersion.objects.create(minutes=minutes, number=number, state=state, content=content, at=now)
        minutes.closing = "The chair thanked all who came."
        minutes.save()


def _group(now: datetime.datetime) -> WorkingGroup:
    group = WorkingGroupFactory(
        name="Technical working group",
        name_ur="تکنیکی ورکنگ گروپ",
        acronym="TWG",
        slug="twg",
        purpose="Agrees how services are built up.\n\nMeets every second month.",
        purpose_ur="خدمات کی تعمیر پر اتفاق کرتا ہے۔",
        mailbox="office@unit.example.org",
        shows_actions=True,
        established_on=datetime.date(2024, 1, 7),
    )
    for role, organisation in zip(("chair", "secretariat", "member"), Organisation.objects.all(), strict=False):
        GroupMembershipFactory(group=group, organisation=organisation, role=role)
    WorkPlanItem.objects.create(group=group, year=now.year, title="Train trainers", lead=Organisation.objects.first())
    MeetingDocument.objects.create(
        group=group, title="Terms of reference", url="https://example.org/terms", visibility="public"
    )
    review = YearInReview.objects.create(
        group=group,
        year=2025,
        introduction="What we did.",
        introduction_ur="ہم نے کیا کیا۔",
        published=True,
        policy_title="Road map",
        policy_from=2024,
        policy_until=2027,
        policy_text="What it asks of all.",
    )
    for category in ("forum", "training"):
        Highlight.objects.create(
            review=review,
            category=category,
            lead="A forum",
            text="on referral was held.",
            text_ur="فورم ہوا۔",
            begins_on=datetime.date(2025, 3, 1),
            place="Quetta",
            objectives="**Agree** on one number\nTrain trainers",
        )
    ProposedAction.objects.create(review=review, text="Ask for funds.")
    Priority.objects.create(review=review, lead="Reach", text="all districts.", text_ur="تمام اضلاع۔")
    return group
