"""Invited people read circulated minutes by the link of their mail, comment and object; the unit settles it."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from meetings import links
from meetings.enums import MinutesState
from meetings.exceptions import MeetingsError
from meetings.minutes import comments, lifecycle
from meetings.models import Minutes, MinutesComment
from tests.factories.meetings import InvitationFactory
from tests.factories.staff import staff
from tests.meetings.minutes.worlds import NOW, UNIT, meeting_with_minutes

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def circulated(time_machine):
    time_machine.move_to(NOW, tick=False)
    meeting = meeting_with_minutes()
    minutes = Minutes.objects.get(meeting=meeting)
    lifecycle.circulate(minutes, by=staff("Reviewer"), now=NOW)
    return Minutes.objects.get(pk=minutes.pk)


@pytest.fixture
def invitation(circulated):
    return InvitationFactory(meeting=circulated.meeting, name="Amina Example")


def address(invitation, **query):
    token = links.invitation_token(links.Door.COMMENT, invitation)
    return reverse("meetings:comment_on_minutes", args=[token], query=query)


def send(client, invitation, text="Item 1 is wrong", **more):
    return client.post(address(invitation), {"text": text, "version": 1, **more})


def words(page):
    return " ".join(BeautifulSoup(page.content, "html.parser").find("main").text.split())


def test_opening_the_link_changes_nothing_and_is_kept_from_indexes_caches_and_referers(client, invitation):
    page = client.get(address(invitation))

    assert page.status_code == 200
    assert "You can comment until the end of 9 February 2026" in words(page)
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page["Cache-Control"]
    assert not page.cookies
    assert not MinutesComment.objects.exists()


def test_a_comment_is_kept_once_shown_to_its_author_and_to_nobody_else(client, circulated, invitation):
    other = InvitationFactory(meeting=circulated.meeting)

    assert send(client, invitation).status_code == 302
    assert send(client, invitation).status_code == 302

    comment = MinutesComment.objects.get()
    assert (comment.invitation, comment.version.number, comment.objects_to, comment.at) == (invitation, 1, False, NOW)
    assert "Item 1 is wrong" in words(client.get(address(invitation)))
    assert "Item 1 is wrong" not in words(client.get(address(other)))


def test_an_objection_stops_silence_and_its_author_reads_what_became_of_it(client, circulated, invitation):
    send(client, invitation, objects_to="on")
    end = circulated.objections_until
    comment = MinutesComment.objects.get()

    assert not lifecycle.approve_by_silence(circulated, now=end)
    with pytest.raises(MeetingsError, match="became of the objection"):
        comments.settle(comment, answer=" ", by=staff("Reviewer"), now=NOW)
    comments.settle(comment, answer="We put it right.", by=staff("Reviewer"), now=NOW)
    with pytest.raises(MeetingsError, match="already"):
        comments.settle(comment, answer="Again", by=staff("Reviewer"), now=NOW)
    assert "We put it right." in words(client.get(address(invitation)))
    assert lifecycle.approve_by_silence(circulated, now=end)


def test_an_objection_that_was_settled_can_be_raised_again_in_the_same_words(client, circulated, invitation):
    for _click in range(2):
        send(client, invitation, objects_to="on")
    comments.settle(MinutesComment.objects.get(), answer="It is right.", by=staff("Reviewer"), now=NOW)

    send(client, invitation, objects_to="on")

    assert MinutesComment.objects.count() == 2
    assert not lifecycle.approve_by_silence(circulated, now=circulated.objections_until)


def test_after_the_last_moment_one_reads_on_and_comments_no_more(client, circulated, invitation, time_machine):
    time_machine.move_to(circulated.objections_until - datetime.timedelta(seconds=1), tick=False)
    assert send(client, invitation, text="Just in time").status_code == 302
    time_machine.move_to(circulated.objections_until, tick=False)

    late = send(client, invitation, text="What I wrote is long")

    assert late.status_code == 400
    assert "The time for comments is over. What you wrote was not kept." in words(late)
    assert "What I wrote is long" in late.content.decode()  # so that it can be copied
    assert "The time for comments is over." in words(client.get(address(invitation)))
    assert "Xopendiscussion" in words(client.get(address(invitation)))
    assert MinutesComment.objects.count() == 1


def test_a_comment_on_a_version_that_was_replaced_meanwhile_is_asked_for_again(client, circulated, invitation):
    user = staff("Reviewer")
    lifecycle.take_back(circulated, by=user, now=NOW)
    assert "taking comments into the minutes" in words(client.get(address(invitation)))
    lifecycle.circulate(circulated, by=user, now=NOW)

    assert "A newer version was circulated" in words(send(client, invitation))
    assert send(client, invitation, version=2).status_code == 302
    assert "This is an earlier version." in words(client.get(address(invitation, version=1)))


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001, "\x00"])
def test_rubbish_is_refused_in_words(client, invitation, text):
    page = send(client, invitation, text=text)

    assert page.status_code == 400
    assert BeautifulSoup(page.content, "html.parser").select(".error")
    assert not MinutesComment.objects.exists()


def test_what_people_write_is_shown_as_text(client, invitation):
    send(client, invitation, text="<script>alert(1)</script> & more")

    assert b"<script>alert(1)" not in client.get(address(invitation)).content


def test_nobody_comments_without_end(client, invitation):
    for number in range(comments.MAX_EACH):
        comments.say(invitation, version=1, text=str(number), objects_to=False, now=NOW)

    with pytest.raises(MeetingsError, match="very often"):
        comments.say(invitation, version=1, text="more", objects_to=False, now=NOW)


def test_broken_foreign_old_and_withdrawn_links_open_nothing(client, circulated, invitation, time_machine):
    good = address(invitation)
    reply = links.invitation_token(links.Door.REPLY, invitation)
    for token in ("x", reply, good.split("/")[-2][:-2]):
        for url in (f"/meetings/minutes/{token}/", f"/meetings/minutes/{token}/minutes.pdf"):
            assert client.get(url).status_code == 404
            assert client.post(url, {"text": "x", "version": 1}).status_code == 404
    type(invitation).objects.filter(pk=invitation.pk).update(withdrawn_at=NOW)
    assert client.get(good).status_code == 410
    type(invitation).objects.filter(pk=invitation.pk).update(withdrawn_at=None)
    time_machine.move_to(NOW + 181 * DAY, tick=False)
    assert client.get(good).status_code == 410


def test_minutes_that_are_for_the_unit_only_show_nothing_by_a_link(client, circulated, invitation):
    meeting = circulated.meeting
    meeting.minutes_visibility = UNIT
    meeting.save()

    page = client.get(address(invitation))
    assert page.status_code == 404
    assert "Xopendiscussion" not in page.content.decode()
    assert send(client, invitation).status_code == 404
    assert not MinutesComment.objects.exists()


def test_drafts_that_were_never_circulated_show_nothing(client):
    meeting = meeting_with_minutes()
    page = client.get(address(InvitationFactory(meeting=meeting)))

    assert page.status_code == 404
    assert "Xtitle" not in page.content.decode()
    assert Minutes.objects.get(meeting=meeting).state == MinutesState.DRAFT


def test_the_pages_ask_a_fixed_number_of_queries(client, invitation, django_assert_max_num_queries):
    for number in range(20):
        comments.say(invitation, version=1, text=str(number), objects_to=False, now=NOW)
    client.get(address(invitation))

    with django_assert_max_num_queries(26):
        client.get(address(invitation))
