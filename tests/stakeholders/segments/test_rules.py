"""The tree of a question: what it finds, how it is told, and what is refused, not read as something wider."""

import datetime

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from delivery.enums import EventKind, MailingKind, MailingState, MessageState
from delivery.models import Event
from stakeholders import engagement
from stakeholders.exceptions import UnknownCriterionError
from stakeholders.models import (
    Affiliation,
    Contact,
    ContactAddress,
    Language,
    Organisation,
    OrganisationKind,
    Province,
    Sector,
    Tag,
)
from stakeholders.segments import people, registry, rules, words
from stakeholders.segments.rules import EVERYBODY, AllOf, AnyOf, Is, Named, Not
from tests.factories.delivery import MailingFactory, MessageFactory
from tests.factories.stakeholders import ContactFactory, OrganisationFactory, record

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 3, 10)
YESTERDAY = TODAY - datetime.timedelta(days=1)
URDU, BALOCHISTAN = Is("language", ("ur",)), Is("province", ("PK-BA",))


def found(rule):
    names = [contact.name for contact in people.meant(rules.parse(rule.to_json()), TODAY)]
    assert people.count(rule, TODAY) == len(names) == len(set(names))
    return set(names)


def term(model, code):
    return model.objects.get(code=code)


# What each criterion finds --------------------------------------------------------------------------------------------


def test_a_topic_is_taken_at_any_address_in_use():
    ContactFactory(name="main", emails=["a@example.org"], given=["newsletter"])
    ContactFactory(name="second", emails=["b@example.org", "b2@example.org"])
    record("b2@example.org", "newsletter")
    gone = ContactFactory(name="retired", emails=["c@example.org"], given=["newsletter"])
    gone.addresses.update(retired_on=YESTERDAY)
    ContactFactory(name="stopped", emails=["d@example.org"], given=["newsletter"], withdrawn=["newsletter"])
    ContactFactory(name="asked", emails=["e@example.org"], asked=["newsletter"])
    takers = Is("topic", ("newsletter",))
    assert found(takers) == {"main", "second"}
    assert found(Not(takers)) == {"retired", "stopped", "asked"}


def test_an_organisation_means_its_parts_too_and_what_it_was_merged_into():
    ministry = OrganisationFactory(name="Ministry")
    division = OrganisationFactory(name="Division", parent=ministry)
    unit = OrganisationFactory(name="Unit", parent=division)
    old = OrganisationFactory(name="Old name", merged_into=ministry)
    ContactFactory(name="in the unit", at=unit)
    ContactFactory(name="elsewhere", at=OrganisationFactory())
    for organisation in (ministry, division, unit, old):
        assert found(Is("organisation", (str(organisation.pk),))) == {"in the unit"}
    assert found(Not(Is("organisation", (str(ministry.pk),)))) == {"elsewhere"}


def test_organisations_that_are_parts_of_each_other_end_the_search():
    one = OrganisationFactory()
    two = OrganisationFactory(parent=one)
    Organisation.objects.filter(pk=one.pk).update(parent=two)
    ContactFactory(name="in two", at=two)
    assert found(Is("organisation", (str(one.pk),))) == {"in two"}


def test_a_post_counts_on_the_days_that_it_is_held():
    organisation = OrganisationFactory(kind=term(OrganisationKind, "un"))
    organisation.sectors.set([term(Sector, "health")])
    for name, start, end in [
        ("past", None, YESTERDAY),
        ("last day", None, TODAY),
        ("future", TODAY + datetime.timedelta(days=1), None),
    ]:
        contact = ContactFactory(name=name)
        Affiliation.objects.create(contact=contact, organisation=organisation, start=start, end=end)
    for rule in (Is("kind", ("un",)), Is("sector", ("health",)), Is("organisation", (str(organisation.pk),))):
        assert found(rule) == {"last day"}
        assert found(Not(rule)) == {"past", "future"}


def test_tags_languages_kinds_of_address_and_gaps():
    tagged = ContactFactory(name="tagged", emails=["a@example.org"])
    tagged.tags.add(Tag.objects.create(code="speaker", label="Speaker"))
    ContactFactory(name="", name_ur="گل", language=term(Language, "ur"))
    assert found(Is("tag", ("speaker",))) == {"tagged"}
    assert found(Not(Is("tag", ("speaker",)))) == {""}
    assert found(URDU) == {""}
    ContactAddress.objects.update(kind=ContactAddress.Kind.ROLE)
    assert found(Is("address", ("role",))) == {"tagged"}
    assert found(Is("lacking", ("address",))) == {""}
    assert found(Is("lacking", ("name",))) == set()  # the Urdu one is a name
    assert found(Is("lacking", ("name", "subscription"))) == {"tagged", ""}
    assert found(Not(Is("lacking", ("post",)))) == set()


