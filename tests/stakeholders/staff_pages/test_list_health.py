"""How the list grows and what ails it, in figures that hold."""

import datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from delivery import suppression
from delivery.enums import EventKind, SuppressionReason
from delivery.models import Event
from stakeholders import charts, growth
from stakeholders.health import CONDITIONS
from stakeholders.models import Contact, ContactAddress, Province
from stakeholders.segments import people as segments_people
from stakeholders.segments.rules import Is
from tests.factories.delivery import MailingFactory, MessageFactory
from tests.factories.stakeholders import Action, ContactFactory, OrganisationFactory, record

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 6, 15, 9, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW, tick=False)
    cache.clear()


def who(condition):
    return set(Contact.objects.filter(CONDITIONS[condition].q(timezone.now())).values_list("name", flat=True))


def suppress(contact, reason):
    suppression.suppress(contact.main_address.address, reason=reason, now=NOW)


def test_each_condition_finds_whom_it_names():
    sindh = Province.objects.get(code="PK-SD")
    well = ContactFactory(name="well", emails=["well@example.org"], given=["newsletter"], province=sindh)
    ContactFactory(
        name="by organisation",
        emails=["o@example.org"],
        given=["newsletter"],
        at=OrganisationFactory(provinces=["PK-SD"]),
    )
    ContactFactory(name="no address", province=sindh)
    retired = ContactFactory(name="retired", emails=["old@example.org"], given=["newsletter"], province=sindh)
    retired.addresses.update(retired_on=NOW.date())
    ContactFactory(name="asked", emails=["asked@example.org"], asked=["newsletter"], province=sindh)
    ContactFactory(name="never", emails=["never@example.org"], province=sindh)
    ContactFactory(name="left", emails=["left@example.org"], withdrawn=["newsletter"], province=sindh)
    ContactFactory(name="listed only", emails=["l@example.org"], given=["directory"], province=sindh)
    hard, soft, complained = (
        ContactFactory(name=name, emails=[f"{name}@example.org"], given=["newsletter"])
        for name in ("hard", "soft", "complained")
    )
    suppress(hard, SuppressionReason.HARD_BOUNCE)
    suppress(soft, SuppressionReason.SOFT_BOUNCES)
    suppress(complained, SuppressionReason.COMPLAINT)
    Contact.objects.filter(pk=well.pk).update(created_at=NOW - datetime.timedelta(days=400))

    assert who("bounced") == {"hard", "soft"}
    assert who("unconfirmed") == {"asked"}
    assert who("no_consent") == {"never", "left", "listed only"}
    assert who("no_address") == {"no address", "retired"}
    assert who("no_province") == {"hard", "soft", "complained"}
    assert who("old_details") == {"well"}
    well.refresh_from_db()
    well.confirmed_at = NOW
    well.save()
    assert who("old_details") == set()


def test_a_post_is_held_from_midnight_of_the_site_s_zone_and_segments_agree(time_machine):
    time_machine.move_to(datetime.datetime(2026, 6, 14, 20, tzinfo=datetime.UTC), tick=False)  # 15 June there
    person = ContactFactory(name="begins today", at=OrganisationFactory(provinces=["PK-SD"]))
    person.affiliations.update(start=datetime.date(2026, 6, 15))
    lacking = segments_people.meant(Is("lacking", ("province",)), timezone.localdate())
    assert who("no_province") == set(lacking.values_list("name", flat=True)) == set()


def month(number):
    return NOW.replace(month=number)


def test_growth_counts_changes_and_reckons_back_from_today():
    stays, leaves, returns = "stays@example.org", "leaves@example.org", "returns@example.org"
    record(stays, "newsletter", action=Action.REQUESTED, now=month(2))
    record(stays, "newsletter", now=month(2))
    record(stays, "newsletter", now=month(4))  # told twice, joined once
    record(leaves, "newsletter", now=month(2))
    record(leaves, "newsletter", action=Action.WITHDRAWN, now=month(5))
    record(returns, "newsletter", now=month(3))
    record(returns, "newsletter", action=Action.WITHDRAWN, now=month(4))
    record(returns, "newsletter", now=month(6))
    record("other@example.org", "meetings", now=month(3))

    months = growth.by_topic(now=NOW)["newsletter"]
    assert len(months) == growth.MONTHS
    assert [(row.first_day.month, row.joined, row.left, row.subscribers) for row in months[-6:]] == [
        (1, 0, 0, 0),
        (2, 2, 0, 2),
        (3, 1, 0, 3),
        (4, 0, 1, 2),
        (5, 0, 1, 1),
        (6, 1, 0, 2),
    ]


