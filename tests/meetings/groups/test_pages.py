"""The public's list of working groups, and the tabs of one: what is shown, to whom, and by how many queries."""

import datetime
import json

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.enums import Visibility
from meetings.models import (
    GroupIndexPage,
    GroupPage,
    MeetingDocument,
    Minutes,
    TermsOfReference,
    WorkingGroup,
    WorkPlanItem,
    YearInReview,
)
from stakeholders.models import Province, Sector
from tests.factories.home import list_under, site
from tests.factories.meetings import (
    ActionItemFactory,
    GroupMembershipFactory,
    MeetingFactory,
    MeetingSeriesFactory,
    WorkingGroupFactory,
)
from tests.factories.stakeholders import ContactFactory, OrganisationFactory
from tests.pages import read, words

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 3, 10, 9, tzinfo=datetime.UTC)
TODAY = NOW.date()
DAY = datetime.timedelta(days=1)
SECRET = "Only for those it concerns"
TABS = ("", "meetings/", "documents/", "members/", "actions/", "year-in-review/")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def index():
    """The English list of working groups."""
    return list_under(site(), GroupIndexPage)


def agreed(**fields):
    """A meeting whose minutes are approved: everybody may read them, and the actions in them."""
    meeting = MeetingFactory(**{"minutes_visibility": "public"} | fields)
    Minutes.objects.create(meeting=meeting, state="approved")
    return meeting


def full(slug="twg", **fields):
    """A group that has something for every tab."""
    fields = {"name": "Technical working group", "acronym": "TWG", "shows_actions": True} | fields
    group = WorkingGroupFactory(slug=slug, **fields)
    meeting = agreed(slug=f"{slug}-next", title=f"Next of {slug}", start=NOW + DAY, groups=[group])
    GroupMembershipFactory(group=group, organisation=OrganisationFactory(name=f"Chair of {slug}"), role="chair")
    MeetingDocument.objects.create(
        group=group, title="Concept note", url="https://example.org/note", visibility="public"
    )
    ActionItemFactory(meeting=meeting, visibility="public", text="Map the services")
    YearInReview.objects.create(group=group, year=2025, introduction="What we did.", published=True)
    return group


def test_the_list_shows_national_groups_then_provinces_then_the_archive(client, index):
    balochistan = Province.objects.get(code="PK-BA")
    full()
    parent = WorkingGroup.objects.get()
    WorkingGroupFactory(name="Quetta group", level="province", province=balochistan, parent=parent)
    WorkingGroupFactory(name="Flood team", concluded_on=TODAY - DAY, shows_actions=True)
    html = read(client, index.url)
    assert [h2.text for h2 in html.select("main h2")] == ["National", balochistan.label, "Archived"]
    national, quetta, floods = html.select(".group-card")
    assert "Chair of twg (Chair)" in words(national)
    assert national.select_one("dd a[href$='/twg-next/']").text == "11 March 2026"
    assert national.select_one("dd a[href$='/twg/actions/']").text == "1"
    assert "Part of TWG" in words(quetta)
    assert "concluded on 9 March 2026" in words(floods)
    assert "Open actions" not in words(floods)


def test_without_a_group_the_list_says_so(client, index):
    assert "No working group is listed" in words(read(client, index.url))


def test_every_tab_has_its_own_address_and_its_own_content(client, index):
    group = full()
    shown = {
        "": "What it is for has not been written",
        "meetings/": "Next of twg",
        "documents/": "Concept note",
        "members/": "Chair of twg",
        "actions/": "0 of 1 action is done",
        "year-in-review/": "What we did.",
        "year-in-review/2025/": "What we did.",
    }
    for tab, text in shown.items():
        html = read(client, f"{index.url}{group.slug}/{tab}")
        assert text in words(html), tab
        assert [a["href"].removeprefix(f"{index.url}twg/") for a in html.select("nav.tabs a")] == list(TABS)
        assert len(html.select("nav.tabs a[aria-current=page]")) == 1
        assert len(html.select("h1")) == 1


def test_a_tab_with_nothing_to_show_is_not_offered_and_is_no_address(client, index):
    group = WorkingGroupFactory(slug="new")
    YearInReview.objects.create(group=group, year=2025)
    hidden = OrganisationFactory(public=False)
    GroupMembershipFactory(group=group, organisation=hidden, role="chair", end=TODAY - DAY)
    MeetingDocument.objects.create(group=group, title=SECRET, url="https://example.org/", visibility="partners")
    MeetingFactory(groups=[group], visibility="partners")
    at = f"{index.url}new/"
    assert read(client, at).select("nav.tabs") == []
    missing = (*TABS[1:], "about/", "year-in-review/2025/", f"year-in-review/{10**30}/", "members/2025/")
    assert {client.get(at + tab).status_code for tab in missing} == {404}
    full()
    assert client.get(f"{index.url}twg/year-in-review/2024/").status_code == 404
    assert client.get(f"{index.url}twg/actions/2025/").status_code == 404


