"""What of a meeting or a group is for partners or the unit stands in no more open place: page, file, feed or mail.

`pytest tests/architecture/test_meeting_leaks.py -s` prints the table: what was read, and what was looked for.
"""

from collections import Counter
from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.db import transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from home.search import kinds
from meetings import links
from meetings.calendar import feeds
from meetings.enums import NoticeKind, State
from meetings.invitations import letters
from meetings.models import (
    Decision,
    Invitation,
    Meeting,
    MeetingIndexPage,
    Notice,
    TermsOfReference,
    WorkingGroup,
)
from tests.architecture.crawler import Answer, answer_of, crawl, text_of
from tests.architecture.planted_meetings import LEVELS, NOBODY, NOW, PARTNERS, PUBLIC, Needle, World, needles_in, plant
from tests.factories.home import site

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
AT_MOST = 1500
LANGUAGES = ("en", "ur")
JOINING = ("joinurl", "joindetails")


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """What all tests look for. What one of them changes goes with it: it is planted in a transaction around theirs."""
    with django_db_blocker.unblock(), transaction.atomic():
        site()
        yield plant()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def fresh_throttle():
    """Searches are counted per hour in the cache: every test begins an hour of its own."""
    caches["shared"].clear()


def starts() -> list[str]:
    """Return the addresses that lead everywhere, and those that only somebody who guesses comes to."""
    found = ["/", "/sitemap.xml", "/robots.txt", "/directory/", "/search/?q=xq", "/no-such-page/", "/decisions/"]
    found += [f"{where}/search/?q=xq&kind={kind}" for where in ("", "/ur") for kind in (*kinds.sources, "meetings", "")]
    found += ["/feed/", "/ur/feed/", "/meetings/?q=xq", "/decisions/?q=xq", "/directory/?q=xq"]
    for meeting in Meeting.objects.all():
        found += [f"/meetings/{meeting.slug}/", f"/meetings/{meeting.slug}/event.ics"]
        found += [f"/meetings/{meeting.slug}/minutes{end}" for end in ("/", ".pdf", ".docx", "/?version=1")]
    found += [f"/decisions/{decision.number}/" for decision in Decision.objects.all()]
    for group in WorkingGroup.objects.all():
        found += [f"/working-groups/{group.slug}/{tab}" for tab in ("", "meetings/", "documents/", "actions/")]
        found += [f"/meetings/calendar/group/{group.slug}.ics", f"/meetings/?group={group.slug}"]
        found += [f"/decisions/?group={group.slug}", f"/directory/?group={group.slug}"]
        found += [f"/meetings/review/{group.slug}/{year}.pdf" for year in (2024, 2025)]
    found += [reverse("meetings:terms", args=[terms.pk]) for terms in TermsOfReference.objects.all()]
    return [*found, "/ur/", "/ur/meetings/", "/ur/decisions/"]


def open_places(world: World) -> list[str]:
    return starts() + [reverse("meetings:file", args=[document.pk]) for document in world.documents]


def leaks(answers: list[Answer], closed: set[str]) -> set[tuple[str, str]]:
    """Return the needles of `closed` that stand in `answers`, each with where."""
    return {(answer.address, needle) for answer in answers for needle in _needles(answer) & closed}


def found_in(answers: list[Answer]) -> set[str]:
    return set().union(*map(_needles, answers))


def _needles(answer: Answer) -> set[str]:
    return set().union(*map(needles_in, answer.disguises)) if "xq" in answer.raw else set()


def test_the_public_finds_what_is_open_and_nothing_else(client, world):
    answers = crawl(client, open_places(world), at_most=AT_MOST)

    _print_table(answers, world, PUBLIC)
    assert leaks(answers, world.closed_to(PUBLIC)) == set()
    assert world.open_to(PUBLIC) - found_in(answers) == set()
    assert not any(answer.status >= 500 for answer in answers)


def test_a_partner_finds_what_partners_may_read_and_nothing_of_others(client, world):
    answers = behind_the_link(client, world)

    _print_table(answers, world, PARTNERS)
    closed = world.closed_to(PARTNERS)
    joining = world.texts(*JOINING) - {Needle(name, what, "").value for name in ("unit", "draft") for what in JOINING}
    pages = [answer for answer in answers if "/my/calendar/" not in answer.address]
    assert leaks(pages, closed) == set()
    assert {needle for _address, needle in leaks(answers, closed)} == joining