def test_who_has_no_province_has_none_by_their_organisation_either():
    ContactFactory(name="own", province=term(Province, "PK-BA"))
    ContactFactory(name="by post", at=OrganisationFactory(provinces=["PK-BA"]))
    ContactFactory(name="nowhere", at=OrganisationFactory())
    assert found(Is("lacking", ("province",))) == {"nowhere"}
    assert found(Not(Is("lacking", ("province",)))) == found(BALOCHISTAN) == {"own", "by post"}


def test_engagement_is_read_from_what_became_of_bulk_mail():
    now = datetime.datetime(2026, 3, 10, 9, tzinfo=datetime.UTC)

    def got(name, days_ago, *kinds, state=MessageState.SENT, kind=MailingKind.BULK):
        contact = ContactFactory(name=name, emails=[f"{name}@example.org".replace(" ", ".")])
        then = now - datetime.timedelta(days=days_ago)
        message = MessageFactory(
            mailing=MailingFactory(kind=kind, state=MailingState.SENT, finished_at=then),
            address=contact.main_address.address,
            state=state,
            settled_at=then,
        )
        for event in kinds:
            Event.objects.create(message=message, kind=event, at=then)

    got("opened", 80, EventKind.OPENED)
    got("clicked long ago", 170, EventKind.CLICKED)
    got("delivered", 80, EventKind.DELIVERED)
    got("failed", 80, state=MessageState.FAILED)
    got("one off", 80, EventKind.OPENED, kind=MailingKind.ONE_OFF)
    engagement.refresh(now=now)
    assert found(Is("engagement", ("seen-90",))) == {"opened"}
    assert found(Is("engagement", ("seen-180",))) == {"opened", "clicked long ago"}
    assert found(Is("engagement", ("silent-90",))) == {"delivered"}
    assert found(Is("engagement", ("seen-90", "silent-365"))) == {"opened", "delivered"}
    assert found(Not(Is("engagement", ("silent-90", "seen-365")))) == {"failed", "one off"}
    told = "People except those who opened or clicked in the last 90 days"
    assert words.in_words(Not(Is("engagement", ("seen-90",)))) == told


def test_who_was_merged_into_another_is_nobody():
    kept = ContactFactory(name="kept")
    ContactFactory(name="gone", merged_into=kept)
    assert found(EVERYBODY) == {"kept"}
    assert found(Not(URDU)) == {"kept"}


# Combining ------------------------------------------------------------------------------------------------------------


def test_all_any_and_not_of_nothing_keep_their_meaning_inside_of_others():
    ContactFactory(name="somebody")
    everybody, nobody = {"somebody"}, set()
    assert found(AllOf()) == everybody
    assert found(Not(AllOf())) == nobody
    assert found(AnyOf((AllOf(), URDU))) == everybody
    assert found(AllOf((Not(AllOf()), URDU))) == nobody
    assert found(Not(Not(AllOf()))) == everybody


conditions = st.sampled_from(
    [
        URDU,
        BALOCHISTAN,
        Is("province", ("PK-SD", "PK-BA")),
        Is("kind", ("ngo",)),
        Is("sector", ("health", "education")),
        Is("topic", ("newsletter",)),
        Is("tag", ("speaker",)),
        Is("address", ("work",)),
        Is("lacking", ("province", "post")),
    ]
)
trees = st.recursive(
    conditions,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(Named, st.just("Saved"), inner),
        st.builds(AllOf, st.lists(inner, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(inner, min_size=1, max_size=3).map(tuple)),
    ),
    max_leaves=5,
)


@pytest.fixture
def population(db):
    Tag.objects.create(code="speaker", label="Speaker")
    ngo = OrganisationFactory(provinces=["PK-BA"])
    ngo.sectors.set([term(Sector, "health")])
    ContactFactory(name="a", at=ngo, emails=["a@example.org"], given=["newsletter"])
    ContactFactory(name="b", language=term(Language, "ur"), province=term(Province, "PK-SD"))
    ContactFactory(name="c", at=ngo, language=term(Language, "ur")).tags.set(Tag.objects.all())
    ContactFactory(name="d", emails=["d@example.org"], withdrawn=["newsletter"])


