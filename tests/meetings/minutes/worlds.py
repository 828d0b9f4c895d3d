"""Meetings whose minutes hold one needle for each thing that somebody may not see."""

import datetime

from meetings.enums import Presence, Visibility
from meetings.models import ActionUpdate, Meeting, MeetingDocument, Minutes
from tests.factories.meetings import (
    ActionItemFactory,
    AgendaItemFactory,
    AttendanceFactory,
    DecisionFactory,
    MeetingFactory,
    MeetingSeriesFactory,
    WorkingGroupFactory,
)
from tests.factories.stakeholders import ContactFactory, OrganisationFactory

PUBLIC, PARTNERS, UNIT = Visibility.PUBLIC, Visibility.PARTNERS, Visibility.UNIT
READERS = [PUBLIC, PARTNERS, UNIT]
NOW = datetime.datetime(2026, 2, 2, 9, tzinfo=datetime.UTC)

# What is written into a record, and the most open edition in which it may stand. None: in no edition at all.
NEEDLES = {
    "Xtitle": PUBLIC,
    "Xplace": PUBLIC,
    "Xpreamble": PUBLIC,
    "Xclosing": PUBLIC,
    "Xcoorganiser": PUBLIC,
    "Xopengroup": PUBLIC,
    "Xclosedgroup": UNIT,
    "Xchair": PARTNERS,
    "Xminutestaker": PARTNERS,
    "Xorganisation": PUBLIC,
    "Xpresentperson": PARTNERS,
    "Xunlistedorganisation": PARTNERS,
    "Xwrittenorganisation": PARTNERS,
    "Xexcusedorganisation": PARTNERS,
    "Xunlistedcoorganiser": PARTNERS,
    "Xunlistedowner": PARTNERS,
    "Xexcusedperson": PARTNERS,
    "Xabsentperson": None,
    "Xopenitem": PUBLIC,
    "Xopendiscussion": PUBLIC,
    "Xpresenter": PARTNERS,
    "Xpartneritem": PARTNERS,
    "Xpartnerdiscussion": PARTNERS,
    "Xunititem": UNIT,
    "Xunitdiscussion": UNIT,
    "Xunitactionofunititem": UNIT,
    "Xopendecision": PUBLIC,
    "Xclosedrationale": UNIT,
    "D-2025-77": UNIT,
    "Xpartnerdecision": PARTNERS,
    "Xopenaction": PUBLIC,
    "Xownerperson": PARTNERS,
    "Xownerorganisation": PUBLIC,
    "Xunitaction": UNIT,
    "Xopenreviewed": PUBLIC,
    "Xopennote": PUBLIC,
    "Xclosedreviewed": UNIT,
    "Xclosednote": UNIT,
    "Xopendocument": PUBLIC,
    "Xpartnerdocument": PARTNERS,
    "Xdocumentofunititem": UNIT,
    "Xnextmeeting": UNIT,
    "Xjoinlink": None,
    "Xjoindetails": None,
    "Xstaffname": None,
    "Xbackground": None,
    "Xreason": None,
}


def needles_for(reader: str) -> set[str]:
    """Return what an edition for `reader` holds."""
    return {needle for needle, level in NEEDLES.items() if level and READERS.index(level) <= READERS.index(reader)}