def test_an_invited_person_finds_what_it_is_about_and_nothing_of_others(client, world):
    pages, letters = behind_invitations(client, world), mails(world)

    _print_table([*pages, *letters], world, PARTNERS)
    told = world.texts("title", "titleur", "summary", "place", "address", "map", "reason", *JOINING)
    assert leaks([*pages, *letters], world.closed_to(PARTNERS) - told) == set()
    assert leaks(pages, world.texts(*JOINING)) == set()
    assert found_in(letters) & world.texts("joinurl")


def behind_the_link(client: Client, world: World) -> list[Answer]:
    """Return the answers of all that the link and the calendar of a partner open."""
    token = links.partner_token(world.partner)
    key = feeds.make(world.partner, instead_of="", now=NOW)
    addresses = [reverse("meetings:members", args=[token]), reverse("meetings:personal_calendar", args=[key])]
    for meeting in world.meetings:
        addresses.append(reverse("meetings:members_meeting", args=[token, meeting.slug]))
        addresses += [reverse("meetings:members_minutes", args=[token, meeting.slug, end]) for end in ("pdf", "docx")]
    addresses += [reverse("meetings:partners_file", args=[document.pk, token]) for document in world.documents]
    return read(client, addresses)


def behind_invitations(client: Client, world: World) -> list[Answer]:
    """Return the answers of all that the links of a partner's invitations open; drafts mail none."""
    addresses = []
    for invitation in Invitation.objects.filter(contact=world.partner).exclude(meeting__state=State.DRAFT):
        reply = links.invitation_token(links.Door.REPLY, invitation)
        comment = links.invitation_token(links.Door.COMMENT, invitation)
        addresses += [reverse("meetings:reply", args=[reply]), reverse("meetings:comment_on_minutes", args=[comment])]
        addresses += [reverse("meetings:comment_file", args=[comment, end]) for end in ("pdf", "docx")]
    return read(client, addresses)


def read(client: Client, addresses: list[str]) -> list[Answer]:
    answers = [answer_of(address, client.get(address)) for address in addresses]
    assert not any(answer.status >= 500 for answer in answers)
    return answers


def mails(world: World) -> list[Answer]:
    """Return every kind of mail that may reach the partner, in both languages, as what comes back from no address."""
    found = []
    for invitation in Invitation.objects.filter(contact=world.partner).exclude(meeting__state=State.DRAFT):
        for language in LANGUAGES:
            invitation.language = language
            for kind in NoticeKind:
                notice = Notice(meeting=invitation.meeting, kind=kind, sequence=0, words="", at=NOW)
                mail = letters.preview(invitation, notice, now=NOW)
                calendar = text_of(mail.calendar.encode())
                found.append(Answer("", 200, "\n".join([mail.subject, mail.html, mail.text, calendar])))
    return found


def test_a_list_behind_a_password_closes_every_way_to_its_meetings(client, world):
    index = MeetingIndexPage.objects.filter(locale__language_code="en").get()
    for page in (index, *index.get_translations()):
        PageViewRestriction.objects.create(page=page, restriction_type="password", password="only for this test")

    answers = read(client, [*open_places(world), "/meetings/calendar.ics", "/working-groups/"])
    assert {leak for leak in leaks(answers, world.open_to(PUBLIC)) if not leak[1].startswith("xqgroup")} == set()


def _print_table(answers: list[Answer], world: World, reader: str) -> None:
    """Print what was read, and for each level how much was looked for and how much of it found."""
    kinds = Counter(answer.kind for answer in answers)
    found = found_in(answers)
    print(f"\n{reader}: {len(answers)} places, {sum(len(answer.raw) for answer in answers):,} characters")  # noqa: T201
    print(", ".join(f"{kind} {count}" for kind, count in kinds.most_common()))  # noqa: T201
    for level in (*LEVELS, NOBODY):
        of_level = {needle.value for needle in world.needles if needle.level == level}
        print(f"for {level:<10} {len(of_level):>5} planted {len(of_level & found):>5} found")  # noqa: T201
