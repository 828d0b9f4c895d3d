"""The staff's way, through the screens: an author writes, a reviewer publishes, an approver lets the mail go."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from coordination_site import roles
from delivery.models import Mailing
from newsletters.models import IssuePage
from stakeholders.models import Contact
from tests.factories.newsletters import archive
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory

pytestmark = pytest.mark.django_db


def logged_in(role: str) -> Client:
    client = Client()
    client.force_login(staff(role))
    return client


def written(**changes) -> dict[str, str]:
    """Return what the editor posts for an issue with a lead text."""
    fields = {
        "title": "A year of coordination",
        "slug": "33",
        "number": "33",
        "issue_date": "2026-01-07",
        "subject": "Newsletter 33: a year of coordination",
        "preheader": "Five events, three provinces, and what comes next for all of us.",
        "greeting": "Dear [[name]],",
        "summary": "The year in review.",
        "body": streamfield([("lead", {"text": rich_text("<p>Five events brought partners together.</p>")})]),
        "comments": inline_formset([]),
    }
    data = nested_form_data(fields | changes)
    data["body-0-value-show_in"] = "both"
    return data


def screen(name: str, *args: int) -> str:
    return reverse(f"newsletters_admin:{name}", args=args)


@pytest.fixture
def readers() -> list[Contact]:
    ContactFactory(name="Never Asked", emails=["never@example.org"])
    return [
        ContactFactory(name=f"Reader {number}", emails=[f"reader{number}@example.org"], given=["newsletter"])
        for number in (1, 2, 3)
    ]


def test_from_the_first_words_to_the_archive(post_office, readers):
    author, reviewer, approver = (logged_in(role) for role in (roles.AUTHOR, roles.REVIEWER, roles.APPROVER))

    # The author writes, and can neither publish nor let mail go.
    add = reverse("wagtailadmin_pages:add", args=["newsletters", "issuepage", archive().pk])
    assert author.post(add, written()).status_code == 302
    issue = IssuePage.objects.get(number=33)
    edit = reverse("wagtailadmin_pages:edit", args=[issue.pk])
    author.post(edit, written() | {"action-publish": "action-publish"})
    issue.refresh_from_db()
    assert not issue.live

    # The reviewer changes a word and publishes; the issue is on the site, and nothing has been mailed.
    reviewer.post(edit, written(title="A year of coordination, reviewed") | {"action-publish": "action-publish"})
    issue.refresh_from_db()
    assert issue.live
    assert "A year of coordination, reviewed" in Client().get("/newsletters/33/").content.decode()
    assert post_office.work() == []

    # The approver chooses an audience, sees what would be frozen, approves it and lets it go.
    assert approver.get(screen("send", issue.pk)).status_code == 200
    approver.post(screen("audience", issue.pk), {"topic": "newsletter"})
    reviewer.post(screen("approve", issue.pk))
    assert Mailing.objects.get().state == "draft"
    asked = approver.get(screen("approve", issue.pk))
    approver.post(screen("approve", issue.pk), {"seen": asked.context["hidden"]["seen"]})
    mailing = Mailing.objects.get()
    assert (mailing.state, mailing.approved_by.username) == ("approved", staff(roles.APPROVER).username)
    assert "<strong>3 people</strong>" in approver.get(screen("now", issue.pk)).content.decode()
    reviewer.post(screen("now", issue.pk))
    assert Mailing.objects.get().state == "approved"
    assert approver.post(screen("now", issue.pk)).url == screen("mailing", mailing.pk)

    # The workers deliver; the progress page says so, and the ledger names everybody.
    assert approver.get(screen("progress", mailing.pk)).json()["state"] == "preparing"
    mails = post_office.work()
    told = approver.get(screen("progress", mailing.pk)).json()
    assert (told["state"], told["ended"], told["ledger"]["balanced"]) == ("sent", True, True)
    assert told["ledger"]["exclusions"] == {"no_consent": 1}
    assert sorted(mail["To"].addresses[0].addr_spec for mail in mails) == [f"reader{n}@example.org" for n in (1, 2, 3)]
    ledger = approver.get(screen("ledger", mailing.pk)).content.decode()
    assert [
        address for address in ("reader1", "reader2", "reader3", "never") if f"{address}@example.org" not in ledger
    ] == []

    # It cannot go out a second time, and the public finds it in the archive.
    approver.post(screen("now", issue.pk))
    assert post_office.work() == []
    assert "A year of coordination, reviewed" in Client().get("/newsletters/").content.decode()
