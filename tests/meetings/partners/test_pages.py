"""A person's own meetings behind a mailed link: what they see, and for how long."""

import datetime
import json

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse

from meetings import links
from meetings.enums import MinutesState, Reply, Visibility
from meetings.minutes import gathering
from meetings.minutes.parts import to_json
from meetings.models import MeetingDocument, Minutes, MinutesVersion
from stakeholders.duplicates.merging import merge_contacts
from stakeholders.privacy import erasure
from tests.factories.home import site
from tests.factories.meetings import (
    AgendaItemFactory,
    AttendanceFactory,
    GroupMembershipFactory,
    InvitationFactory,
    MeetingFactory,
    WorkingGroupFactory,
)
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory
from tests.pages import read

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 1, 20, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
PUBLIC, PARTNERS, UNIT = Visibility.PUBLIC, Visibility.PARTNERS, Visibility.UNIT


@pytest.fixture(autouse=True)
def the_day():
    site()
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def amina():
    return ContactFactory(name="Amina Example", emails=["amina@example.org"])


@pytest.fixture
def seat(amina):
    return GroupMembershipFactory(contact=amina, group=WorkingGroupFactory(name="Health", visibility=PARTNERS))


def page_of(contact, slug=""):
    token = links.partner_token(contact)
    return (
        reverse("meetings:members_meeting", args=[token, slug]) if slug else reverse("meetings:members", args=[token])
    )


def circulate(meeting, state=MinutesState.CIRCULATED):
    minutes = Minutes.objects.create(
        meeting=meeting, state=state, circulated_at=NOW, objections_until=NOW + 7 * DAY, preamble="Xpreamble"
    )
    content = json.loads(json.dumps(to_json(gathering.whole(meeting))))
    MinutesVersion.objects.create(minutes=minutes, number=1, state=state, content=content, at=NOW)


def test_the_list_holds_what_concerns_the_person_and_partners_may_know_of(client, amina, seat):
    def meeting(title, **fields):
        return MeetingFactory(title=title, slug=title.lower(), **fields)

    of_group, invited = {"groups": [seat.group]}, {"start": NOW + 9 * DAY, "visibility": PARTNERS}
    meeting("Closed", visibility=PARTNERS, **of_group)
    meeting("Held", state="held", start=NOW - DAY, **of_group)
    invitation = InvitationFactory(meeting=meeting("Invited", **invited), contact=amina, email="amina@example.org")
    InvitationFactory(meeting=meeting("Withdrawn", **invited), contact=amina, withdrawn_at=NOW)
    InvitationFactory(meeting=meeting("Theirs", **invited), contact=ContactFactory())
    meeting("Drafted", state="draft", **of_group)
    meeting("Internal", visibility=UNIT, **of_group)
    meeting("Elsewhere", groups=[WorkingGroupFactory()])

    page = read(client, page_of(amina))

    assert [link.text for link in page.select("#upcoming + ol div > a")] == ["Closed", "Invited"]
    assert [link.text for link in page.select("#held + ol div > a")] == ["Held"]
    reply = reverse("meetings:reply", args=[links.invitation_token(links.Door.REPLY, invitation)])
    assert [link["href"] for link in page.select("ol p a")] == [reply]
    assert client.get(reply).status_code == 200
    assert "Health" in page.select_one("aside").text
    assert client.get(page.select_one("a[href*=calendar]")["href"]).status_code == 200


@pytest.mark.parametrize("prefix", ["", "/ur"])
def test_one_meeting_shows_the_partners_parts_and_nothing_of_the_unit(client, amina, seat, prefix):
    meeting = MeetingFactory(
        slug="m",
        state="held",
        start=NOW - DAY,
        groups=[seat.group],
        chair="Xchair",
        visibility=PARTNERS,
        agenda_visibility=PARTNERS,
        join_url="https://join.example.org/Xjoin",
        join_details="Xcode",
        mode="hybrid",
    )
    AgendaItemFactory(meeting=meeting, title="Xitem", presenter="Xpresenter", discussion="Xdiscussion")
    AgendaItemFactory(meeting=meeting, title="Xunititem", visibility=UNIT)
    for level in Visibility:
        MeetingDocument.objects.create(
            meeting=meeting, title=f"X{level}paper", visibility=level, file=f"meetings/{level}.pdf"
        )
    AttendanceFactory(meeting=meeting, name="Xperson")
    circulate(meeting)
    invitation = InvitationFactory(meeting=meeting, contact=amina, email="amina@example.org", reply=Reply.ACCEPTED)

    comment = reverse("meetings:comment_on_minutes", args=[links.invitation_token(links.Door.COMMENT, invitation)])
    response = client.get(prefix + page_of(amina, "m"))
    text = response.content.decode()

    here = {"Xchair", "Xpresenter", "Xitem", "Xdiscussion", "Xpreamble", "Xperson", "Xpublicpaper", "Xpartnerspaper"}
    assert {needle for needle in here if needle in text} == here
    assert not [needle for needle in ("Xunititem", "Xunitpaper", "Xjoin", "Xcode", "amina@") if needle in text]
    page = BeautifulSoup(text, "html.parser")
    token = links.partner_token(amina)
    assert all(token in link["href"] for link in page.select(".papers a"))
    assert prefix + comment in {link["href"] for link in page.select(".minutes-way a")}
    pdf = client.get(next(link["href"] for link in page.select(".minutes-way a") if link.text == "PDF"))
    assert pdf["Content-Type"] == "application/pdf"
    for answer in (response, pdf):
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("level", "state", "shown"),
    [
        (PUBLIC, MinutesState.APPROVED, True),
        (PARTNERS, MinutesState.APPROVED, True),
        (UNIT, MinutesState.APPROVED, False),
        (PARTNERS, MinutesState.CIRCULATED, True),
        (UNIT, MinutesState.CIRCULATED, False),
        (PARTNERS, MinutesState.DRAFT, False),
    ],
)
def test_minutes_are_shown_as_far_as_they_are_the_partners(client, amina, seat, level, state, shown):
    meeting = MeetingFactory(slug="m", state="held", start=NOW - DAY, groups=[seat.group], minutes_visibility=level)
    circulate(meeting, state)

    assert ("Xpreamble" in read(client, page_of(amina, "m")).text) is shown
    file = reverse("meetings:members_minutes", args=[links.partner_token(amina), "m", "docx"])
    assert client.get(file).status_code == (200 if shown else 404)


