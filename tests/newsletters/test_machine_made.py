"""An edition that a machine translated is mailed to those who read its language, and says what it is."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone, translation
from django.utils.translation import gettext
from wagtail.models import Locale

from coordination_site.roles import ADMINISTRATOR
from delivery import preparing
from delivery.enums import MailingState
from delivery.models import Mailing
from home.translating import confirming
from newsletters import preflight, sending
from stakeholders.criteria import Criteria
from stakeholders.models import Language
from tests.factories.newsletters import IssueFactory, archive
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 1, 12, 9, tzinfo=datetime.UTC)
MARK = "This newsletter was translated by a machine and has not been checked by a person yet."


@pytest.fixture
def issue():
    issue = IssueFactory(number=33)
    issue.save_revision().publish()
    return issue


@pytest.fixture
def urdu(issue):
    archive("ur")
    page = issue.copy_for_translation(Locale.objects.get(language_code="ur"))
    page.subject, page.machine_made = "خبرنامہ ۳۳", True
    page.save_revision().publish()
    page.refresh_from_db()
    return page


@pytest.fixture
def mailing(issue, urdu):
    by = staff(ADMINISTRATOR)
    mailing = sending.open_mailing(issue, by=by)
    sending.choose_audience(mailing, Criteria(topic="newsletter"), by=by)
    sending.approve(mailing, by=by, now=NOW)
    return mailing


def test_each_reader_gets_the_edition_in_their_language_and_only_the_machines_is_marked(mailing, urdu):
    for name, language in (("amina", "ur"), ("bilal", "en"), ("dua", "ur"), ("omar", "en")):
        reads = Language.objects.get(code=language)
        ContactFactory(emails=[f"{name}@example.org"], language=reads, given=["newsletter"])
    by = staff(ADMINISTRATOR)
    sending.send_now(mailing, by=by, now=NOW)
    preparing.prepare(mailing.pk, now=NOW)

    messages = mailing.messages.values_list("language", "address__email").order_by("address__email")
    assert list(messages) == [
        ("ur", "amina@example.org"),
        ("en", "bilal@example.org"),
        ("ur", "dua@example.org"),
        ("en", "omar@example.org"),
    ]
    contents = {content.language: content for content in mailing.contents.all()}
    for part in (contents["en"].html, contents["en"].text):
        assert MARK not in part
    with translation.override("ur"):
        mark = gettext(MARK)
    for part in (BeautifulSoup(contents["ur"].html, "html.parser").text, contents["ur"].text):
        assert mark in " ".join(part.split())
    original = f"http://testserver/newsletters/{urdu.slug}/"
    assert f'href="{original}" hreflang="en"' in contents["ur"].html
    assert f"<{original}>" in contents["ur"].text


def test_the_approver_is_warned_and_not_kept_from_sending(urdu):
    (finding,) = (finding for finding in preflight.check(urdu) if finding.code == "machine_made")
    assert not finding.blocks
    assert "nobody has confirmed it" in finding.message


def test_confirming_it_takes_the_approval_back_because_the_mail_changes(mailing, urdu):
    confirming.confirm(urdu, seen=urdu.latest_revision_id, by=staff(ADMINISTRATOR), now=timezone.now())

    assert Mailing.objects.get(pk=mailing.pk).state == MailingState.DRAFT
    assert not [finding for finding in preflight.check(urdu) if finding.code == "machine_made"]
    assert not any('hreflang="en"' in content.html for content in sending.proof(mailing).contents.values())
