"""One filter for every form that minutes go out in: what each reader sees of records and of versions."""

import dataclasses
import datetime
import json
import types
import typing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.enums import MinutesState, Visibility
from meetings.minutes import gathering
from meetings.minutes.edition import ClosedEditionError, edition, for_reader, from_version
from meetings.minutes.parts import Edition, Part, from_json, to_json
from meetings.models import ActionItem, Attendance, Decision, Minutes, MinutesVersion
from tests.factories.meetings import ActionItemFactory, AgendaItemFactory, AttendanceFactory, DecisionFactory
from tests.meetings.minutes.worlds import (
    NEEDLES,
    NOW,
    PARTNERS,
    PUBLIC,
    READERS,
    UNIT,
    meeting_with_minutes,
    needles_for,
)

pytestmark = pytest.mark.django_db
APPROVED = MinutesState.APPROVED


def in_state(meeting, state):
    Minutes.objects.filter(meeting=meeting).update(state=state)
    return meeting


def version_of(meeting, *, state=APPROVED, number=1):
    content = to_json(gathering.whole(in_state(meeting, state)))
    content = json.loads(json.dumps(content))  # as the database gives it back
    return MinutesVersion.objects.create(
        minutes=Minutes.objects.get(meeting=meeting), number=number, state=state, content=content, at=NOW
    )


def text_of(part):
    return json.dumps(to_json(part), ensure_ascii=False)


def found(text):
    return {needle for needle in NEEDLES if needle in text}


@pytest.mark.parametrize("reader", READERS)
def test_an_edition_holds_what_its_reader_may_see_and_nothing_else(reader):
    meeting = in_state(meeting_with_minutes(), APPROVED)

    assert found(text_of(edition(meeting, reader))) == needles_for(reader)


@pytest.mark.parametrize("reader", READERS)
def test_a_version_is_filtered_like_the_records_that_it_was_made_from(reader):
    meeting = meeting_with_minutes()
    version = version_of(meeting)

    of_version = dataclasses.replace(from_version(version, reader), version=0, at=None)

    assert of_version == edition(meeting, reader)


def test_nothing_is_lost_on_the_way_to_json_and_back():
    whole = gathering.whole(meeting_with_minutes())

    assert from_json(json.loads(json.dumps(to_json(whole)))) == whole


@pytest.mark.parametrize(
    ("state", "minutes_visibility", "readers"),
    [
        (MinutesState.DRAFT, PUBLIC, [UNIT]),
        (MinutesState.CIRCULATED, PUBLIC, [PARTNERS, UNIT]),
        (MinutesState.APPROVED, PUBLIC, READERS),
        (MinutesState.AMENDED, PUBLIC, READERS),
        (MinutesState.APPROVED, PARTNERS, [PARTNERS, UNIT]),
        (MinutesState.CIRCULATED, UNIT, [UNIT]),
        (MinutesState.APPROVED, UNIT, [UNIT]),
    ],
)
def test_who_sees_minutes_at_all_follows_from_their_state_and_their_level(state, minutes_visibility, readers):
    meeting = in_state(meeting_with_minutes(minutes_visibility=minutes_visibility), state)
    version = version_of(meeting, state=state)

    for reader in READERS:
        for make in (
            lambda reader=reader: edition(meeting, reader),
            lambda reader=reader: from_version(version, reader),
        ):
            if reader in readers:
                assert make().reader == reader
            else:
                with pytest.raises(ClosedEditionError):
                    make()


def test_what_is_closed_after_a_version_was_made_is_closed_in_it_too():
    meeting = meeting_with_minutes()
    version = version_of(meeting)
    meeting.items.filter(title="Xopenitem").update(visibility=UNIT)
    meeting.attendance_visibility = PARTNERS
    meeting.save()
    version = MinutesVersion.objects.get(pk=version.pk)

    seen = found(text_of(from_version(version, PUBLIC)))

    assert not seen & {"Xopenitem", "Xopendiscussion", "Xopendecision", "Xopenaction", "Xorganisation"}
    assert "Xtitle" in seen


def test_what_is_opened_after_a_version_was_made_stays_closed_in_it():
    meeting = meeting_with_minutes()
    version = version_of(meeting)
    meeting.items.update(visibility=PUBLIC)
    ActionItem.objects.update(visibility=PUBLIC)
    Decision.objects.update(visibility=PUBLIC)

    assert found(text_of(from_version(version, PUBLIC))) == needles_for(PUBLIC)


def test_a_version_of_a_meeting_that_was_closed_since_is_closed():
    version = version_of(meeting_with_minutes())
    version.minutes.meeting.visibility = UNIT

    with pytest.raises(ClosedEditionError):
        from_version(version, PARTNERS)


def test_everybody_is_counted_who_was_there_and_nobody_else():
    meeting = in_state(meeting_with_minutes(), APPROVED)

    assert edition(meeting, PUBLIC).attendance.head_count == 5


def test_an_erased_person_stands_in_no_edition():
    meeting = meeting_with_minutes()
    Attendance.objects.filter(name="Xpresentperson").update(name="")

    assert "Xpresentperson" not in text_of(edition(meeting, UNIT))


def test_the_number_of_queries_does_not_grow_with_the_minutes(django_assert_max_num_queries):
    meeting = meeting_with_minutes()
    for _ in range(20):
        item = AgendaItemFactory(meeting=meeting)
        DecisionFactory(meeting=meeting, item=item)
        ActionItemFactory(meeting=meeting, item=item)
        AttendanceFactory(meeting=meeting)
    version = version_of(meeting)

    with django_assert_max_num_queries(16):
        edition(meeting, UNIT)
    version = MinutesVersion.objects.select_related("minutes__meeting").get(pk=version.pk)
    with django_assert_max_num_queries(7):
        from_version(version, PUBLIC)


def drawn(kind):
    """Return the strategy of what an annotation of a part says; levels are drawn one by one."""
    if isinstance(kind, types.UnionType):
        return st.none() | drawn(typing.get_args(kind)[0])
    if typing.get_origin(kind) is tuple:
        return st.lists(drawn(typing.get_args(kind)[0]), max_size=2).map(tuple)
    if dataclasses.is_dataclass(kind):
        return st.builds(kind, **{name: drawn(hint) for name, hint in typing.get_type_hints(kind).items()})
    return {
        str: st.uuids().map(str),
        int: st.integers(0, 10**6),
        Visibility: st.sampled_from(READERS),
        datetime.date: st.dates(),
        datetime.datetime: st.datetimes(timezones=st.just(datetime.UTC)),
    }[kind]


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(whole=drawn(Edition))
def test_a_more_closed_reader_sees_all_that_a_more_open_one_does(whole):
    assert from_json(json.loads(json.dumps(to_json(whole)))) == whole
    whole = dataclasses.replace(whole, level=PUBLIC)
    public, partners, unit = (parts(for_reader(whole, reader)) for reader in READERS)

    assert public <= partners <= unit == parts(whole)
    assert {level for level, _words in public} == {PUBLIC}
    assert {level for level, _words in partners} <= {PUBLIC, PARTNERS}


def parts(value):
    """Return every part, at any depth, with its level and its own words."""
    if isinstance(value, tuple):
        return set().union(*map(parts, value))
    if not dataclasses.is_dataclass(value):
        return set()
    own = [getattr(value, field.name) for field in dataclasses.fields(value)]
    words = {(value.level, each) for each in own if type(each) is str} if isinstance(value, Part) else set()
    return words.union(*map(parts, own))