def expected(rule, everybody):
    """What a rule must find, by sets: the meaning of all, any and not."""
    match rule:
        case Is():
            return found(rule)
        case Not(inner):
            return everybody - expected(inner, everybody)
        case Named(_, inner):
            return expected(inner, everybody)
        case AllOf(parts):
            return everybody.intersection(*(expected(part, everybody) for part in parts))
        case AnyOf(parts):
            return set().union(*(expected(part, everybody) for part in parts))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rule=trees)
def test_any_tree_finds_what_its_sets_say_and_survives_json(population, rule):
    assert rules.read(rule.to_json()) == rule
    assert {contact.name for contact in Contact.objects.filter(rule.q(TODAY))} == expected(rule, {"a", "b", "c", "d"})


# What is refused ------------------------------------------------------------------------------------------------------

LEAF = {"criterion": "language", "values": ["ur"]}


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        "all",
        {"all": LEAF},
        {"any": []},
        {"all": [LEAF], "any": [LEAF]},
        {"not": []},
        {"criterion": "language", "values": []},
        {"criterion": "language", "values": "ur"},
        {"criterion": "language", "values": [7]},
        {"criterion": "language", "values": ["klingon"]},
        {"criterion": "language"},
        {"criterion": ["language"], "values": ["ur"]},
        {"criterion": "shoe_size", "values": ["43"]},
        {"criterion": "organisation", "values": ["٣"]},
        {"criterion": "organisation", "values": ["9" * 30]},
        {"criterion": "lacking", "values": ["shoes"]},
        {"all": [LEAF] * 60},
        {"criterion": "language", "values": ["ur"] * 501},
        {"segment": 5, "rule": LEAF},
    ],
    ids=lambda data: str(data)[:40],
)
def test_what_is_no_rule_is_refused(data):
    with pytest.raises(UnknownCriterionError):
        rules.parse(data)


def test_a_rule_that_is_nested_without_end_is_refused():
    data = LEAF
    for _level in range(2000):
        data = {"not": data}
    with pytest.raises(UnknownCriterionError, match="levels deep"):
        rules.parse(data)
    data = LEAF
    for _level in range(2000):
        data = {"segment": "Saved", "rule": data}
    with pytest.raises(UnknownCriterionError, match="levels deep"):
        rules.parse(data)


def test_a_retired_value_still_counts_but_is_not_offered():
    Province.objects.filter(code="PK-BA").update(valid_to="2020-01-01")
    assert rules.parse(BALOCHISTAN.to_json()) == BALOCHISTAN
    offered = registry.get("province").offered(timezone.localdate())
    assert "PK-BA" not in dict(offered)


def test_parsing_and_telling_take_a_query_for_each_criterion(django_assert_num_queries):
    rule = AllOf((BALOCHISTAN, Is("province", ("PK-SD",)), Not(URDU), AnyOf((BALOCHISTAN, URDU))))
    with django_assert_num_queries(2):
        rules.parse(rule.to_json())
    with django_assert_num_queries(2):
        words.in_words(rule)


# Words ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (EVERYBODY, "Everybody"),
        (Is("province", ("PK-KP", "PK-BA")), "People in Balochistan or Khyber Pakhtunkhwa"),
        (
            AllOf((Is("sector", ("health",)), Is("kind", ("donor",)), BALOCHISTAN, URDU)),
            "People in the sector Health, at an organisation of the kind Donor, in Balochistan, who read Urdu",
        ),
        (Not(BALOCHISTAN), "People not in Balochistan"),
        (AnyOf((BALOCHISTAN, Not(URDU))), "People in Balochistan, or who read another language than Urdu"),
        (
            AllOf((Is("topic", ("newsletter",)), AnyOf((BALOCHISTAN, URDU)))),
            "People who take Newsletter, (in Balochistan, or who read Urdu)",
        ),
        (Not(AnyOf((BALOCHISTAN, URDU))), "People except those (in Balochistan, or who read Urdu)"),
        (Named("West", BALOCHISTAN), "People of the segment “West” (in Balochistan)"),
        (Not(EVERYBODY), "People except those (everybody)"),
        (Is("lacking", ("post", "name")), "People of whom is not recorded: a name or a post that is held today"),
    ],
)
def test_a_rule_is_told_in_words(rule, told):
    assert words.in_words(rule) == told


def test_words_say_when_something_is_gone():
    with pytest.raises(UnknownCriterionError, match="organisation"):
        words.in_words(Is("organisation", ("77",)))
    with pytest.raises(UnknownCriterionError, match="shoe_size"):
        words.in_words(Is("shoe_size", ("43",)))
