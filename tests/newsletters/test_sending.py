"""From an issue to its mailing: who may, what is frozen, what undoes it, and what never leaves twice."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from wagtail.models import Locale

from coordination_site.roles import ADMINISTRATOR, APPROVER, AUTHOR, COORDINATOR, REVIEWER
from delivery import mailings, preparing
from delivery.enums import MailingState
from delivery.exceptions import MoveRefused
from delivery.models import Mailing, Message
from newsletters import sending
from newsletters.exceptions import AlreadySent, ChangedMeanwhile, NoAudience, NotLive, NotReady
from newsletters.models import IssuePage
from stakeholders.criteria import Criteria
from stakeholders.models import Language
from stakeholders.segments.rules import AllOf, Is
from tests.factories.newsletters import IssueFactory, archive, body
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 1, 7, 9, 0, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(hours=1)
EVERYBODY = Criteria(topic="newsletter")
BALOCHISTAN_IN_URDU = AllOf((Is("province", ("PK-BA",)), Is("language", ("ur",))))


@pytest.fixture
def issue():
    return IssueFactory(number=33)


@pytest.fixture
def approver():
    return staff(APPROVER)


def drafted(issue, by, criteria=EVERYBODY):
    mailing = sending.open_mailing(issue, by=by)
    sending.choose_audience(mailing, criteria, by=by)
    return mailing


@pytest.fixture
def approved(issue, approver):
    mailing = drafted(issue, approver)
    sending.approve(mailing, by=approver, now=NOW)
    return mailing


def urdu_edition(issue, **changes):
    archive("ur")
    page = issue.copy_for_translation(Locale.objects.get(language_code="ur"))
    for name, value in {"subject": "نیوز لیٹر ۳۳: سال کا جائزہ", **changes}.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return IssuePage.objects.get(pk=page.pk)


def state(mailing):
    return Mailing.objects.get(pk=mailing.pk).state


def test_an_issue_has_one_open_mailing_in_all_its_languages(issue, approver):
    mailing = sending.open_mailing(issue, by=approver)
    assert sending.open_mailing(issue, by=approver) == mailing
    assert sending.open_mailing(urdu_edition(issue), by=approver) == mailing
    assert (mailing.title, mailing.state, mailing.purpose) == ("Newsletter 33", MailingState.DRAFT, "newsletter")
    assert mailing.created_by == approver
    assert mailing.from_name == "Coordination Unit"


def test_the_audience_names_the_purpose_and_is_told_in_words(issue, approver):
    mailing = drafted(issue, approver, Criteria(topic="meetings", rule=BALOCHISTAN_IN_URDU))
    assert mailing.purpose == "meetings"
    assert mailing.audience["resolver"] == "stakeholders.subscribers"
    assert sending.criteria_of(mailing) == Criteria(topic="meetings", rule=BALOCHISTAN_IN_URDU)
    assert "Balochistan" in mailing.audience_words


def test_before_anybody_chose_the_newsletters_subscribers_are_meant():
    assert sending.criteria_of(None) == EVERYBODY


def test_approval_freezes_every_live_edition_and_names_author_and_approver(issue):
    urdu_edition(issue)
    author, approver = staff(AUTHOR), staff(APPROVER)
    mailing = drafted(issue, author)
    sending.approve(mailing, by=approver, now=NOW)

    assert (mailing.state, mailing.created_by, mailing.approved_by) == (MailingState.APPROVED, author, approver)
    frozen = {content.language: content for content in mailing.contents.all()}
    assert set(frozen) == {"en", "ur"}
    assert frozen["en"].subject == "Newsletter 33: the year in review"
    assert "met its partners" in frozen["en"].html
    assert "met its partners" in frozen["en"].text
    assert frozen["ur"].subject == "نیوز لیٹر ۳۳: سال کا جائزہ"
    assert 'dir="rtl"' in frozen["ur"].html


def test_the_first_edition_is_for_readers_whose_language_has_none(issue, approver):
    urdu = urdu_edition(issue)
    mailing = drafted(issue, approver)
    issue.unpublish()
    sending.approve(mailing, by=approver, now=NOW)
    assert mailing.default_language == "ur"
    assert sending.editions(mailing.origin) == [urdu]


def test_an_issue_that_must_be_mended_is_refused_with_its_findings(approver):
    issue = IssueFactory(body=body(("text", {"text": '<p><a href="#">Nowhere</a></p>'})))
    mailing = drafted(issue, approver)
    with pytest.raises(NotReady) as refused:
        sending.approve(mailing, by=approver, now=NOW)
    assert [finding.blocks for finding in refused.value.findings] == [True]
    assert refused.value.findings[0].block_id
    assert state(mailing) == MailingState.DRAFT
    assert not mailing.contents.exists()


def test_one_bad_edition_refuses_the_whole(issue, approver):
    urdu_edition(issue, body=body(("text", {"text": "<p>[[password]]</p>"})))
    mailing = drafted(issue, approver)
    with pytest.raises(NotReady):
        sending.approve(mailing, by=approver, now=NOW)


def test_without_audience_or_live_edition_there_is_no_approval(issue, approver):
    mailing = sending.open_mailing(issue, by=approver)
    with pytest.raises(NoAudience):
        sending.approve(mailing, by=approver, now=NOW)
    sending.choose_audience(mailing, EVERYBODY, by=approver)
    issue.unpublish()
    with pytest.raises(NotLive):
        sending.approve(mailing, by=approver, now=NOW)


def test_what_changed_since_the_approver_looked_is_not_approved(issue, approver):
    mailing = drafted(issue, approver)
    seen = sending.proof(mailing).fingerprint
    sending.choose_audience(mailing, Criteria(topic="newsletter", rule=Is("language", ("ur",))), by=approver)
    with pytest.raises(ChangedMeanwhile):
        sending.approve(mailing, by=approver, now=NOW, seen=seen)
    seen = sending.proof(mailing).fingerprint
    issue.subject = "Another subject"
    issue.save_revision().publish()
    with pytest.raises(ChangedMeanwhile):
        sending.approve(mailing, by=approver, now=NOW, seen=seen)
    sending.approve(mailing, by=approver, now=NOW, seen=sending.proof(mailing).fingerprint)
    assert state(mailing) == MailingState.APPROVED


CHANGES = {
    "a saved draft": lambda page: page.save_revision(),
    "an autosave over the same revision": lambda page: page.save_revision(
        overwrite_revision=page.get_latest_revision()
    ),
    "a publication": lambda page: page.save_revision().publish(),
    "taking it off the site": lambda page: page.unpublish(),
    "a move": lambda page: page.move(page.get_parent().get_parent(), pos="last-child"),
    "a deletion": lambda page: page.delete(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
@pytest.mark.parametrize("scheduled", [False, True], ids=["approved", "scheduled"])
def test_every_change_of_the_issue_takes_the_approval_back(issue, approved, approver, change, scheduled):
    issue.save_revision().publish()
    sending.approve(approved, by=approver, now=NOW)
    if scheduled:
        sending.schedule(approved, at=LATER, by=approver, now=NOW)
    change(IssuePage.objects.get(pk=issue.pk))
    approved.refresh_from_db()
    assert approved.state == MailingState.DRAFT
    assert (approved.approved_by, approved.approved_hash, approved.scheduled_for) == (None, "", None)
    assert approved.pause_reason == "The issue changed after it was approved."


def test_an_edit_of_the_translation_counts_too(issue, approver):
    urdu = urdu_edition(issue)
    mailing = drafted(issue, approver)
    sending.approve(mailing, by=approver, now=NOW)
    urdu.save_revision()
    assert state(mailing) == MailingState.DRAFT


def test_other_issues_keep_their_approval(approved):
    IssueFactory(number=34).save_revision().publish()
    assert state(approved) == MailingState.APPROVED


def test_a_mailing_that_has_begun_goes_on_when_the_issue_is_edited(issue, approved, approver):
    sending.send_now(approved, by=approver, now=NOW)
    issue.save_revision()
    assert state(approved) == MailingState.PREPARING


def test_sending_settles_who_gets_which_edition(issue, approver):
    urdu_edition(issue)
    language = Language.objects.get(code="ur")
    ContactFactory(name="Amina Example", emails=["amina@example.org"], given=["newsletter"])
    ContactFactory(name="Bilal Example", emails=["bilal@example.org"], given=["newsletter"], language=language)
    ContactFactory(name="Chand Example", emails=["chand@example.org"], withdrawn=["newsletter"])
    mailing = drafted(issue, approver)
    sending.approve(mailing, by=approver, now=NOW)
    sending.send_now(mailing, by=approver, now=NOW)
    preparing.prepare(mailing.pk, now=NOW)
    assert dict(Message.objects.values_list("address__email", "language")) == {
        "amina@example.org": "en",
        "bilal@example.org": "ur",
    }
    assert list(mailing.exclusions.values_list("address__email", "reason")) == [("chand@example.org", "withdrawn")]


def test_send_twice_sends_once(approved, approver):
    other_tab = Mailing.objects.get(pk=approved.pk)
    sending.send_now(approved, by=approver, now=NOW)
    with pytest.raises(MoveRefused):
        sending.send_now(other_tab, by=approver, now=NOW)


def test_an_edition_that_left_the_site_keeps_the_mailing_from_leaving(issue, approved, approver):
    # Behind the signals' back: the last line of defence.
    IssuePage.objects.filter(pk=issue.pk).update(live=False)
    with pytest.raises(NotLive):
        sending.send_now(approved, by=approver, now=NOW)
    with pytest.raises(NotLive):
        sending.schedule(approved, at=LATER, by=approver, now=NOW)


def test_a_schedule_can_be_moved(approved, approver):
    sending.schedule(approved, at=LATER, by=approver, now=NOW)
    much_later = LATER + datetime.timedelta(days=1)
    sending.schedule(approved, at=much_later, by=approver, now=NOW)
    approved.refresh_from_db()
    assert (approved.state, approved.scheduled_for) == (MailingState.SCHEDULED, much_later)


def test_the_past_is_refused_and_changes_nothing(approved, approver):
    sending.schedule(approved, at=LATER, by=approver, now=NOW)
    with pytest.raises(ValueError, match="past"):
        sending.schedule(approved, at=NOW, by=approver, now=NOW)
    assert state(approved) == MailingState.SCHEDULED


def test_an_issue_that_was_sent_is_not_sent_again(issue, approved, approver):
    sending.send_now(approved, by=approver, now=NOW)
    with pytest.raises(AlreadySent) as refused:
        sending.open_mailing(issue, by=approver)
    assert refused.value.mailing == approved
    Mailing.objects.filter(pk=approved.pk).update(state=MailingState.SENT)
    with pytest.raises(AlreadySent):
        sending.open_mailing(issue, by=approver)


@pytest.mark.parametrize("end", [MailingState.CANCELLED, MailingState.FAILED])
def test_after_a_cancelled_or_failed_mailing_there_may_be_another(issue, approved, approver, end):
    Mailing.objects.filter(pk=approved.pk).update(state=end)
    another = sending.open_mailing(issue, by=approver)
    assert another != approved
    assert sending.mailing_for(issue) == another


def test_whom_an_ended_mailing_reached_is_counted_before_another(issue, approved, approver):
    ContactFactory.create_batch(1, emails=["one@example.org"], given=["newsletter"])
    ContactFactory.create_batch(1, emails=["two@example.org"], given=["newsletter"])
    sending.send_now(approved, by=approver, now=NOW)
    preparing.prepare(approved.pk, now=NOW)
    Message.objects.filter(address__key="one@example.org").update(state="sent")
    approved.refresh_from_db()
    assert sending.cancel(approved, by=approver, now=NOW) == 1
    assert sending.reached_before(issue) == 1


def test_pause_says_who_and_resume_goes_on(approved, approver):
    ContactFactory(emails=["amina@example.org"], given=["newsletter"])
    sending.send_now(approved, by=approver, now=NOW)
    preparing.prepare(approved.pk, now=NOW)
    sending.pause(approved, by=approver)
    assert (approved.state, approved.pause_reason) == (MailingState.PAUSED, "Paused by Approver Example.")
    sending.resume(approved, by=approver)
    assert (approved.state, approved.pause_reason) == (MailingState.SENDING, "")


VERBS = {
    "open_mailing": (lambda m, i, by: sending.open_mailing(i, by=by), {AUTHOR, REVIEWER, APPROVER, ADMINISTRATOR}),
    "choose_audience": (
        lambda m, i, by: sending.choose_audience(m, EVERYBODY, by=by),
        {AUTHOR, REVIEWER, APPROVER, ADMINISTRATOR},
    ),
    "approve": (lambda m, i, by: sending.approve(m, by=by, now=NOW), {APPROVER, ADMINISTRATOR}),
    "take_back": (lambda m, i, by: sending.take_back(m, by=by), {APPROVER, ADMINISTRATOR}),
    "send_now": (lambda m, i, by: sending.send_now(m, by=by, now=NOW), {APPROVER, ADMINISTRATOR}),
    "schedule": (lambda m, i, by: sending.schedule(m, at=LATER, by=by, now=NOW), {APPROVER, ADMINISTRATOR}),
    "pause": (lambda m, i, by: sending.pause(m, by=by), {APPROVER, ADMINISTRATOR}),
    "resume": (lambda m, i, by: sending.resume(m, by=by), {APPROVER, ADMINISTRATOR}),
    "cancel": (lambda m, i, by: sending.cancel(m, by=by, now=NOW), {APPROVER, ADMINISTRATOR}),
}


@pytest.mark.parametrize("role", [AUTHOR, REVIEWER, APPROVER, COORDINATOR, ADMINISTRATOR])
@pytest.mark.parametrize("verb", VERBS)
def test_who_may_do_what(issue, role, verb):
    act, roles = VERBS[verb]
    mailing = drafted(issue, staff(ADMINISTRATOR, username="drafter"))
    by = staff(role)
    if role not in roles:
        with pytest.raises(PermissionDenied):
            act(mailing, issue, by)
        assert state(mailing) == MailingState.DRAFT
        return
    try:
        act(mailing, issue, by)
    except MoveRefused:
        assert verb in {"send_now", "schedule", "pause", "resume"}  # allowed, but not from draft


def test_an_approval_waits_for_nobody_twice(approved, approver):
    with pytest.raises(MoveRefused):
        sending.approve(approved, by=approver, now=timezone.now())
    assert mailings.return_to_draft(origin=approved.origin) == 1
