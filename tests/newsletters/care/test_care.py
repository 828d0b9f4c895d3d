"""Where a newsletter could harm or mislead: words about suicide, helplines that expire, figures that change."""

import datetime

import pytest
import time_machine
from bs4 import BeautifulSoup
from wagtail.models import ReferenceIndex

from coordination_site.roles import ADMINISTRATOR, APPROVER, REVIEWER
from delivery.enums import MailingState
from delivery.models import Mailing
from home.figures import recording
from home.helplines import register
from home.models import Helpline, KeyFigure
from home.safe_messaging import overriding
from newsletters import preflight, sending
from newsletters.compose import compose
from newsletters.models import IssuePage
from stakeholders.criteria import Criteria
from tests.factories.home import HelplineFactory, KeyFigureFactory
from tests.factories.newsletters import IssueFactory, body
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 3, 1, 9, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def reader():
    return ContactFactory(emails=["reader@example.org"], given=["newsletter"])


def issue_with(*blocks, **fields):
    issue = IssuePage.objects.get(pk=IssueFactory(body=body(*blocks), **fields).pk)
    issue.save_revision()
    return issue


def found(issue, code):
    return [finding for finding in preflight.check(issue) if finding.code == code]


def approved(issue):
    issue.get_latest_revision().publish()
    issue.refresh_from_db()
    by = staff(ADMINISTRATOR)
    mailing = sending.open_mailing(issue, by=by)
    sending.choose_audience(mailing, Criteria(topic="newsletter"), by=by)
    sending.approve(mailing, by=by, now=NOW)
    return mailing


def on_the_site(client, issue):
    return BeautifulSoup(client.get(issue.url).content, "html.parser")


# Words --------------------------------------------------------------------------------------------------------------


def test_words_that_the_rules_block_keep_a_newsletter_from_approval_until_somebody_signs():
    issue = issue_with(("text", {"text": "<p>Fine.</p>"}), ("text", {"text": "<p>He <b>committed</b> suicide.</p>"}))
    (finding,) = found(issue, "messaging_crime")
    assert (finding.blocks, finding.block_label) == (True, "Block 2, Text")
    assert finding.block_id
    assert "“committed suicide”" in finding.message
    seen = overriding.standing(issue).fingerprint
    overriding.override(issue, seen=seen, note="A quotation", by=staff(REVIEWER), now=NOW)
    (finding,) = found(issue, "messaging_crime")
    assert not finding.blocks
    assert "A quotation" in finding.message


def test_the_subject_is_a_headline():
    assert found(issue_with(("text", {"text": "<p>x</p>"}), subject="Shocking suicide"), "messaging_sensation")
    assert not found(issue_with(("text", {"text": "<p>x</p>"}), subject="Suicide prevention"), "messaging_headline")


# Helplines ----------------------------------------------------------------------------------------------------------


def test_an_expired_helpline_is_left_out_of_site_mail_and_text_and_preflight_says_so(clock):
    fresh = HelplineFactory(name="Fresh line", number="1234", verify_every=100)
    old = HelplineFactory(name="Old line", number="5678", verify_every=5)
    issue = issue_with(("helplines", {"heading": "Talk", "helplines": [fresh.pk, old.pk]}))
    (expires,) = found(issue, "helpline_expires")
    assert (expires.blocks, "6 March 2026" in expires.message) == (False, True)
    clock.move_to(NOW + 6 * DAY)
    issue = IssuePage.objects.get(pk=issue.pk)
    (hidden,) = found(issue, "helpline_hidden")
    assert "Old line" in hidden.message
    content = compose(issue)
    for part in (content.html, content.text, issue.body.render_as_block({"medium": "web"})):
        assert ("Fresh line" in part, "1234" in part) == (True, True)
        assert ("Old line" in part, "5678" in part) == (False, False)
    assert "tel:1234" in content.html
    clock.move_to(NOW + 101 * DAY)
    content = compose(IssuePage.objects.get(pk=issue.pk))
    assert "Talk" not in content.html + content.text


@pytest.mark.parametrize("chosen", [[987654], [None]])
def test_a_helpline_that_is_gone_blocks(chosen):
    (finding,) = found(issue_with(("helplines", {"heading": "", "helplines": chosen})), "record_missing")
    assert finding.blocks


def test_what_was_approved_with_a_helpline_goes_back_to_draft_when_that_expires_or_changes(clock, reader):
    first, second = HelplineFactory(verify_every=10), HelplineFactory()
    mailings = [
        approved(issue_with(("helplines", {"heading": "", "helplines": [line.pk]}))) for line in (first, second)
    ]
    other = approved(issue_with(("text", {"text": "<p>No helpline.</p>"})))
    assert ReferenceIndex.get_references_to(first).exists()
    clock.move_to(NOW + 11 * DAY)
    register.note_expired(now=NOW + 11 * DAY)
    before = register.facts(second)
    Helpline.objects.filter(pk=second.pk).update(hours="At night")
    second.refresh_from_db()
    register.after_edit(second, before=before, by=staff(APPROVER), now=NOW)
    states = [Mailing.objects.get(pk=mailing.pk).state for mailing in (*mailings, other)]
    assert states == [MailingState.DRAFT, MailingState.DRAFT, MailingState.APPROVED]


# Figures ------------------------------------------------------------------------------------------------------------


def test_each_figure_grows_stale_by_its_own_measure():
    long, short = KeyFigureFactory(stale_after=1000), KeyFigureFactory(stale_after=52, label="supervisors")
    issue = issue_with(("key_figures", {"heading": "", "figures": [long.pk, short.pk]}))
    (finding,) = found(issue, "figure_stale")
    assert (finding.blocks, "supervisors" in finding.message) == (False, True)


def test_a_newsletter_that_was_sent_keeps_its_numbers_in_the_archive_and_a_draft_does_not(client, clock, reader):
    figure = KeyFigureFactory(value=2300, unit="per cent")
    sent, draft = (issue_with(("key_figures", {"heading": "", "figures": [figure.pk]})) for _each in range(2))
    mailing = approved(sent)
    sending.send_now(mailing, by=staff(ADMINISTRATOR), now=NOW)
    clock.move_to(NOW + DAY)
    figure.value, figure.as_of = 2400, datetime.date(2026, 2, 28)
    seen = recording.fingerprint(KeyFigure.objects.get())
    recording.record(figure, seen=seen, by=staff(REVIEWER), now=NOW + DAY)
    assert "2,300 per cent" in " ".join(on_the_site(client, sent).select_one(".value").text.split())
    assert "7 January 2026" in on_the_site(client, sent).text
    assert "2,400" in on_the_site(client, draft).select_one(".value").text
    assert "2,400 per cent" in compose(IssuePage.objects.get(pk=draft.pk)).text
    assert "2,300" in mailing.contents.get().html