def meeting_with_minutes(**fields) -> Meeting:
    """Return a held meeting with minutes as a draft, everything about it public, full of `NEEDLES`."""
    levels = {"minutes_visibility": PUBLIC, "attendance_visibility": PUBLIC, "agenda_visibility": PUBLIC}
    series = MeetingSeriesFactory(title="National coordination")
    meeting = MeetingFactory(
        title="Xtitle meeting",
        place="Xplace",
        state=Meeting.State.HELD,
        series=series,
        number=3,
        chair="Xchair",
        minutes_by="Xminutestaker",
        join_url="https://example.org/Xjoinlink",
        join_details="Xjoindetails",
        reason="Xreason",
        unnamed_present=2,
        groups=[WorkingGroupFactory(name="Xopengroup"), WorkingGroupFactory(name="Xclosedgroup", visibility=UNIT)],
        **(levels | fields),
    )
    meeting.co_organisers.add(OrganisationFactory(name="Xcoorganiser"))
    meeting.co_organisers.add(OrganisationFactory(name="Xunlistedcoorganiser", public=False))
    Minutes.objects.create(meeting=meeting, preamble="Xpreamble", closing="Xclosing")
    AttendanceFactory(meeting=meeting, name="Xpresentperson", organisation=OrganisationFactory(name="Xorganisation"))
    AttendanceFactory(
        meeting=meeting,
        name="Xexcusedperson",
        organisation_name="Xexcusedorganisation",
        presence=Presence.APOLOGIES,
    )
    AttendanceFactory(meeting=meeting, organisation=OrganisationFactory(name="Xunlistedorganisation", public=False))
    AttendanceFactory(meeting=meeting, organisation_name="Xwrittenorganisation")
    AttendanceFactory(meeting=meeting, name="Xabsentperson", presence=Presence.ABSENT)
    _items(meeting)
    _earlier(meeting)
    MeetingFactory(series=series, number=4, title="Xnextmeeting", visibility=UNIT, start=_later(meeting))
    return meeting


def _later(meeting):
    return meeting.start + datetime.timedelta(days=60)


def _items(meeting):
    first = AgendaItemFactory(
        meeting=meeting,
        title="Xopenitem",
        presenter="Xpresenter",
        background="Xbackground",
        discussion="**Xopendiscussion** was had:\n\n- first point\n- second point",
    )
    second = AgendaItemFactory(
        meeting=meeting, title="Xpartneritem", discussion="Xpartnerdiscussion", visibility=PARTNERS
    )
    third = AgendaItemFactory(meeting=meeting, title="Xunititem", discussion="Xunitdiscussion", visibility=UNIT)
    closed = DecisionFactory(text="Of an earlier meeting", year=2025, serial=77, visibility=UNIT)
    DecisionFactory(meeting=meeting, item=first, text="Xopendecision", supersedes=closed)
    DecisionFactory(meeting=meeting, item=first, text="A closed one", rationale="Xclosedrationale", visibility=UNIT)
    DecisionFactory(meeting=meeting, item=second, text="Xpartnerdecision")
    ActionItemFactory(
        meeting=meeting,
        item=first,
        text="Xopenaction",
        owner=ContactFactory(name="Xownerperson"),
        owner_organisation=OrganisationFactory(name="Xownerorganisation"),
        due_on=datetime.date(2026, 3, 1),
    )
    unlisted = OrganisationFactory(name="Xunlistedowner", public=False)
    ActionItemFactory(meeting=meeting, item=first, owner_organisation=unlisted)
    ActionItemFactory(meeting=meeting, item=third, text="Xunitactionofunititem")
    ActionItemFactory(meeting=meeting, text="Xunitaction", visibility=UNIT)
    MeetingDocument.objects.create(meeting=meeting, item=first, title="Xopendocument", visibility=PUBLIC)
    MeetingDocument.objects.create(meeting=meeting, title="Xpartnerdocument", visibility=PARTNERS)
    MeetingDocument.objects.create(meeting=meeting, item=third, title="Xdocumentofunititem", visibility=PUBLIC)


def _earlier(meeting):
    open_before = MeetingFactory(state=Meeting.State.HELD, minutes_visibility=PUBLIC)
    closed_before = MeetingFactory(state=Meeting.State.HELD, minutes_visibility=UNIT)
    for earlier, word in [(open_before, "open"), (closed_before, "closed")]:
        action = ActionItemFactory(meeting=earlier, text=f"X{word}reviewed")
        ActionUpdate.objects.create(action=action, meeting=meeting, at=NOW, status="pending", note=f"X{word}note")