def test_rights_are_looked_up_each_time(client, amina, seat):
    meeting = MeetingFactory(slug="m", title="Xmeeting", groups=[seat.group], visibility=PARTNERS)
    link, one = page_of(amina), page_of(amina, "m")
    assert "Xmeeting" in read(client, link).text
    assert "Xmeeting" in read(client, one).text

    seat.end = NOW.date() - DAY
    seat.save()
    gone = read(client, one, 404)
    assert "Xmeeting" not in read(client, link).text + gone.text
    assert gone.h1.text == read(client, page_of(amina, "no-such"), 404).h1.text == "This meeting is not among yours"

    invitation = InvitationFactory(meeting=meeting, contact=amina)
    assert "Xmeeting" in read(client, one).text
    invitation.withdrawn_at = NOW
    invitation.save()
    read(client, one, 404)
    invitation.withdrawn_at = None
    invitation.save()
    meeting.visibility = UNIT
    meeting.save()
    read(client, one, 404)
    assert "Xmeeting" not in read(client, link).text


def test_links_that_are_broken_or_of_another_door_open_nothing(client, amina, seat):
    MeetingFactory(slug="m", groups=[seat.group])
    good = links.partner_token(amina)
    bad = [
        good[:-2],
        "nonsense",
        links.token(links.Door.ACTIONS, amina.pk),
        links.token(links.Door.PARTNER, amina.pk, 1),
        links.token(links.Door.PARTNER, "x"),
    ]
    for token in bad:
        for url in (f"/meetings/members/{token}/", f"/meetings/members/{token}/m/", f"/ur/meetings/members/{token}/"):
            page = read(client, url, 404)
            assert "Amina" not in page.text
            assert page.select_one("main .button")["href"].endswith("/meetings/members/")
        assert client.get(f"/meetings/members/{token}/m/minutes.pdf").status_code == 404
    huge = links.token(links.Door.PARTNER, 10**30)
    assert client.get(f"/meetings/members/{huge}/").status_code == 410


def test_a_link_ends_after_thirty_days_and_with_the_person(client, amina, seat, the_day):
    link = page_of(amina)
    the_day.shift(30 * DAY - datetime.timedelta(seconds=1))
    assert client.get(link).status_code == 200
    the_day.shift(datetime.timedelta(seconds=2))
    assert read(client, link, 410).h1.text == "This link is too old"
    link = page_of(amina)
    erasure.erase(amina, by=staff("Data protection officer"), now=NOW)
    assert "Amina" not in read(client, link, 410).text


def test_a_merged_persons_link_shows_and_opens_what_is_theirs_now(client, amina, seat):
    twin = ContactFactory(name="A. Example", emails=["twin@example.org"])
    meeting = MeetingFactory(slug="m", title="Xmeeting", groups=[seat.group])
    InvitationFactory(meeting=meeting, contact=twin, reply=Reply.DECLINED)
    old = page_of(twin, "m")
    merge_contacts(kept=amina, gone=twin, by=None, now=NOW)

    assert "Does not come" in read(client, old).text
    assert "Amina Example" in read(client, page_of(twin)).text


def test_opening_changes_nothing_and_other_ways_to_ask_are_refused(client, amina, seat):
    assert client.delete(page_of(amina)).status_code == 405
    assert client.post(page_of(amina), {"action": "again"}).status_code == 200
    assert client.head(page_of(amina)).status_code == 200


def test_queries_do_not_grow_with_meetings(client, amina, seat, django_assert_max_num_queries):
    def add(count):
        for number in range(count):
            meeting = MeetingFactory(groups=[seat.group], start=NOW + (number - count / 2) * DAY)
            InvitationFactory(meeting=meeting, contact=amina)

    add(2)
    client.get(page_of(amina))
    with django_assert_max_num_queries(30) as few:
        client.get(page_of(amina))
    add(20)
    with django_assert_max_num_queries(30) as many:
        client.get(page_of(amina))

    assert len(many) == len(few)
