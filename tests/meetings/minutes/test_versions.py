"""What differs between two versions: word by word, in the order of the newer one, without what a reader may not see."""

import dataclasses
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.enums import MinutesState
from meetings.minutes import lifecycle, versions
from meetings.minutes.edition import from_version
from meetings.minutes.versions import Change, compare, differences
from meetings.models import ActionItem, Decision, Minutes
from tests.factories.staff import staff
from tests.meetings.minutes.worlds import NOW, PARTNERS, PUBLIC, READERS, UNIT, meeting_with_minutes


def text_of(pieces, *without):
    return "".join(piece.text for piece in pieces if piece.change not in without)


@given(old=st.text(alphabet="ab \n.آ", max_size=60), new=st.text(alphabet="ab \n.آ", max_size=60))
def test_what_is_removed_and_added_makes_the_one_of_the_other(old, new):
    pieces = list(compare(old, new))

    assert text_of(pieces, Change.ADDED) == old
    assert text_of(pieces, Change.REMOVED) == new


def test_a_changed_word_is_marked_and_the_rest_is_not():
    pieces = list(compare("We trained 20 physicians.\nAs before.", "We trained 200 physicians.\nAs before."))

    assert [(piece.change, piece.text) for piece in pieces if piece.change != Change.SAME] == [
        (Change.REMOVED, "20"),
        (Change.ADDED, "200"),
    ]


def test_two_long_texts_that_share_nothing_are_compared_in_time():
    begin = time.process_time()
    list(compare("a b " * 12_000, "c d " * 12_000))
    assert time.process_time() - begin < 5


@pytest.fixture
def two_versions(db):
    user = staff("Reviewer")
    meeting = meeting_with_minutes()
    minutes = Minutes.objects.get(meeting=meeting)
    first = lifecycle.circulate(minutes, by=user, now=NOW)
    lifecycle.take_back(minutes, by=user, now=NOW)
    meeting.items.filter(title="Xopenitem").update(discussion="Xopendiscussion was had and **ended**")
    meeting.items.filter(title="Xunititem").update(discussion="Xunitdiscussion, secretly longer")
    Decision.objects.filter(text="Xopendecision").update(text="Xopendecision, reworded")
    ActionItem.objects.filter(text="Xopenaction").update(status="done")
    Minutes.objects.filter(pk=minutes.pk).update(closing="")
    second = lifecycle.circulate(minutes, by=user, now=NOW)
    return first, second


@pytest.mark.parametrize(("reader", "sees_secret"), [(PARTNERS, False), (UNIT, True)])
def test_each_reader_sees_the_differences_of_their_own_edition(two_versions, reader, sees_secret):
    found = differences(*(from_version(version, reader) for version in two_versions))

    labels = [difference.label for difference in found]
    assert labels[0] == "Xopenitem"
    assert "Closing" in labels
    assert ("Xunititem" in labels) == sees_secret
    assert ("secretly" in str(found)) == sees_secret
    assert "done" not in str(found)  # how far an action is, is no change of the minutes


def test_nothing_differs_from_itself(two_versions):
    edition = from_version(two_versions[0], UNIT)
    assert differences(edition, dataclasses.replace(edition, version=9)) == []


def test_each_reader_is_offered_what_was_meant_for_them(two_versions):
    minutes = two_versions[0].minutes
    lifecycle.approve_by_silence(minutes, now=minutes.objections_until or NOW)
    Minutes.objects.filter(pk=minutes.pk).update(objections_until=NOW)
    lifecycle.approve_by_silence(minutes, now=NOW)
    minutes = Minutes.objects.get(pk=minutes.pk)

    assert minutes.state == MinutesState.APPROVED
    offered = {reader: [version.number for version in versions.of(minutes, reader)] for reader in READERS}
    assert offered == {PUBLIC: [3], PARTNERS: [3, 2, 1], UNIT: [3, 2, 1]}