@pytest.mark.parametrize("visibility", [Visibility.PARTNERS, Visibility.UNIT])
def test_a_group_that_is_not_for_everybody_is_nowhere(client, index, visibility):
    """The leak table of groups: every tab, in both languages; the list; others' pages; files; PDF; search; sitemap."""
    group = full(slug="hidden", name=SECRET, acronym="SCRT", visibility=visibility)
    terms = TermsOfReference.objects.create(group=group, version=1, adopted_on=TODAY, file="meetings/t.pdf")
    parent = full()
    group.parent = parent
    group.save()
    child = WorkingGroupFactory(slug="child", parent=group)
    assert not GroupPage.objects.live().filter(group=group).exists()
    addresses = [
        *(f"{index.url}hidden/{tab}" for tab in TABS),
        *(f"/ur{index.url}hidden/{tab}" for tab in TABS),
        reverse("meetings:review", args=["hidden", 2025]),
        reverse("meetings:terms", args=[terms.pk]),
    ]
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 404)
    for address in (index.url, f"{index.url}{parent.slug}/", f"{index.url}{child.slug}/", "/sitemap.xml", "/"):
        text = client.get(address).content.decode()
        assert SECRET not in text
        assert "SCRT" not in text
        assert "hidden/" not in text


def test_of_its_meetings_documents_and_actions_only_public_ones_are_shown(client, index):
    group = full()
    series = MeetingSeriesFactory(group=group)
    MeetingFactory(title="Of the series", series=series, number=3, start=NOW - 30 * DAY)
    for fields in ({"visibility": "partners"}, {"visibility": "unit"}, {"state": "draft"}):
        closed = agreed(title=SECRET, groups=[group], **fields)
        MeetingDocument.objects.create(meeting=closed, title=SECRET, url="https://example.org/", visibility="public")
        ActionItemFactory(meeting=closed, text=SECRET, visibility="public", serial=closed.pk + 100)
    unagreed = MeetingFactory(groups=[group], minutes_visibility="public")
    ActionItemFactory(meeting=unagreed, text=SECRET, visibility="public", serial=99)
    shown = group.meetings.get(slug="twg-next")
    for level in ("partners", "unit"):
        MeetingDocument.objects.create(meeting=shown, title=SECRET, url="https://example.org/", visibility=level)
        MeetingDocument.objects.create(group=group, title=SECRET, url="https://example.org/", visibility=level)
        ActionItemFactory(meeting=shown, text=SECRET, visibility=level, serial=shown.pk + len(level) + 50)
    for tab in TABS:
        assert SECRET not in client.get(f"{index.url}twg/{tab}").content.decode(), tab
    assert "Of the series" in words(read(client, f"{index.url}twg/meetings/"))
    assert read(client, index.url).select_one("dd a[href$='/actions/']").text == "1"


def test_members_are_named_by_rule(client, index):
    group = WorkingGroupFactory(slug="twg")
    seat = {"group": group}
    shown = OrganisationFactory(name="Health Trust")
    chair = ContactFactory(name="Amina Chair")
    GroupMembershipFactory(**seat, organisation=shown, contact=chair, role="chair", shows_name=True, start=TODAY)
    GroupMembershipFactory(**seat, organisation=shown, contact=ContactFactory(name="Hidden One"), role="co_chair")
    GroupMembershipFactory(**seat, organisation=OrganisationFactory(name="Watchers"), role="observer")
    old = {"start": TODAY - 20 * DAY, "end": TODAY - 10 * DAY}
    GroupMembershipFactory(**seat, organisation=OrganisationFactory(name="Former lead"), role="secretariat", **old)
    GroupMembershipFactory(**seat, organisation=OrganisationFactory(name="Former member"), end=TODAY - DAY)
    for _seat in range(2):
        GroupMembershipFactory(**seat, organisation=OrganisationFactory(name="Unlisted", public=False))
    html = read(client, f"{index.url}twg/members/")
    leading, sitting, formerly = html.select("main section")
    assert "Health Trust Chair Amina Chair since 10 March 2026" in words(leading)
    assert "Watchers Observer" in words(sitting)
    assert "2 further members" in words(sitting)
    assert "Former lead Secretariat 18–28 February 2026" in words(formerly)
    for name in ("Hidden One", "Unlisted", "Former member"):
        assert name not in words(html)
    chair.delete()
    assert "Amina" not in words(read(client, f"{index.url}twg/members/"))


