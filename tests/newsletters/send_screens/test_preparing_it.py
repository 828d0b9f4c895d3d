"""The send screen, its test copies and previews: what they show, what they refuse, and that looking changes nothing."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from wagtail.models import Locale

from coordination_site.roles import COORDINATOR, REVIEWER
from delivery.enums import MailingKind
from delivery.models import Mailing, Message
from newsletters import sending
from newsletters.models import IssuePage
from stakeholders.criteria import Criteria
from stakeholders.segments.rules import Is
from tests.factories.newsletters import IssueFactory, archive, body
from tests.factories.staff import staff
from tests.newsletters.send_screens import messages_of, started, url, words

pytestmark = pytest.mark.django_db


# The send screen ------------------------------------------------------------------------------------------------------


def test_looking_changes_nothing(client, approver, issue, readers):
    for name in ("send", "approve", "now", "later"):
        client.get(url(name, issue.pk), follow=True)
    client.get(url("count", issue.pk), {"topic": "newsletter"})
    assert not Mailing.objects.exists()


def test_the_screen_shows_findings_with_the_way_to_their_block(client, issue):
    bad = IssueFactory(body=body(("text", {"text": '<p><a href="#">Nowhere</a></p>'})))
    client.force_login(staff(REVIEWER))
    response = client.get(url("send", bad.pk))
    assert "Must be mended" in words(response)
    block = bad.body[0].id
    assert f"{reverse('wagtailadmin_pages:edit', args=[bad.pk])}#block-{block}-section" in response.content.decode()


def test_who_may_not_edit_gets_findings_without_links(client, approver):
    bad = IssueFactory(body=body(("text", {"text": '<p><a href="#">Nowhere</a></p>'})))
    response = client.get(url("send", bad.pk))
    assert "Must be mended" in words(response)
    assert reverse("wagtailadmin_pages:edit", args=[bad.pk]) not in response.content.decode()
    assert url("approve", bad.pk) not in response.content.decode()


def test_the_count_says_who_is_reached_who_is_left_out_and_who_gets_which_edition(client, approver, issue, readers):
    archive("ur")
    issue.copy_for_translation(Locale.objects.get(language_code="ur")).save_revision().publish()
    answer = client.get(url("count", issue.pk), {"topic": "newsletter"}).json()
    assert answer["reachable"] == 3
    text = " ".join(re.sub(r"<[^>]+>", " ", answer["html"]).split())
    assert "3 people get it" in text
    assert "English edition 2" in text
    assert "Urdu edition 1" in text
    assert "Left out: Unsubscribed 1" in text
    assert "Left out: No address 1" in text
    assert "Everybody who matches 5" in text


def test_a_senseless_audience_has_no_count(client, approver, issue):
    response = client.get(url("count", issue.pk), {"topic": "everything"})
    assert response.status_code == 400


def test_the_count_button_works_without_javascript_and_saves_nothing(client, approver, issue, readers):
    response = client.post(url("audience", issue.pk), {"topic": "newsletter", "languages": ["ur"], "count": "1"})
    assert "1 person gets it" in words(response)
    assert not Mailing.objects.exists()


def test_the_audience_is_saved_and_shown_again(client, approver, issue, readers):
    response = client.post(url("audience", issue.pk), {"topic": "newsletter", "languages": ["ur"]}, follow=True)
    assert messages_of(response) == ["Audience saved."]
    mailing = Mailing.objects.get()
    assert sending.criteria_of(mailing) == Criteria(topic="newsletter", rule=Is("language", ("ur",)))
    assert response.context["audience_form"].initial["languages"] == ["ur"]
    assert "1 person gets it" in words(response)


def test_a_coordinator_counts_but_does_not_choose(client, issue, readers):
    client.force_login(staff(COORDINATOR))
    screen = client.get(url("send", issue.pk))
    assert "3 people get it" in words(screen)
    assert "Use this audience" not in words(screen)
    counted = client.post(url("audience", issue.pk), {"topic": "newsletter", "count": "1"})
    assert counted.status_code == 200
    client.post(url("audience", issue.pk), {"topic": "newsletter"})
    assert not Mailing.objects.exists()


def test_the_screen_of_an_edition_that_is_not_live_says_what_goes_out(client, approver, issue):
    archive("ur")
    draft = issue.copy_for_translation(Locale.objects.get(language_code="ur"))
    draft.save_revision()
    assert "The page you come from is not live" in words(client.get(url("send", draft.pk)))


# Test copies and previews ---------------------------------------------------------------------------------------------


def test_a_test_copy_is_marked_and_its_personal_links_are_dead(client, approver, issue):
    response = client.post(
        url("test", issue.pk), {"addresses": "one@example.org, ONE@example.org\ntwo@example.org"}, follow=True
    )
    assert messages_of(response) == ["2 test copies are on their way."]
    copies = Message.objects.select_related("mailing", "address").order_by("pk")
    assert [copy.address.email for copy in copies] == ["one@example.org", "two@example.org"]
    assert {copy.mailing.kind for copy in copies} == {MailingKind.ONE_OFF}
    content = copies[0].mailing.contents.get()
    assert content.subject == "[Test] Newsletter 33: the year in review"
    assert "met its partners" in content.html
    assert "met its partners" in content.text
    assert copies[0].values == {
        "name": "Amina Example",
        "unsubscribe_url": "#preview",
        "preferences_url": "#preview",
    }
    assert "one@example.org" in words(response)
    assert "Pending" in words(response)
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("amina@", "amina@: "),
        ("amina@example.org\r\nBcc:everybody@example.org", "Bcc:everybody@example.org: "),
        (", ".join(f"reader{n}@example.org" for n in range(11)), "Those are 11 addresses; at most 10"),
        (" ,; ", "Type at least one address."),
    ],
)
def test_malformed_or_too_many_test_addresses_are_refused_with_the_reason(client, approver, issue, typed, complaint):
    response = client.post(url("test", issue.pk), {"addresses": typed})
    assert complaint in " ".join(response.context["test_form"].errors["addresses"])
    assert not Message.objects.exists()


def test_an_unpublished_issue_can_be_tested_as_it_was_last_saved(client, approver):
    draft = IssueFactory(live=False)
    draft.subject = "Not published yet"
    draft.save_revision()
    client.post(url("test", draft.pk), {"addresses": "one@example.org"})
    assert Message.objects.get().mailing.contents.get().subject == "[Test] Not published yet"


def test_previews_show_both_parts_to_a_made_up_reader(client, approver, issue):
    html = client.get(url("preview", issue.pk, "en", "html"))
    text = client.get(url("preview", issue.pk, "en", "text"))
    for part in (html, text):
        assert "met its partners" in part.content.decode()
        assert "[[unsubscribe_url]]" not in part.content.decode()
    assert 'href="#preview"' in html.content.decode()
    assert text["Content-Type"].startswith("text/plain")
    assert client.get(url("preview", issue.pk, "ur", "html")).status_code == 404
    assert client.get(url("preview", issue.pk, "en", "source")).status_code == 404


def test_after_approval_the_frozen_copy_is_shown_whatever_became_of_the_issue(client, approver, issue):
    mailing = started(issue, approver)
    issue.body = body(("text", {"text": "<p>Rewritten.</p>"}))
    issue.save_revision().publish()
    shown = client.get(url("content", mailing.pk, "en", "html")).content.decode()
    assert "met its partners" in shown
    assert "Rewritten" not in shown


# The ways in ----------------------------------------------------------------------------------------------------------


def test_send_stands_in_the_editor_and_in_the_explorer_of_issues_only(client, issue):
    client.force_login(staff(REVIEWER))
    editor = client.get(reverse("wagtailadmin_pages:edit", args=[issue.pk])).content.decode()
    assert editor.count(url("send", issue.pk)) >= 2  # header button and action menu
    parent = client.get(reverse("wagtailadmin_explore", args=[issue.get_parent().pk])).content.decode()
    assert url("send", issue.pk) in parent
    assert url("send", issue.get_parent().pk) not in parent
    assert IssuePage.objects.count() == 1


@pytest.mark.parametrize("name", ["send", "count"])
def test_a_number_that_no_database_holds_is_not_found(client, approver, name):
    assert client.get(url(name, 10**30)).status_code == 404
