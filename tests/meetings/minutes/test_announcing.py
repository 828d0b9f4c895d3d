"""Who hears of minutes: whoever was invited, once, by a mail with a link of their own, when staff let it go."""

import pytest
from django.utils import translation

from delivery import suppression
from delivery.enums import SuppressionReason
from delivery.models import Message
from meetings.enums import NoticeKind
from meetings.exceptions import MeetingsError
from meetings.invitations import letters, sending
from meetings.minutes import announcing, lifecycle
from meetings.models import Minutes, Notice, NoticeMail
from tests.factories.meetings import InvitationFactory
from tests.factories.staff import staff
from tests.meetings.minutes.worlds import NOW, UNIT, meeting_with_minutes

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return staff("Coordinator")


@pytest.fixture
def minutes(user):
    meeting = meeting_with_minutes()
    InvitationFactory(meeting=meeting, email="amina@example.org", name="Amina")
    InvitationFactory(meeting=meeting, email="bilal@example.org", name="Bilal", language="ur")
    InvitationFactory(meeting=meeting, email="gone@example.org", name="Gone", withdrawn_at=NOW)
    InvitationFactory(meeting=meeting, email="never@example.org", name="Never told", told_sequence=None)
    stopped = InvitationFactory(meeting=meeting, email="stopped@example.org", name="Stopped")
    suppression.suppress(stopped.address, reason=SuppressionReason.COMPLAINT, now=NOW)
    minutes = Minutes.objects.get(meeting=meeting)
    lifecycle.circulate(minutes, by=user, now=NOW)
    return Minutes.objects.get(pk=minutes.pk)


def tell(minutes, user, words=""):
    plan = announcing.plan(minutes)
    notice = announcing.tell(minutes, seen=plan.digest(words), words=words, by=user, now=NOW)
    sending.send_round(notice.pk, now=NOW)
    return notice


def recipients():
    return sorted(Message.objects.values_list("address__email", flat=True))


def test_the_plan_counts_who_is_reached_and_says_why_others_are_not(minutes):
    plan = announcing.plan(minutes)

    assert plan.kind == NoticeKind.MINUTES
    assert [invitation.name for invitation in plan.reached] == ["Amina", "Bilal"]
    assert [(invitation.name, refusal.label) for invitation, refusal in plan.left_out] == [
        ("Stopped", "Complained about mail from us")
    ]
    assert not Notice.objects.filter(kind=NoticeKind.MINUTES).exists()


def test_each_gets_one_mail_in_their_language_with_a_link_of_their_own(minutes, user):
    tell(minutes, user, words="Please look at item 2.")

    assert recipients() == ["amina@example.org", "bilal@example.org"]
    english = Message.objects.get(address__email="amina@example.org").mailing.contents.get()
    assert english.subject == "Minutes for comment: Xtitle meeting, 27 January 2026"
    for part in (english.html, english.text):
        assert "until the end of 9 February 2026" in part
        assert "Please look at item 2." in part
        assert "/meetings/minutes/" in part
        assert "Xjoin" not in part
        assert "Xunit" not in part
    urdu = Message.objects.get(address__email="bilal@example.org").mailing.contents.get()
    assert "/ur/meetings/minutes/" in urdu.html
    assert "/ur/meetings/minutes/" in urdu.text


def test_two_clicks_and_old_plans_send_once(minutes, user):
    seen = announcing.plan(minutes).digest("")
    tell(minutes, user)

    with pytest.raises(MeetingsError, match="changed since you looked"):
        announcing.tell(minutes, seen=seen, words="", by=user, now=NOW)
    with pytest.raises(MeetingsError, match="nobody"):
        tell(minutes, user)
    assert len(recipients()) == 2


def test_a_round_about_minutes_that_were_taken_back_meanwhile_is_not_sent(minutes, user):
    plan = announcing.plan(minutes)
    notice = announcing.tell(minutes, seen=plan.digest(""), words="", by=user, now=NOW)
    lifecycle.take_back(minutes, by=user, now=NOW)

    sending.send_round(notice.pk, now=NOW)

    assert recipients() == []
    assert set(NoticeMail.objects.values_list("refused", flat=True)) == {"superseded"}


def test_of_a_round_whose_version_was_replaced_nobody_hears_twice(minutes, user):
    seen = announcing.plan(minutes).digest("")
    old = announcing.tell(minutes, seen=seen, words="", by=user, now=NOW)
    lifecycle.take_back(minutes, by=user, now=NOW)
    later = NOW.replace(hour=10)
    lifecycle.circulate(minutes, by=user, now=later)
    minutes = Minutes.objects.get(pk=minutes.pk)
    new = announcing.tell(minutes, seen=announcing.plan(minutes).digest(""), words="", by=user, now=later)
    for notice in (old, new):
        sending.send_round(notice.pk, now=later)

    assert recipients() == ["amina@example.org", "bilal@example.org"]
    assert set(old.mails.values_list("refused", flat=True)) == {"superseded"}


def test_drafts_and_minutes_of_the_unit_are_mailed_to_nobody(minutes, user):
    lifecycle.take_back(minutes, by=user, now=NOW)
    with pytest.raises(MeetingsError, match="Nobody outside the unit"):
        announcing.plan(Minutes.objects.get(pk=minutes.pk))
    lifecycle.circulate(minutes, by=user, now=NOW)
    minutes.meeting.minutes_visibility = UNIT
    minutes.meeting.save()
    with pytest.raises(MeetingsError, match="Nobody outside the unit"):
        announcing.plan(Minutes.objects.get(pk=minutes.pk))


def test_approval_and_amendment_are_mailed_again_with_the_erratum(minutes, user):
    tell(minutes, user)
    Minutes.objects.update(objections_until=NOW)
    lifecycle.approve_by_silence(minutes, now=NOW)
    minutes = Minutes.objects.get(pk=minutes.pk)
    tell(minutes, user)
    lifecycle.open_amendment(minutes, by=user, now=NOW)
    later = NOW.replace(hour=10)
    lifecycle.amend(minutes, erratum="It was <200>.", by=user, now=later)
    minutes = Minutes.objects.get(pk=minutes.pk)
    plan = announcing.plan(minutes)
    notice = announcing.tell(minutes, seen=plan.digest(""), words="", by=user, now=later)
    sending.send_round(notice.pk, now=later)

    mails = Message.objects.filter(address__email="amina@example.org").order_by("pk")
    contents = [mail.mailing.contents.get() for mail in mails]
    assert [content.subject.split(":")[0] for content in contents] == [
        "Minutes for comment",
        "Minutes approved",
        "Minutes amended",
    ]
    assert "It was <200>." in contents[-1].text
    assert "It was &lt;200&gt;." in contents[-1].html


def test_a_preview_has_no_link_that_acts(minutes):
    plan = announcing.plan(minutes)
    notice = Notice(meeting=minutes.meeting, kind=plan.kind, sequence=0)
    for invitation in plan.reached:
        with translation.override("en"):
            content = letters.preview(invitation, notice, now=NOW)
        assert "/meetings/minutes/" not in content.html + content.text
