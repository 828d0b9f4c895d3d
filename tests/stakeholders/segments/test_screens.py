"""The builder's screens: what they show, count and save, with buttons and by its script; and who sees people."""

from html import unescape

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.urls import reverse

from coordination_site.roles import AUTHOR, COORDINATOR
from delivery.enums import MailingState
from stakeholders.criteria import Criteria
from stakeholders.models import Language, OrganisationKind, Segment
from stakeholders.segments import rules
from stakeholders.segments.rules import AllOf, AnyOf, Is, Named, Not
from tests.factories.delivery import MailingFactory
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

URDU = Is("language", ("ur",))
ADD, INDEX, LOOK = reverse("segment:add"), reverse("segment:index"), reverse("segment:look")


@pytest.fixture
def coordinator(client):
    user = staff(COORDINATOR)
    client.force_login(user)
    return user


@pytest.fixture
def readers():
    urdu = Language.objects.get(code="ur")
    health = OrganisationFactory(name="Health Department", kind=OrganisationKind.objects.get(code="provincial"))
    ContactFactory(name="Amina Example", language=urdu, at=health, emails=["amina@example.org"])
    ContactFactory(name="Bilal Example", language=urdu)
    ContactFactory(name="Carol Example")


def saved(name="Urdu", rule=URDU):
    return Segment.objects.create(name=name, rule=rule.to_json())


def edit(segment):
    return reverse("segment:edit", args=[segment.pk])


def fields(response):
    """Everything that a browser would send of the page's form, but its buttons."""
    form = BeautifulSoup(response.content, "html.parser").select_one("#w-editor-form")
    data = {}
    for field in form.select("input, select"):
        if field.name == "select":
            values = [option["value"] for option in field.select("option[selected]")]
            values = values or ([] if field.has_attr("multiple") else [field.option["value"]])
        elif field.get("type") == "checkbox":
            values = [field["value"]] if field.has_attr("checked") else []
        else:
            values = [field.get("value", "")]
        data.setdefault(field["name"], []).extend(values)
    return data


def reach(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").select_one("[data-reach]").text.split())


def test_a_segment_is_built_by_buttons_alone(client, coordinator, readers):
    page = client.get(ADD)
    assert reach(page) == "Add at least one condition."
    page = client.post(ADD, fields(page) | {"name": "Health", "0.0:criterion": "language", "act": "look"})
    page = client.post(ADD, fields(page) | {"0.0:values": ["ur"], "act": "add-group 0"})
    assert reach(page).startswith("2 people People who read Urdu")
    page = client.post(ADD, fields(page) | {"0.1.0:criterion": "kind", "act": "look"})
    page = client.post(ADD, fields(page) | {"0.1.0:values": ["provincial"], "act": "add-row 0.1"})
    page = client.post(ADD, fields(page) | {"0.1.1:criterion": "province", "0.1.1:negated": "1", "act": "look"})
    page = client.post(ADD, fields(page) | {"0.1.1:values": ["PK-BA", "PK-SD"], "0.1:match": "all", "act": "look"})
    assert reach(page).startswith(
        "1 person People who read Urdu, (at an organisation of the kind Provincial department,"
    )
    assert "Amina Example Health Department" in reach(page)
    assert not Segment.objects.exists()

    answer = client.post(ADD, fields(page))

    assert answer.status_code == 302
    segment = Segment.objects.get()
    assert (segment.name, segment.created_by) == ("Health", coordinator)
    within = AllOf((Is("kind", ("provincial",)), Not(Is("province", ("PK-BA", "PK-SD")))))
    assert rules.parse(segment.rule) == AllOf((URDU, within))


def test_what_is_stored_is_shown_and_saved_again_as_it_was(client, coordinator):
    rule = AllOf((URDU, Not(AnyOf((Is("kind", ("un", "donor")), Not(Is("province", ("PK-BA",))))))))
    segment = saved(rule=rule)
    assert client.post(edit(segment), fields(client.get(edit(segment)))).status_code == 302
    segment.refresh_from_db()
    assert rules.parse(segment.rule) == rule


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"0.0:criterion": ""}, "Add at least one condition."),
        ({"0.0:values": []}, "Choose at least one."),
        ({"0.0:values": ["klingon"]}, "Some of what was chosen here is gone."),
        ({"0.0:values": ["u\0r"]}, "Some of what was chosen here is gone."),
        ({"0.0:criterion": "shoe_size", "0.0:shown": "shoe_size"}, "There is no such condition any more."),
        ({"name": ""}, "This field is required."),
        ({"name": "Taken"}, "Segment with this Name already exists."),
    ],
)
def test_what_can_not_be_saved_is_said(client, coordinator, changes, complaint):
    saved(name="Taken")
    segment = saved()
    answer = client.post(edit(segment), fields(client.get(edit(segment))) | changes)
    assert answer.status_code == 200
    assert complaint in unescape(answer.content.decode())
    segment.refresh_from_db()
    assert (segment.name, rules.parse(segment.rule)) == ("Urdu", URDU)


