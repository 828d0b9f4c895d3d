"""Rules as forms: every tree that the form can show comes back the same, and nonsense is shown as nothing."""

import pytest
from django.http import QueryDict
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from stakeholders.models import Province
from stakeholders.segments import builder
from stakeholders.segments.builder import Group, Match
from stakeholders.segments.rules import EVERYBODY, MAX_OF_SEGMENT, AllOf, AnyOf, Is, Not

URDU, BALOCHISTAN = Is("language", ("ur",)), Is("province", ("PK-BA",))


def sent(group, **more):
    """What a browser sends of a form that shows `group`."""
    data = QueryDict(mutable=True)
    for part in group.walk():
        data[f"{part.path}:is"] = "group" if part.is_group else "row"
        if part.is_group:
            data[f"{part.path}:match"] = part.match
        else:
            data[f"{part.path}:criterion"] = data[f"{part.path}:shown"] = part.criterion
            data[f"{part.path}:negated"] = "1" if part.negated else ""
            data.setlist(f"{part.path}:values", part.values)
    data.update(more)
    return data


def acted(group, act):
    return builder.submitted(sent(group, act=act))


def kinds(group):
    return [(part.path, "group" if part.is_group else part.criterion) for part in group.walk()]


leaves = st.sampled_from([URDU, BALOCHISTAN])
leaves = st.one_of(leaves, leaves.map(Not))


def combined(inner):
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    groups = st.one_of(several.map(AllOf), several.map(AnyOf))
    return st.one_of(groups, groups.map(Not))


@given(rule=st.one_of(leaves, combined(leaves), combined(st.one_of(leaves, combined(leaves)))))
def test_what_the_form_shows_and_a_browser_sends_is_the_same_rule(rule):
    shown = builder.showing(rule)
    assert builder.rule_of(builder.submitted(sent(shown))) == rule


def test_rows_and_groups_are_added_and_removed_where_the_button_stands():
    form = acted(builder.showing(URDU), "add-row 0")
    assert kinds(form) == [("0", "group"), ("0.0", "language"), ("0.1", "")]
    form = acted(form, "add-group 0")
    assert kinds(form)[3:] == [("0.2", "group"), ("0.2.0", "")]
    assert form.parts[2].match == Match.ANY
    form = acted(form, "add-row 0.2")
    assert kinds(form)[3:] == [("0.2", "group"), ("0.2.0", ""), ("0.2.1", "")]
    form = acted(form, "remove 0.1")
    assert kinds(form) == [("0", "group"), ("0.0", "language"), ("0.1", "group"), ("0.1.0", ""), ("0.1.1", "")]
    form = acted(form, "remove 0.1")
    assert builder.rule_of(form) == URDU


@pytest.mark.parametrize("act", ["", "look", "add-row", "add-row 7", "add-row 0.0", "add-group 0.0", "remove 0", "x 0"])
def test_other_acts_change_nothing(act):
    form = builder.showing(AllOf((URDU, BALOCHISTAN)))
    assert kinds(acted(form, act)) == kinds(form)


def test_groups_end_at_the_third_level_and_rows_at_what_a_segment_may_hold():
    form = builder.showing(URDU)
    for path in ("0", "0.1", "0.1.1"):
        form = acted(form, f"add-group {path}")
    assert [part.path for part in form.walk() if part.is_group] == ["0", "0.1", "0.1.1"]
    for _time in range(100):
        form = acted(form, "add-row 0")
    assert len(list(form.walk())) == MAX_OF_SEGMENT


def test_blank_rows_and_empty_groups_say_nothing():
    assert builder.rule_of(builder.showing(EVERYBODY)) is None
    form = Group(match=Match.NONE, parts=[builder.Row(), Group(parts=[builder.Row()])])
    assert builder.rule_of(form) is None


def test_values_of_the_criterion_that_was_shown_before_are_dropped_with_it():
    data = sent(builder.showing(BALOCHISTAN))
    data["0.0:criterion"] = "kind"
    (row,) = builder.submitted(data).rows()
    assert (row.criterion, row.values) == ("kind", [])


def test_nonsense_is_read_as_little():
    data = QueryDict("0:match=most&0.0:is=row&0.0:criterion=language&0.2:is=row&act=remove+0&0.0.0.0:is=group")
    form = builder.submitted(data)
    assert (form.match, kinds(form)) == (Match.ALL, [("0", "group"), ("0.0", "language")])
    deep = QueryDict(mutable=True)
    path = "0"
    for _level in range(500):
        path += ".0"
        deep[f"{path}:is"] = "group"
    assert len(list(builder.submitted(deep).walk())) < 20


@pytest.mark.django_db
def test_rows_are_filled_by_one_query_a_list_and_say_what_is_wrong(django_assert_num_queries):
    Province.objects.filter(code="PK-BA").update(valid_to="2020-01-01")
    form = builder.showing(
        AllOf((BALOCHISTAN, Is("province", ("PK-SD",)), Is("province", ("PK-XX",)), Is("x", ("y",))))
    )
    form.parts.append(builder.Row(criterion="language"))
    with django_assert_num_queries(4):  # provinces, their retired, those that are gone, languages
        builder.fill(form, on=timezone.localdate(), complain=True)
    retired, offered, gone, unknown, empty = form.rows()
    assert ("PK-BA", "Balochistan (retired)") in retired.choices
    assert "PK-BA" not in dict(offered.choices)
    assert (retired.error, offered.error) == ("", "")
    assert gone.error == "Some of what was chosen here is gone."
    assert unknown.error == "There is no such condition any more."
    assert empty.error == "Choose at least one."
