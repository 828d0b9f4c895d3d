"""Limits per second and per hour: whatever is asked and whenever, no second and no hour holds more."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from delivery import pace
from delivery.enums import MailingKind
from delivery.models import GrantedMinute, Mailing, Message, SendingLimits
from tests.factories.delivery import NOW, MailingFactory, MessageFactory, UserFactory

pytestmark = pytest.mark.django_db

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
BULK = Mailing(kind=MailingKind.BULK)
ONE_OFF = Mailing(kind=MailingKind.ONE_OFF)


def limit(per_second=None, per_hour=None):
    SendingLimits.objects.update_or_create(
        pk=1, defaults={"per_second": per_second, "per_hour": per_hour, "granted_lately": []}
    )
    GrantedMinute.objects.all().delete()


def ask(wanted, after=timedelta(), mailing=BULK):
    return pace.grant(wanted, mailing=mailing, now=NOW + after)


def test_without_limits_everything_is_granted_and_nothing_is_counted():
    assert ask(5000) == 5000
    limit()
    assert ask(5000) == 5000
    assert pace.wait(now=NOW) == timedelta()
    assert pace.ceiling() is None
    assert not GrantedMinute.objects.exists()


def test_without_limits_a_run_asks_the_database_once(django_assert_num_queries):
    with django_assert_num_queries(1):
        allowance = pace.Allowance.of(BULK)
        assert [allowance.ask(200, now=NOW) for _ in range(10)] == [200] * 10
        allowance.use(200)
        allowance.give_back(7)


def test_a_second_holds_what_the_limit_says_and_the_next_one_as_much():
    limit(per_second=10)
    assert [ask(6), ask(6), ask(6)] == [6, 4, 0]
    assert pace.wait(now=NOW + SECOND / 4) == SECOND * 3 / 4
    assert ask(20, SECOND - timedelta(microseconds=1)) == 0
    assert ask(20, SECOND) == 10


def test_at_one_a_second_one_leaves_each_second():
    limit(per_second=1)
    granted = [(tenths, ask(200, SECOND * tenths / 10)) for tenths in range(31)]
    assert [tenths for tenths, n in granted if n] == [0, 10, 20, 30]
    assert {n for _tenths, n in granted} == {0, 1}


def test_a_small_limit_per_hour_is_spread_and_leaves_some_to_one_off_mail():
    limit(per_hour=30)
    granted = [ask(200, MINUTE * minute) for minute in range(62)]
    assert granted == [3] * 9 + [2] + [0] * 52
    assert sum(granted) == 29
    assert ask(200, MINUTE * 62) == 3


def test_one_an_hour_is_one_an_hour():
    limit(per_hour=1)
    assert [ask(5), ask(5, HOUR), ask(5, HOUR + 2 * MINUTE)] == [1, 0, 1]


def test_one_off_mail_is_never_held_and_counts():
    limit(per_second=2, per_hour=40)
    assert [ask(1, mailing=ONE_OFF) for _ in range(50)] == [1] * 50
    assert pace.granted_within_the_hour(now=NOW) == 50
    assert ask(1) == 0
    assert ask(1, HOUR) == 0
    assert ask(1, HOUR + 2 * MINUTE) == 1


def test_a_one_off_mail_takes_no_more_than_its_one_message_while_it_is_under_way():
    limit(per_hour=40)
    allowance = pace.Allowance.of(ONE_OFF)
    assert allowance.ask(200, now=NOW) == 1
    assert pace.granted_within_the_hour(now=NOW) == 1


def test_what_was_granted_and_not_used_can_be_granted_again():
    limit(per_second=10, per_hour=100)
    allowance = pace.Allowance.of(BULK)
    assert allowance.ask(200, now=NOW) == 10
    allowance.use(6)
    allowance.give_back(2)  # of the six, two were never offered
    assert pace.granted_within_the_hour(now=NOW) == 4
    assert ask(200) == 6


def test_what_is_given_back_late_comes_off_the_minute_in_which_it_was_granted():
    limit(per_hour=100)
    allowance = pace.Allowance.of(BULK)
    assert allowance.ask(4, now=NOW) == 4
    allowance.use(4)
    assert allowance.ask(4, now=NOW + MINUTE) == 4
    allowance.use(1)
    allowance.give_back(2)
    assert dict(GrantedMinute.objects.values_list("minute", "granted")) == {NOW: 3, NOW + MINUTE: 0}


def test_a_run_takes_several_chunks_of_one_grant():
    limit(per_second=10)
    allowance = pace.Allowance.of(BULK)
    assert allowance.ask(10, now=NOW) == 10
    allowance.use(4)
    assert allowance.ask(10, now=NOW) == 6
    allowance.use(6)
    assert allowance.ask(10, now=NOW) == 0


def test_a_change_holds_for_what_is_granted_next():
    limit(per_second=100)
    assert ask(100) == 100
    pace.set_limits(per_second=10, per_hour=None, by=UserFactory(), now=NOW)
    assert ask(100, SECOND / 2) == 0
    assert ask(100, SECOND) == 10
    pace.set_limits(per_second=None, per_hour=None, by=UserFactory(), now=NOW)
    assert ask(5000, SECOND) == 5000


@pytest.mark.parametrize(("per_second", "per_hour"), [(0, None), (None, 0), (-1, None)])
def test_a_limit_is_one_message_at_least(per_second, per_hour):
    with pytest.raises(ValueError, match="at least"):
        pace.set_limits(per_second=per_second, per_hour=per_hour, by=UserFactory(), now=NOW)


def test_the_first_limit_counts_what_has_left_within_the_hour():
    MessageFactory.create_batch(3, mailing=MailingFactory(), marked_at=NOW - 5 * MINUTE)
    MessageFactory(marked_at=NOW - 2 * HOUR)
    MessageFactory()
    pace.set_limits(per_second=None, per_hour=4, by=UserFactory(), now=NOW)
    assert Message.objects.count() == 5
    assert pace.granted_within_the_hour(now=NOW) == 3
    assert ask(10) == 0
    pace.set_limits(per_second=None, per_hour=40, by=UserFactory(), now=NOW)
    assert pace.granted_within_the_hour(now=NOW) == 3


def test_who_set_the_limits_is_logged(caplog):
    user = UserFactory()
    with caplog.at_level("INFO", logger="delivery"):
        pace.set_limits(per_second=5, per_hour=600, by=user, now=NOW)
    (record,) = [record for record in caplog.records if record.message == "limits.set"]
    assert (record.by, record.per_second, record.per_hour) == (user.pk, 5, 600)
    assert get_user_model().objects.filter(pk=record.by).exists()


@pytest.mark.parametrize(
    ("per_second", "per_hour", "ceiling"),
    [(5, None, 5), (None, 3720, 3534 / 3720), (1, 37200, 1), (500, 3720, 3534 / 3720)],
)
def test_the_lower_limit_is_the_ceiling(per_second, per_hour, ceiling):
    limit(per_second, per_hour)
    assert pace.ceiling() == pytest.approx(ceiling)


def test_minutes_that_no_hour_counts_are_forgotten():
    limit(per_hour=600)
    ask(1)
    ask(1, 4 * HOUR)
    pace.forget(now=NOW + 4 * HOUR)
    assert GrantedMinute.objects.count() == 1


asking = st.tuples(
    st.integers(0, 400),  # tenths of a second later, or minutes
    st.booleans(),
    st.integers(1, 50),
    st.integers(0, 50),  # of these not used, and given back some time later
    st.integers(0, 60),
)


@given(st.integers(1, 40), st.none() | st.integers(1, 200), st.lists(asking, min_size=1, max_size=40))
@settings(max_examples=150, suppress_health_check=list(HealthCheck))
def test_whatever_is_asked_and_whenever_no_second_and_no_hour_holds_more(per_second, per_hour, askings):
    limit(per_second, per_hour)
    now, left = NOW, []
    for step, in_minutes, wanted, unused, later in askings:
        now += MINUTE * step / 10 if in_minutes else SECOND * step / 10
        allowance = pace.Allowance.of(BULK)
        granted = allowance.ask(wanted, now=now)
        assert 0 <= granted <= wanted
        assert granted or pace.wait(now=now)
        allowance.use(granted)
        allowance.give_back(min(unused, granted))
        # Some leave at once, the others up to a minute after they were granted.
        left.append((now, now + SECOND * later, granted - min(unused, granted)))
    for begin, _used, _n in left:
        assert sum(n for at, _used, n in left if begin <= at < begin + SECOND) <= per_second
    if per_hour is not None:
        for _at, begin, _n in left:
            assert sum(n for _at, used, n in left if begin <= used < begin + HOUR) <= per_hour


@given(st.integers(1, 5), st.integers(1, 40), st.lists(st.integers(0, 200), min_size=1, max_size=15))
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
def test_who_waits_as_long_as_told_is_granted_something_and_not_before(per_second, per_hour, steps):
    limit(per_second, per_hour)
    now = NOW
    for step in steps:
        now += SECOND * step / 10
        ask(50, now - NOW)
    wait = pace.wait(now=now)
    assert wait > timedelta()
    assert ask(1, now + wait - timedelta(microseconds=1) - NOW) == 0
    assert ask(1, now + wait - NOW) == 1
