"""Whatever a meeting holds and wherever it is: its calendar reads back as the same words and the same instants."""

import datetime
import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from meetings.calendar import time_zones
from meetings.calendar.events import calendar_of, event_of
from meetings.enums import Mode
from meetings.models import Meeting
from tests.meetings.calendar.reading import only, read, unfolded

NOW = datetime.datetime(2026, 1, 5, 8, tzinfo=datetime.UTC)


def utc(*parts):
    return datetime.datetime(*parts, tzinfo=datetime.UTC)


ZONES = [
    "Asia/Karachi",
    "Asia/Kathmandu",
    "Europe/Zurich",
    "Europe/Dublin",  # its summer is the standard time of the database
    "America/New_York",
    "Australia/Lord_Howe",  # half an hour
    "America/St_Johns",
    "Pacific/Chatham",
    "Africa/Casablanca",  # by the moon
    "Africa/Cairo",
    "America/Santiago",
    "Asia/Gaza",
    "UTC",
    "Etc/GMT+12",
]
# Moments at which clocks in Zurich and New York change, and an hour on either side.
BORDERS = [utc(2026, 3, 29, 1), utc(2026, 10, 25, 1), utc(2026, 3, 8, 7)]
ON_BORDERS = st.builds(
    lambda moment, minutes: moment + datetime.timedelta(minutes=minutes), st.sampled_from(BORDERS), st.integers(-90, 90)
)
AT_ANY_TIME = st.builds(lambda hours: utc(2020, 1, 1) + datetime.timedelta(hours=hours), st.integers(0, 175_000))
MOMENTS = st.one_of(ON_BORDERS, AT_ANY_TIME)
TEXT = st.text(
    st.one_of(
        st.sampled_from("\n\r,;:\\\"'^ \t اجلاس ذہنی 😀👩‍⚕️\u200f\u2028\x85\x00\x07%[]"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=120,
)


def plain(text):
    """Return what RFC 5545 lets a text hold."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", re.sub("\r\n|[\r\n\x85\u2028\u2029]", "\n", text))


def _meeting(zone, start, lasts, title, place, details):
    return Meeting(
        title=f"T{title}",
        place=f"P{place}",
        mode=Mode.HYBRID,
        join_details=f"D{details}",
        start=start,
        end=start + datetime.timedelta(minutes=lasts),
        zone=zone,
        state=Meeting.State.ANNOUNCED,
        created_at=NOW,
        updated_at=NOW,
    )


@settings(max_examples=150, deadline=None)
@given(
    meetings=st.lists(
        st.builds(_meeting, st.sampled_from(ZONES), MOMENTS, st.integers(1, 6000), TEXT, TEXT, TEXT),
        min_size=1,
        max_size=3,
    )
)
@example([_meeting("Europe/Zurich", utc(2026, 10, 25, 1, 30), 90, "", "", "")])  # the second 02:30
@example([_meeting("Europe/Zurich", utc(2026, 3, 28, 23), 3 * 1440, "الف; ب\nج", "", "")])
def test_it_reads_back_as_it_was(meetings):
    rows = [(each, event_of(each, page_url="", joining=True, now=NOW)) for each in meetings]
    octets = calendar_of("PUBLISH", rows).to_ical(sorted=False)
    events = {event.uid.value: event for event in read(octets).vevent_list}
    assert len(events) == len(meetings) == sum(line.startswith("UID:") for line in unfolded(octets))
    for meeting in meetings:
        event = events[meeting.uid]
        assert event.dtstart.value.astimezone(datetime.UTC) == meeting.start
        assert event.dtend.value.astimezone(datetime.UTC) == meeting.end
        assert event.summary.value == plain(meeting.title)
        assert event.location.value == plain(meeting.place)
        assert event.description.value == plain(meeting.join_details.strip())


def test_a_zone_is_one_standard_and_one_daylight_at_most_and_rules_name_one_day():
    """That is what Exchange reads ([MS-OXCICAL] 2.1.3.1.1.19); of anything else it makes wrong times."""
    zurich = time_zones.described("Europe/Zurich", 2026, 2028).to_ical().decode().split("\r\n")
    assert zurich == [
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Zurich",
        "BEGIN:DAYLIGHT",
        "DTSTART:19700329T020000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:19701025T030000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "END:STANDARD",
        "END:VTIMEZONE",
        "",
    ]
    karachi = only(time_zones.described("Asia/Karachi", 2026, 2026).subcomponents).to_ical().decode()
    assert "RRULE" not in karachi
    assert "TZOFFSETTO:+0500" in karachi
    assert time_zones.described("Africa/Casablanca", 2026, 2026) is None
    assert time_zones.described("UTC", 2026, 2026) is None
