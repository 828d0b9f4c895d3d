"""The admin's first page: where newsletters stand, for those who may see it."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from coordination_site.roles import APPROVER, AUTHOR, COORDINATOR
from delivery import mailings, preparing
from delivery.enums import MessageState
from delivery.models import Mailing, Message
from newsletters import sending
from newsletters.models import IssuePage
from stakeholders.criteria import Criteria
from tests.factories.newsletters import IssueFactory
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory
from tests.pages import words

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 1, 7, 9, 0, tzinfo=datetime.UTC)
HOME = "/admin/"


@pytest.fixture
def issue():
    return IssueFactory(number=33)


def panel(client, user):
    """Return the panel as `user` sees it; None where it isn't there."""
    client.force_login(user)
    return BeautifulSoup(client.get(HOME).content, "html.parser").select_one(".mailing-home")


def sent_to(issue, emails):
    """Let a mailing of `issue` go to `emails` and return it while it is sending."""
    by = staff(APPROVER)
    for email in emails:
        ContactFactory(emails=[email], given=["newsletter"])
    mailing = sending.open_mailing(issue, by=by)
    sending.choose_audience(mailing, Criteria(topic="newsletter"), by=by)
    sending.approve(mailing, by=by, now=NOW)
    sending.send_now(mailing, by=by, now=NOW)
    preparing.prepare(mailing.pk, now=NOW)
    mailing.refresh_from_db()
    return mailing


def test_it_says_how_far_the_latest_issue_and_its_mailing_are(client, issue):
    IssueFactory(number=32)
    assert "Newsletter 33, 7 January 2026 Not started" in words(panel(client, staff(AUTHOR)))
    mailing = sent_to(issue, ["amina@example.org", "bilal@example.org"])
    Message.objects.filter(address__key="amina@example.org").update(state=MessageState.SENT, settled_at=NOW)
    shown = panel(client, staff(COORDINATOR))
    assert "Newsletter 33, 7 January 2026 Sending" in words(shown)
    assert "Newsletter 33 Sending 1 of 2" in words(shown)
    assert (shown.progress["value"], shown.progress["max"]) == ("1", "2")
    assert shown.find("a", href=reverse("newsletters_admin:mailing", args=[mailing.pk]))


def test_what_has_ended_is_not_under_way(client, issue):
    mailing = sent_to(issue, [])
    Mailing.objects.filter(pk=mailing.pk).update(state="sent")
    shown = words(panel(client, staff(AUTHOR)))
    assert "33, 7 January 2026 Sent" in shown
    assert "Mailings under way None." in shown


def test_drafts_are_listed_to_those_who_may_edit_them(client, issue):
    draft = IssueFactory(number=34, title="Being written", live=False)
    changed = IssuePage.objects.get(pk=issue.pk)
    changed.title = "Changed since"
    changed.save_revision()
    edit = [reverse("wagtailadmin_pages:edit", args=[page.pk]) for page in (issue, draft)]
    assert [a["href"] for a in panel(client, staff(AUTHOR)).select("a[href*=pages]")] == edit
    for role in (APPROVER, COORDINATOR):  # they see mailings and edit no pages
        shown = panel(client, staff(role))
        assert "Being written" not in words(shown)
        assert "Changed since" not in words(shown)


def test_who_may_not_see_mailings_sees_no_panel(client, issue):
    user = staff(AUTHOR)
    group = user.groups.get()
    group.permissions.remove(*group.permissions.filter(codename="view_mailing"))
    assert panel(client, user) is None


def test_its_queries_stay_the_same_while_everything_grows(client, issue, django_assert_max_num_queries):
    user = staff(AUTHOR)
    sent_to(issue, ["amina@example.org"])
    IssueFactory(number=34, live=False)
    panel(client, user)
    with django_assert_max_num_queries(40) as few:
        panel(client, user)
    asked = len(few)
    for number in range(40, 44):
        IssueFactory(number=number, live=False)
        by = staff(APPROVER)
        mailings.draft(purpose="newsletter", title=f"Newsletter {number}", default_language="en", from_name="U", by=by)
    panel(client, user)  # what is remembered of the site's tree fell with the new pages
    with django_assert_max_num_queries(asked):
        assert len(panel(client, user).select("li")) == 10