def test_the_first_tab_tells_what_the_group_is(client, index):
    parent = WorkingGroupFactory(name="Steering committee", slug="steering", kind="steering")
    group = WorkingGroupFactory(
        slug="twg",
        acronym="TWG",
        purpose="Shared standards.\n\n<b>No</b> work twice.",
        parent=parent,
        mailbox="twg@example.org",
        established_on=datetime.date(2024, 3, 4),
    )
    group.sectors.set(Sector.objects.all()[:1])
    group.save()
    meeting = MeetingFactory(groups=[group])
    day = datetime.date(2024, 3, 4)
    TermsOfReference.objects.create(group=group, version=1, adopted_on=day, body="<p>The first text.</p>")
    TermsOfReference.objects.create(
        group=group, version=2, adopted_on=TODAY, adopted_at=meeting, change_note="Two chairs.", file="meetings/t.pdf"
    )
    lead = OrganisationFactory(name="Not in the directory", public=False)
    WorkPlanItem.objects.create(group=group, year=2026, title="One list", status="done", lead=lead, due_on=TODAY)
    WorkPlanItem.objects.create(group=group, year=2025, title="A guide")
    html = read(client, f"{index.url}twg/")
    text = words(html)
    assert "Version 2, adopted on 10 March 2026 · Two chairs." in text
    assert html.select_one("main details summary").text == "Earlier versions"
    assert "The first text." in words(html.select_one("main details"))
    assert "One list Done due on 10 March 2026" in text
    assert [h3.text for h3 in html.select("main h3")] == ["2026", "2025"]
    assert "Not in the directory" not in text
    assert "<b>No</b>" in text
    assert html.select_one("dd a[href$='/steering/']").text == "Steering committee"
    assert html.select_one("a[href^=mailto]")["href"] == "mailto:twg@example.org"
    assert "twg@example.org" not in client.get(f"{index.url}twg/").content.decode()
    said = json.loads(html.select_one("script[type='application/ld+json']").text)
    assert (said["@type"], said["alternateName"], said["foundingDate"]) == ("Organization", "TWG", "2024-03-04")
    assert f"{index.url}twg/" in {a["href"] for a in read(client, f"{index.url}steering/").select("dd a")}


def test_a_concluded_group_says_so_and_shows_who_sat_there_last(client, index):
    group = WorkingGroupFactory(slug="floods", concluded_on=TODAY - DAY, archive_note="The TWG goes on.")
    GroupMembershipFactory(group=group, organisation=OrganisationFactory(name="Health Trust"), role="chair")
    html = read(client, f"{index.url}floods/")
    assert words(html.select_one(".group-archived")) == (
        "This group was concluded on 9 March 2026; its page is an archive. The TWG goes on."
    )
    assert "calendar" not in words(html.select_one("aside"))
    assert "Health Trust" in words(read(client, f"{index.url}floods/members/"))
    with time_machine.travel(NOW - 2 * DAY):
        assert read(client, f"{index.url}floods/").select(".group-archived") == []


def test_in_urdu_it_is_read_in_urdu(client, index):
    group = full(name_ur="تکنیکی گروپ", purpose_ur="مشترکہ معیار۔")
    WorkPlanItem.objects.create(group=group, year=2026, title="One list", title_ur="ایک فہرست")
    for at in (f"/ur{index.url}", *(f"/ur{index.url}twg/{tab}" for tab in TABS)):
        html = read(client, at)
        assert html.html["dir"] == "rtl"
        assert "تکنیکی گروپ" in words(html)
    text = words(read(client, f"/ur{index.url}twg/"))
    assert "مشترکہ معیار۔" in text
    assert "ایک فہرست" in text
    assert "۲۰۲۶" in text


def rows(group, count):
    """Give `group` more of everything."""
    for number in range(count):
        meeting = agreed(groups=[group], start=NOW + (number - 2) * DAY)
        GroupMembershipFactory(group=group, contact=ContactFactory(), role="co_chair", shows_name=True)
        GroupMembershipFactory(group=group)
        GroupMembershipFactory(group=group, role="chair", end=TODAY - DAY)
        for of in ({"group": group}, {"meeting": meeting}):
            MeetingDocument.objects.create(**of, title="A paper", url="https://example.org/", visibility="public")
        ActionItemFactory(meeting=meeting, visibility="public")
        version = group.terms.count() + 1
        TermsOfReference.objects.create(group=group, version=version, adopted_on=TODAY, adopted_at=meeting)
        WorkPlanItem.objects.create(group=group, year=2026, title="One", lead=OrganisationFactory())
        year = YearInReview.objects.create(group=group, year=2024 - group.reviews.count(), published=True)
        year.priorities.create(text="More", meeting=meeting)
        WorkingGroupFactory(parent=group)


def test_every_tab_asks_as_much_of_a_group_with_tenfold_rows(client, index):
    group = full()

    def asked():
        found = {}
        for at in (index.url, *(f"{index.url}twg/{tab}" for tab in TABS)):
            client.get(at)  # what is remembered between requests is remembered now
            with CaptureQueriesContext(connection) as captured:
                assert client.get(at).status_code == 200
            found[at] = len(captured)
        return found

    rows(group, 2)
    few = asked()
    rows(group, 18)
    assert asked() == few
    assert max(few.values()) <= 45, few
