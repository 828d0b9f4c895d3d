"""The public register: what is approved and for everybody, under addresses that can be cited."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from coordination_site import roles
from meetings.decisions import details, register, standing
from meetings.models import Decision, Meeting, Minutes
from tests.factories.home import site
from tests.factories.meetings import AgendaItemFactory, DecisionFactory, MeetingFactory, WorkingGroupFactory
from tests.factories.staff import staff

pytestmark = pytest.mark.django_db
SCRIPT = {"X-Requested-With": "XMLHttpRequest"}
LEVELS = ("public", "partners", "unit")


@pytest.fixture(autouse=True)
def home():
    return site()


def approved(state="approved", **details):
    meeting = MeetingFactory(**{"state": "held", "minutes_visibility": "public"} | details)
    Minutes.objects.create(meeting=meeting, state=state)
    return meeting


def test_a_decision_is_as_closed_as_all_that_it_stands_in():
    """One rule: each of four levels, for each of three readers."""
    for level in LEVELS:
        for where in ("meeting", "minutes", "item", "decision"):
            values = {
                "visibility": level if where == "meeting" else "public",
                "minutes_visibility": level if where == "minutes" else "public",
            }
            meeting = approved(**values)
            item = AgendaItemFactory(meeting=meeting, visibility=level if where == "item" else "public")
            own = level if where == "decision" else "public"
            decision = DecisionFactory(meeting=meeting, item=item, visibility=own)
            seen = [reader for reader in LEVELS if decision in register.readable(reader)]
            assert seen == list(LEVELS[LEVELS.index(level) :]), (level, where)


@pytest.mark.parametrize(
    ("state", "of_meeting", "seen"),
    [
        ("draft", "held", False),
        ("circulated", "held", False),
        ("approved", "held", True),
        ("amended", "held", True),
        ("approved", "draft", False),
    ],
)
def test_only_what_is_agreed_is_on_record(client, state, of_meeting, seen):
    decision = DecisionFactory(meeting=approved(state))
    Meeting.objects.update(state=of_meeting)

    listed = client.get("/decisions/")
    page = client.get(f"/decisions/{decision.number}/")

    assert (decision.number in listed.content.decode(), page.status_code == 200) == (seen, seen)


def test_the_register_is_searched_and_narrowed_and_says_when_nothing_fits(client):
    group = WorkingGroupFactory(name="Child and adolescent group")
    hidden = WorkingGroupFactory(name="Closed group", visibility="unit")
    first = DecisionFactory(
        meeting=approved(groups=[group, hidden]), text="Adopt the <b>plan</b>.", text_ur="منصوبہ منظور"
    )
    other = DecisionFactory(meeting=approved(), year=2025, text="Print the leaflet.")

    assertContains(client.get("/decisions/"), "Adopt the &lt;b&gt;plan&lt;/b&gt;.")
    assertNotContains(client.get("/decisions/"), "Closed group")
    for query in ("q=PLAN+adopt", f"group={group.slug}", "year=2026", f"q={first.number.lower()}"):
        page = client.get(f"/decisions/?{query}")
        assertContains(page, first.number)
        assertNotContains(page, other.number)
    for query in ("q=nothing", "q=%22%3E%3Cscript%3E", f"q={'x' * 100}"):
        assertContains(client.get(f"/decisions/?{query}"), "No decision fits")
    for query in ("group=closed", f"group={hidden.slug}", "year=abc", "q=%00", "year=9999999999999", "page=99"):
        assertContains(client.get(f"/decisions/?{query}"), first.number)
    urdu = client.get("/ur/decisions/")
    assertContains(urdu, 'lang="ur" dir="rtl"><p>منصوبہ منظور</p>')
    Decision.objects.all().delete()
    assertContains(client.get("/decisions/"), "No decision is on record yet")


def test_each_decision_has_one_address_and_rubbish_has_none(client):
    decision = DecisionFactory(meeting=approved(), serial=3)
    assertContains(client.get("/decisions/D-2026-03/"), decision.text)
    assert client.get("/decisions/d-2026-003/").url == "/decisions/D-2026-03/"
    for number in ("D-2026-04", "D-9999-99999", "x", "D-2026-03x", "%00"):
        assert client.get(f"/decisions/{number}/").status_code == 404


def test_a_superseded_decision_says_so_once_its_successor_is_public(client):
    old, new = DecisionFactory(meeting=approved()), DecisionFactory(meeting=approved("draft"))
    standing.supersede(old, with_=new, by=None)
    page = client.get(f"/decisions/{old.number}/")
    assertNotContains(page, new.number)
    assertNotContains(page, "Superseded")

    Minutes.objects.update(state="approved")
    assertContains(
        client.get(f"/decisions/{old.number}/"), f'<a href="/decisions/{new.number}/"><bdi>{new.number}</bdi></a>'
    )
    assertContains(
        client.get(f"/decisions/{new.number}/"), f'<a href="/decisions/{old.number}/"><bdi>{old.number}</bdi></a>'
    )

    Decision.objects.filter(pk=old.pk).update(visibility="unit")
    assertNotContains(client.get(f"/decisions/{new.number}/"), old.number)


def test_withdrawn_decisions_stay_and_say_why(client):
    decision = DecisionFactory(meeting=approved())
    standing.withdraw(decision, reason="The law <changed>.", by=None)
    for address in ("/decisions/", f"/decisions/{decision.number}/"):
        assertContains(client.get(address), "Withdrawn: <bdi>The law &lt;changed&gt;.</bdi>")


def test_the_register_asks_as_much_of_fifty_as_of_five(client, django_assert_max_num_queries):
    def fill(number):
        for _ in range(number):
            old = DecisionFactory(meeting=approved(groups=[WorkingGroupFactory()]))
            standing.supersede(old, with_=DecisionFactory(meeting=old.meeting), by=None)

    fill(2)
    client.get("/decisions/")
    with django_assert_max_num_queries(40) as few:
        client.get("/decisions/")
    fill(18)
    with django_assert_max_num_queries(len(few)):
        assertContains(client.get("/decisions/"), "Superseded by")


# Staff ---------------------------------------------------------------------------------------------------------------


def of_decision(decision, act=""):
    return reverse(f"meetings_admin:decision{act and '_'}{act}", args=[decision.pk])


def logged_in(role=roles.AUTHOR):
    client = Client()
    client.force_login(staff(role))
    return client


def test_staff_find_export_and_settle_decisions():
    old, new = DecisionFactory(text="=SUM(A1)"), DecisionFactory(text="Agreed <b>now</b>.")
    client = logged_in()

    assertContains(client.get(reverse("meetings_admin:decisions")), "Agreed &lt;b&gt;now&lt;/b&gt;.")
    assertNotContains(client.get(reverse("meetings_admin:decisions"), {"q": "agreed"}), old.number)
    export = b"".join(client.get(reverse("meetings_admin:decisions"), {"export": "csv"}).streaming_content).decode()
    assert "'=SUM(A1)" in export

    client.post(of_decision(new, "supersede"), {"number": old.number.lower()})
    old.refresh_from_db()
    assert old.status == "superseded"
    assertContains(client.get(of_decision(old)), new.number)
    client.post(of_decision(old, "reinstate"))
    client.post(of_decision(old, "withdraw"), {"reason": "The law changed."})
    old.refresh_from_db()
    assert (old.status, old.reason) == ("withdrawn", "The law changed.")
    for number in ("", "x", "D-9999-99"):
        assertContains(
            client.post(of_decision(new, "supersede"), {"number": number}, follow=True), "no decision of that"
        )


def test_two_who_change_a_decision_are_told_and_lose_nothing():
    decision = DecisionFactory(text="Agreed.")
    form = {"basis": "vote", "visibility": "public", "seen": details.details_of(decision).stamp}
    client, address = logged_in(), of_decision(decision, "change")
    assert client.post(address, form | {"text": "</textarea><script>1</script>"}).status_code == 302

    page = client.post(address, form | {"text": "Mine"})

    assertContains(page, "<pre>&lt;/textarea&gt;&lt;script&gt;1&lt;/script&gt;</pre>", status_code=409)
    assertContains(page, "Mine</textarea>", status_code=409)
    assert client.post(address, form | {"text": "", "basis": "dice"}).status_code == 200
    again = page.context["form"]["seen"].value()
    assert client.post(address, form | {"text": "Mine", "seen": again}).status_code == 302
    decision.refresh_from_db()
    assert (decision.text, decision.basis) == ("Mine", "vote")
    assert logged_in(roles.APPROVER).post(address, form, headers=SCRIPT).status_code == 403
    assert logged_in(roles.APPROVER).get(of_decision(decision)).status_code == 200


def test_rubbish_in_the_address_narrows_nothing_on_either_database(client):
    for query in ("group=%00", "year=%00", "q=%00", "group=a%00b&year=9999999999999999999", "page=%00"):
        assert client.get(f"/decisions/?{query}").status_code == 200, query
