"""With 20,000 queued, pause and cancel act at once. And a schedule is an instant, whatever clocks do."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as django_settings
from django.db import connections

from delivery import addresses, bulk, conf, ledger, mailings, sweeper
from delivery.audiences import Candidate
from delivery.enums import MailingState, MessageState, SkipReason
from delivery.models import Address, Mailing, Message
from tests.factories.delivery import NOW, UserFactory, approved_mailing, start_and_prepare

pytestmark = pytest.mark.django_db

QUEUED = 20_000


@pytest.fixture
def queued():
    """A mailing that sends, with 20,000 messages that wait.

    PostgreSQL is told of them, as autovacuum does once they are committed: what an earlier test left it to believe of
    these tables can make it compare each with each, which takes minutes.
    """
    found = addresses.get_or_create_many(f"reader-{n}@example.org" for n in range(QUEUED))
    bulk.analyse(Address)
    candidates = [Candidate(str(address.pk), address.pk, "en") for address in found.values()]
    mailing = start_and_prepare(approved_mailing(candidates))
    bulk.analyse(Mailing, Message)
    return mailing


@pytest.fixture
def in_mid_run(deliver, smtp_server):
    """Deliver, let something happen when the server has some dozens, and return how many came after that."""
    connection = connections["default"]

    def in_mid_run(mailing, act):
        taken, enough = [], len(smtp_server.caught) + 50

        def clock():
            if not taken and len(smtp_server.caught) >= enough:
                taken.append(len(smtp_server.caught))
                connections["default"] = connection  # a task of the loop would open one of its own
                act()
            return NOW

        deliver(mailing, clock=clock)
        return len(smtp_server.caught) - taken[0]

    return in_mid_run


@pytest.mark.long
def test_a_pause_lets_no_more_than_one_message_of_each_connection_go(queued, deliver, in_mid_run, smtp_server):
    same, user = Mailing.objects.get(pk=queued.pk), UserFactory()
    after = in_mid_run(queued, lambda: mailings.pause(same, reason="Wrong picture", by=user))
    assert after <= django_settings.SMTP_CONNECTIONS
    account = ledger.count(queued)
    assert queued.state == MailingState.PAUSED
    assert account.balanced
    assert account.messages[MessageState.SENT] == len(smtp_server.caught)
    assert account.messages[MessageState.PENDING] == QUEUED - len(smtp_server.caught)
    mailings.resume(queued, by=user)
    in_mid_run(queued, lambda: mailings.cancel(same, by=user, now=NOW))
    assert len(smtp_server.caught) >= 100
    assert len(set(smtp_server.recipients)) == len(smtp_server.recipients)


@pytest.mark.long
def test_a_cancellation_skips_everything_that_waits(queued, in_mid_run, smtp_server, django_assert_max_num_queries):
    same, user = Mailing.objects.get(pk=queued.pk), UserFactory()
    after = in_mid_run(queued, lambda: mailings.cancel(same, by=user, now=NOW))
    assert after <= django_settings.SMTP_CONNECTIONS
    with django_assert_max_num_queries(20):
        sweeper.sweep(now=NOW)
    account = ledger.count(queued)
    assert account.balanced
    assert account.messages[MessageState.SENT] == len(smtp_server.caught)
    assert account.messages[MessageState.SKIPPED] == QUEUED - len(smtp_server.caught)
    assert set(queued.messages.filter(state=MessageState.SKIPPED).values_list("skip_reason")) == {
        (SkipReason.CANCELLED,)
    }


@pytest.mark.parametrize(
    ("local", "instant"),
    [
        # London puts its clocks back on 25 October 2026: half past one comes twice.
        (datetime(2026, 10, 25, 1, 30, tzinfo=ZoneInfo("Europe/London")), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (
            datetime(2026, 10, 25, 1, 30, fold=1, tzinfo=ZoneInfo("Europe/London")),
            datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
        ),
        # New York puts them forward on 8 March: there is no half past two, which is half past three.
        (datetime(2026, 3, 8, 2, 30, tzinfo=ZoneInfo("America/New_York")), datetime(2026, 3, 8, 7, 30, tzinfo=UTC)),
        (datetime(2026, 3, 8, 9, 0, tzinfo=ZoneInfo("Asia/Karachi")), datetime(2026, 3, 8, 4, 0, tzinfo=UTC)),
    ],
)
def test_a_schedule_is_an_instant_whatever_clocks_do(local, instant, settings):
    settings.TIME_ZONE = "Europe/London"
    mailing = approved_mailing()
    mailings.schedule(mailing, at=local, by=UserFactory(), now=NOW)
    sweeper.sweep(now=instant - timedelta(seconds=1))
    mailing.refresh_from_db()
    assert mailing.state == MailingState.SCHEDULED
    sweeper.sweep(now=instant)
    mailing.refresh_from_db()
    assert (mailing.state, mailing.started_at) == (MailingState.PREPARING, instant)


def test_the_guard_against_late_schedules_counts_hours_that_pass_and_not_what_clocks_show():
    mailing = approved_mailing()
    due = datetime(2026, 10, 25, 0, 30, fold=0, tzinfo=ZoneInfo("Europe/London"))
    mailings.schedule(mailing, at=due, by=UserFactory(), now=NOW)
    # Six hours by the clock on the wall, seven in truth.
    late = datetime(2026, 10, 25, 6, 30, tzinfo=ZoneInfo("Europe/London"))
    assert late.astimezone(UTC) - due.astimezone(UTC) > conf.late_after()
    sweeper.sweep(now=late.astimezone(UTC))
    mailing.refresh_from_db()
    assert mailing.state == MailingState.APPROVED
    assert mailing.pause_reason
