"""Previews in the editor: four ways, a made-up reader, dead personal links, and no page that breaks."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.urls import reverse

from newsletters import previews
from newsletters.blocks import IssueBody
from newsletters.compose import compose
from newsletters.models import IssuePage
from tests.factories.newsletters import IssueFactory, body


@pytest.fixture
def issue(db):
    return IssuePage.objects.get(pk=IssueFactory(number=33, greeting="Dear [[name]],").pk)


@pytest.fixture
def preview(client, db):
    """Show the draft of an issue in a mode, as the editor's preview does."""
    client.force_login(get_user_model().objects.create_superuser("chief", "chief@example.org", "a long pass phrase"))

    def show(issue, mode):
        issue.save_revision(clean=False)
        return client.get(reverse("wagtailadmin_pages:view_draft", args=(issue.pk,)), {"mode": mode})

    return show


def test_an_issue_can_be_looked_at_in_four_ways(issue):
    assert [mode for mode, _label in issue.preview_modes] == ["", "email", "email-phone", "email-text"]
    assert {size["device_width"] for size in issue.preview_sizes} == {375, 700, 1280}


@pytest.mark.parametrize("mode", ["email", "email-phone", "email-text"])
def test_the_mail_is_shown_as_a_made_up_reader_gets_it_with_dead_personal_links(issue, preview, mode):
    shown = preview(issue, mode).content.decode()
    assert "Dear Amina Example," in shown
    assert "[[" not in shown
    assert shown.count(previews.DEAD_LINK) == 2


@pytest.mark.parametrize("mode", ["email", "email-phone"])
def test_the_policy_of_a_preview_lets_the_mails_inline_styles_through_and_nothing_else(issue, preview, mode):
    policy = preview(issue, mode)["Content-Security-Policy"]
    assert "style-src 'self' 'unsafe-inline'" in policy
    assert policy.count("unsafe-inline") == 1


def test_the_text_is_shown_as_text(issue, preview):
    assert preview(issue, "email-text")["Content-Type"] == "text/plain; charset=utf-8"


def test_the_site_is_shown_as_the_site(issue, preview):
    shown = preview(issue, "")
    assert shown.status_code == 200
    assert "What the unit did, part 33" in shown.content.decode()


@pytest.mark.parametrize("mode", ["", "email", "email-phone"])
def test_previews_in_html_carry_the_userbar_for_the_editors_checks_and_mail_never_does(issue, preview, mode):
    assert "wagtail-userbar" in preview(issue, mode).content.decode()
    assert "wagtail-userbar" not in compose(issue).html


@pytest.mark.parametrize("mode", ["", "email", "email-phone", "email-text"])
def test_a_draft_of_half_filled_blocks_can_be_looked_at(issue, preview, mode):
    blocks = IssueBody().child_blocks
    issue.body = body(*((kind, block.get_prep_value(block.get_default())) for kind, block in blocks.items()))
    issue.title = issue.subject = "Draft"
    issue.preheader = ""
    assert preview(issue, mode).status_code == 200


@pytest.mark.parametrize("mode", ["email", "email-phone", "email-text"])
def test_a_mail_that_cannot_be_composed_shows_the_reason(issue, preview, mode):
    issue.body = body(("text", {"text": "<p>" + "x" * 100_001 + "</p>"}))
    shown = preview(issue, mode)
    assert shown.status_code == 200
    soup = BeautifulSoup(shown.content.decode(), "html.parser")
    assert soup.h1.string == "This issue can't be made into a mail yet"
    assert "100008 characters" in soup.get_text()


def test_a_readers_name_is_escaped_where_it_stands_in_html(issue):
    content = previews.for_reader(compose(issue), name='<b>"Amina"</b>')
    assert "&lt;b&gt;&quot;Amina&quot;&lt;/b&gt;" in content.html
    assert 'Dear <b>"Amina"</b>,' in content.text