def test_a_month_begins_at_midnight_of_the_site_s_zone():
    record("a@example.org", "newsletter", now=datetime.datetime(2026, 5, 31, 20, tzinfo=datetime.UTC))  # 1 June there
    assert [row.joined for row in growth.by_topic(now=NOW)["newsletter"][-2:]] == [0, 1]


def test_what_began_before_the_first_month_stands_in_all_of_them():
    record("a@example.org", "newsletter", now=NOW.replace(year=2020))
    assert {row.subscribers for row in growth.by_topic(now=NOW)["newsletter"]} == {1}


def health(client):
    answer = client.get(reverse("list_health:index"))
    assert answer.status_code == 200
    return answer


def test_an_empty_directory_says_so(coordinator):
    html = health(coordinator).content.decode()
    for text in ("Nobody gets this yet.", "No mailing has ended yet.", "There are no contacts yet."):
        assert text in html


def test_every_figure_leads_to_the_people_behind_it(coordinator):
    ContactFactory(emails=["never@example.org"])
    html = health(coordinator).content.decode()
    assert f'href="{reverse("contact:index")}?health=no_consent"' in html
    assert '?health=bounced"' not in html  # nobody is there


def test_the_latest_mailings_show_what_became_of_them(coordinator):
    for number in range(8):
        mailing = MailingFactory(title=f"Newsletter {number}", state="sent", started_at=NOW.replace(day=number + 1))
    message = MessageFactory(mailing=mailing, state="sent")
    for kind in (EventKind.OPENED, EventKind.OPENED, EventKind.CLICKED):
        Event.objects.create(message=message, kind=kind, at=NOW)
    shown = health(coordinator).context["figures"].mailings
    assert [row["title"] for row in shown] == [f"Newsletter {number}" for number in range(2, 8)]
    assert {key: shown[-1][key] for key in ("sent", "bounced", "opened", "clicked")} == {
        "sent": 1,
        "bounced": 0,
        "opened": 1,
        "clicked": 1,
    }


def test_figures_are_counted_once_in_a_quarter_of_an_hour(coordinator, time_machine):
    health(coordinator)
    ContactFactory()
    assert health(coordinator).context["figures"].contacts == 0
    time_machine.shift(datetime.timedelta(minutes=16))
    assert health(coordinator).context["figures"].contacts == 1


def test_the_page_takes_the_same_queries_however_many_there_are(coordinator):
    def queries():
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            health(coordinator)
        return len(captured)

    ContactFactory(emails=["a@example.org"], given=["newsletter"])
    MessageFactory(mailing=MailingFactory(state="sent", started_at=NOW))
    queries()
    before = queries()
    for number in range(10):
        ContactFactory(emails=[f"{number}@example.org"], given=["newsletter", "meetings"])
        MessageFactory(mailing=MailingFactory(state="sent", started_at=NOW))
    assert queries() == before


def test_the_first_page_of_the_admin_has_the_figures_that_matter(coordinator):
    ContactFactory(emails=["never@example.org"])
    html = coordinator.get(reverse("wagtailadmin_home")).content.decode()
    assert "Agreed to nothing" in html
    assert "1 contact" in html
    assert ContactAddress.objects.get().address.email not in html


@given(st.lists(st.tuples(st.text(max_size=3), st.integers(-5, 10**9)), max_size=40))
def test_no_bar_leaves_its_chart(values):
    chart = charts.columns(values)
    assert all(bar.y >= 0 and bar.y + bar.height <= chart.height + 0.02 for bar in chart.bars)
    assert all(bar.x >= 0 and bar.x + bar.width <= chart.width + 0.02 for bar in chart.bars)
    assert all(0 <= share.length <= 100 for share in charts.shares((label, max(n, 0), "") for label, n in values))


@pytest.mark.parametrize(("value", "top"), [(0, 1), (1, 1), (3, 5), (6, 10), (1900, 2000), (200_000, 200_000)])
def test_the_upper_edge_is_a_round_number(value, top):
    assert charts.nice_top(value) == top