def test_a_segment_that_names_what_is_gone_is_shown_to_be_mended_and_not_counted(client, coordinator):
    organisation = OrganisationFactory()
    segment = saved(rule=Not(Is("organisation", (str(organisation.pk),))))
    organisation.delete()
    Segment.objects.create(name="Broken", rule={"every": "body"})
    page = client.get(edit(segment))
    assert "Some of what was chosen here is gone." in page.content.decode()
    assert reach(page) == "Each condition needs something that is chosen."
    shown = client.get(INDEX).content.decode()
    assert "something that it names is gone" in shown
    assert "Can’t be read." in shown
    assert client.get(edit(Segment.objects.get(name="Broken"))).status_code == 200


def test_the_script_gets_the_builder_and_the_count_and_changes_nothing(client, coordinator, readers):
    page = client.get(edit(saved()))
    answer = client.post(LOOK, fields(page) | {"act": "add-row 0"}).json()
    assert "part-0.1" in answer["builder"]
    assert "<strong>2</strong> people" in " ".join(answer["reach"].split())
    assert Segment.objects.get().rule == URDU.to_json()
    assert client.get(LOOK).status_code == 405


def test_names_are_escaped(client, coordinator):
    ContactFactory(name="<script>alert(1)</script>", language=Language.objects.get(code="ur"))
    page = client.get(edit(saved(name="<b>Urdu</b>")))
    assert b"<script>alert" not in page.content
    assert b"<b>Urdu" not in page.content


def test_who_may_make_segments_but_see_nobody_gets_numbers_only(client, readers):
    maker = staff(AUTHOR)
    maker.user_permissions.set(Permission.objects.filter(codename__in=("add_segment", "change_segment")))
    client.force_login(maker)
    page = client.get(edit(saved()))
    assert reach(page) == "2 people People who read Urdu"
    assert b"Amina Example" not in page.content


def test_the_list_tells_each_segment_and_counts_the_one_asked_for(client, coordinator, readers):
    saved()
    two = saved(name="Not Urdu", rule=Not(URDU))
    text = BeautifulSoup(client.get(INDEX).content, "html.parser").select_one("table.listing").text
    assert "People who read Urdu" in text
    counted = BeautifulSoup(client.get(INDEX, {"count": two.pk}).content, "html.parser")
    numbers = [row.select("td")[2].text.strip() for row in counted.select("table.listing tbody tr")]
    assert numbers == ["1", "Count"]


def test_the_list_takes_the_same_queries_for_three_segments_and_for_thirty(
    client, coordinator, django_assert_max_num_queries
):
    def queries(count):
        for _number in range(count):
            saved(name=f"Segment {Segment.objects.count()}", rule=AllOf((URDU, Is("province", ("PK-BA",)))))
        with django_assert_max_num_queries(40) as captured:
            client.get(INDEX)
        return len(captured)

    queries(1)
    assert queries(2) == queries(17)


def test_a_copy_is_a_segment_of_its_own(client, coordinator):
    segment = saved()
    page = client.get(reverse("segment:copy", args=[segment.pk]))
    assert fields(page)["name"] == ["Urdu (copy)"]
    client.post(ADD, fields(page))
    assert list(Segment.objects.values_list("name", "rule")) == [
        ("Urdu", URDU.to_json()),
        ("Urdu (copy)", URDU.to_json()),
    ]


def test_deleting_says_which_mailings_chose_it_and_leaves_them_as_they_are(client, coordinator):
    segment, unused = saved(), saved(name="Unused")
    frozen = Criteria(topic="newsletter", rule=Named("Urdu", URDU)).to_json()
    mailing = MailingFactory(title="Newsletter 34", state=MailingState.SCHEDULED, audience=frozen)
    MailingFactory(title="Newsletter 33", state=MailingState.SENT, audience=frozen)
    MailingFactory(title="Other", state=MailingState.DRAFT)
    page = unescape(client.get(reverse("segment:delete", args=[segment.pk])).content.decode())
    assert "was chosen for: Newsletter 34: Scheduled. They keep the rule" in page
    assert "Nothing uses" in client.get(reverse("segment:delete", args=[unused.pk])).content.decode()
    client.post(reverse("segment:delete", args=[segment.pk]))
    mailing.refresh_from_db()
    assert mailing.audience == frozen
    assert not Segment.objects.filter(name="Urdu").exists()
