"""Decisions are superseded and withdrawn, never in a ring, and each keeps saying what became of it."""

import contextlib
import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.decisions import details, numbering, standing
from meetings.exceptions import MeetingsError, MoveRefusedError, StaleEditError
from meetings.models import Decision, Minutes
from tests.factories.meetings import DecisionFactory, MeetingFactory

pytestmark = pytest.mark.django_db


def test_the_old_one_is_superseded_and_both_know_of_each_other():
    old, new = DecisionFactory(), DecisionFactory()

    standing.supersede(old, with_=new, by=None)

    old.refresh_from_db()
    assert (old.status, list(old.superseded_by.all())) == ("superseded", [new])
    third = DecisionFactory()
    for wrong in ({"old": old, "with_": third}, {"old": new, "with_": old}, {"old": new, "with_": new}):
        with pytest.raises(MoveRefusedError):
            standing.supersede(**wrong, by=None)
    with pytest.raises(MoveRefusedError):
        standing.supersede(third, with_=new, by=None)


def test_a_withdrawal_needs_a_reason_and_is_undone():
    decision = DecisionFactory()
    for reason in ("", "  ", "x" * 301):
        with pytest.raises(MeetingsError):
            standing.withdraw(decision, reason=reason, by=None)

    standing.withdraw(decision, reason="The law changed.", by=None)
    decision.refresh_from_db()
    assert (decision.status, decision.reason) == ("withdrawn", "The law changed.")
    with pytest.raises(MoveRefusedError):
        standing.withdraw(decision, reason="Again.", by=None)

    standing.reinstate(decision, by=None)
    decision.refresh_from_db()
    assert (decision.status, decision.reason) == ("in_force", "")
    with pytest.raises(MoveRefusedError):
        standing.reinstate(decision, by=None)


@pytest.mark.parametrize(("state", "status"), [("draft", "in_force"), ("approved", "superseded")])
def test_what_took_a_place_only_on_paper_gives_it_back(state, status):
    old, new = DecisionFactory(), DecisionFactory()
    Minutes.objects.create(meeting=new.meeting, state=state)
    standing.supersede(old, with_=new, by=None)

    standing.withdraw(new, reason="A slip.", by=None)

    old.refresh_from_db()
    assert old.status == status


def test_removing_the_successor_puts_the_old_one_in_force():
    meeting = MeetingFactory()
    old, new = (numbering.create(meeting, item=None, text="Agreed.", by=None) for _ in range(2))
    standing.supersede(old, with_=new, by=None)

    numbering.remove(new, by=None)

    old.refresh_from_db()
    assert old.status == "in_force"


def test_words_stay_as_the_minutes_agreed_on_them_and_the_rest_may_change():
    decision = DecisionFactory(text="Agreed.")
    before = details.details_of(decision)
    reworded = dataclasses.replace(before, text="Agreed to.")
    details.change(decision, reworded, seen=before.stamp, by=None)
    with pytest.raises(StaleEditError) as caught:
        details.change(decision, dataclasses.replace(before, text="No."), seen=before.stamp, by=None)
    assert caught.value.theirs == reworded

    Minutes.objects.create(meeting=decision.meeting, state="approved")
    with pytest.raises(MeetingsError):
        details.change(decision, dataclasses.replace(reworded, text="Never."), seen=reworded.stamp, by=None)
    translated = dataclasses.replace(reworded, text_ur="متفق", visibility="unit")
    details.change(decision, translated, seen=reworded.stamp, by=None)
    decision.refresh_from_db()
    assert details.details_of(decision) == translated


STEPS = st.lists(
    st.tuples(st.sampled_from(["supersede", "withdraw", "reinstate"]), st.integers(0, 3), st.integers(0, 3)),
    max_size=14,
)


@settings(max_examples=25)
@given(STEPS)
def test_whatever_staff_do_no_chain_closes_to_a_ring_and_statuses_agree_with_the_links(steps):
    meeting = MeetingFactory()
    decisions = [DecisionFactory(meeting=meeting) for _ in range(4)]
    for act, one, other in steps:
        with contextlib.suppress(MoveRefusedError):
            match act:
                case "supersede":
                    standing.supersede(decisions[one], with_=decisions[other], by=None)
                case "withdraw":
                    standing.withdraw(decisions[one], reason="A slip.", by=None)
                case "reinstate":
                    standing.reinstate(decisions[one], by=None)

    rows = {row.pk: row for row in Decision.objects.filter(meeting=meeting)}
    followed = {row.supersedes_id for row in rows.values()} - {None}
    assert followed == {pk for pk, row in rows.items() if row.status == "superseded"}
    for decision in rows.values():
        chain = [decision.pk]
        while before := rows[chain[-1]].supersedes_id:
            assert before not in chain
            chain.append(before)
