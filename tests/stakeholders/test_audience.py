"""Who is a candidate, at which address, and why not: on made-up populations, and on random ones against `prepare`."""

import datetime
from collections import Counter

import pytest
from django.db import transaction
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from delivery import addresses, preparing, suppression
from delivery.enums import ExclusionReason, MailingState, SuppressionReason
from stakeholders import audience
from stakeholders.audience import Criteria
from stakeholders.exceptions import UnknownCriterionError
from stakeholders.models import Affiliation, Contact, ContactAddress, Language, OrganisationKind, Pause, Province
from stakeholders.segments.rules import AllOf, AnyOf, Is, Named, Not
from tests.factories.delivery import MailingFactory
from tests.factories.stakeholders import Action, ContactFactory, OrganisationFactory, record

pytestmark = pytest.mark.django_db

NEWSLETTER = Criteria(topic="newsletter")
PLAIN = {"topic": "newsletter", "rule": {"all": []}}


def outcome(criteria=NEWSLETTER):
    """Return {contact's name: address, or the reason of the exclusion}."""
    names = dict(Contact.objects.values_list("pk", "name"))
    emails = {link.address_id: link.address.email for link in ContactAddress.objects.select_related("address")}
    return {
        names[int(candidate.contact_ref)]: str(candidate.exclusion or emails[candidate.address_id])
        for candidate in audience.subscribers(criteria.to_json(), criteria.topic)
    }


def test_everybody_is_a_candidate_and_who_can_not_be_written_to_has_a_reason():
    ContactFactory(name="takes it", emails=["takes@example.org"], given=["newsletter"])
    ContactFactory(name="never asked", emails=["never@example.org"])
    ContactFactory(name="asked only", emails=["asked@example.org"], asked=["newsletter"])
    ContactFactory(name="stopped", emails=["stopped@example.org"], given=["newsletter"], withdrawn=["newsletter"])
    ContactFactory(name="takes another", emails=["another@example.org"], given=["meetings"])
    ContactFactory(name="no address")
    assert outcome() == {
        "takes it": "takes@example.org",
        "never asked": "no_consent",
        "asked only": "unconfirmed",
        "stopped": "withdrawn",
        "takes another": "no_consent",
        "no address": "no_address",
    }


def test_the_main_address_is_chosen_if_it_consented_and_the_next_that_did_if_not():
    ContactFactory(name="main", emails=["main@example.org", "second@example.org"], given=["newsletter"])
    record("second@example.org", "newsletter")
    ContactFactory(name="second", emails=["main2@example.org", "second2@example.org"], withdrawn=["newsletter"])
    record("second2@example.org", "newsletter")
    assert outcome() == {"main": "main@example.org", "second": "second2@example.org"}


def test_the_latest_record_decides():
    contact = ContactFactory(name="came back", emails=["back@example.org"], withdrawn=["newsletter"])
    record(contact.main_address.address, "newsletter")
    assert outcome() == {"came back": "back@example.org"}


def test_a_province_is_the_contact_s_own_or_else_that_of_their_organisations():
    balochistan = Province.objects.get(code="PK-BA")
    both = OrganisationFactory(provinces=["PK-BA", "PK-SD"])
    ContactFactory(name="lives there", emails=["a@example.org"], given=["newsletter"], province=balochistan)
    ContactFactory(name="works there", emails=["b@example.org"], given=["newsletter"], at=both)
    ContactFactory(
        name="works there, lives elsewhere",
        emails=["c@example.org"],
        given=["newsletter"],
        at=both,
        province=Province.objects.get(code="PK-PB"),
    )
    ContactFactory(name="nowhere", emails=["d@example.org"], given=["newsletter"])
    found = outcome(Criteria(topic="newsletter", rule=Is("province", ("PK-BA",))))
    assert found == {"lives there": "a@example.org", "works there": "b@example.org"}


def test_only_posts_that_are_held_today_count():
    today = timezone.localdate()
    day = datetime.timedelta(days=1)
    organisation = OrganisationFactory(kind=OrganisationKind.objects.get(code="un"))
    for name, start, end in [
        ("past", None, today - day),
        ("present", today, today),
        ("open", None, None),
        ("future", today + day, None),
    ]:
        contact = ContactFactory(name=name, emails=[f"{name}@example.org"], given=["newsletter"])
        Affiliation.objects.create(contact=contact, organisation=organisation, start=start, end=end)
    assert set(outcome(Criteria(topic="newsletter", rule=Is("kind", ("un",))))) == {"present", "open"}


def test_criteria_combine():
    urdu = Language.objects.get(code="ur")
    ngo = OrganisationFactory(provinces=["PK-SD"])
    ContactFactory(name="all", emails=["a@example.org"], given=["newsletter"], at=ngo, language=urdu)
    ContactFactory(name="english", emails=["b@example.org"], given=["newsletter"], at=ngo)
    rule = AllOf((Is("province", ("PK-SD", "PK-BA")), Is("kind", ("ngo",)), Is("language", ("ur",))))
    criteria = Criteria(topic="newsletter", rule=rule)
    assert outcome(criteria) == {"all": "a@example.org"}


def test_the_name_is_given_in_the_language_that_the_contact_reads():
    ContactFactory(
        name="Amina Example", name_ur="آمنہ", emails=["a@example.org"], language=Language.objects.get(code="ur")
    )
    ContactFactory(name="Bilal Example", name_ur="بلال", emails=["b@example.org"])
    ContactFactory(name="", name_ur="گل", emails=["c@example.org"], language=Language.objects.get(code="ps"))
    values = [candidate.values for candidate in audience.subscribers(PLAIN, "newsletter")]
    assert values == [{"name": "آمنہ"}, {"name": "Bilal Example"}, {"name": "گل"}]


def test_the_resolver_takes_two_queries_however_many_contacts_there_are(django_assert_num_queries):
    for n in range(30):
        ContactFactory(emails=[f"{n}@example.org"], given=["newsletter"])
    with django_assert_num_queries(2):  # the topic's code, and everybody
        assert len(list(audience.subscribers(PLAIN, "newsletter"))) == 30


def test_criteria_survive_the_way_through_json():
    rule = AllOf((Named("UN", Is("kind", ("un",))), Is("language", ("ur", "en"))))
    criteria = Criteria(topic="newsletter", rule=rule)
    data = criteria.to_json()
    assert data["resolver"] == "stakeholders.subscribers"
    assert Criteria.from_json(data) == criteria


EVERYBODY = PLAIN["rule"]


@pytest.mark.parametrize(
    ("data", "word"),
    [
        ({}, "topic"),
        ({"topic": "newsletter"}, "topic and a rule"),
        ({"topic": "weather", "rule": EVERYBODY}, "weather"),
        ({"topic": ["newsletter"], "rule": EVERYBODY}, "topic"),
        ({"topic": "newsletter", "rule": {}}, "No rule"),
        ({"topic": "newsletter", "rule": {"criterion": "kind", "values": ["un", "martians"]}}, "martians"),
        ({"topic": "newsletter", "rule": EVERYBODY, "shoe_size": ["43"]}, "shoe_size"),
    ],
)
def test_criteria_that_name_what_is_not_there_are_refused(data, word):
    with pytest.raises(UnknownCriterionError, match=word):
        Criteria.from_json(data)


def test_an_audience_of_another_topic_than_the_mailing_is_refused():
    with pytest.raises(UnknownCriterionError, match="meetings"):
        list(audience.subscribers(PLAIN, "meetings"))


@pytest.mark.parametrize(
    ("criteria", "words"),
    [
        (NEWSLETTER, "All who take “Newsletter”"),
        (
            Criteria(
                topic="newsletter",
                rule=AllOf((Is("province", ("PK-SD", "PK-KP", "PK-BA")), Is("language", ("ur",)))),
            ),
            "All who take “Newsletter”, in Balochistan, Khyber Pakhtunkhwa or Sindh, who read Urdu",
        ),
        (
            Criteria(topic="meetings", rule=Named("M", Is("kind", ("media", "donor")))),
            "All who take “Meeting invitations”, of the segment “M” (at an organisation of the kind Donor or Media)",
        ),
        (
            Criteria(topic="newsletter", rule=AnyOf((Is("language", ("ur",)), Is("kind", ("un",))))),
            "All who take “Newsletter”, (who read Urdu, or at an organisation of the kind United Nations agency)",
        ),
    ],
)
def test_an_audience_is_told_in_words(criteria, words):
    assert audience.in_words(criteria) == words


def test_an_audience_is_told_in_urdu_with_urdu_labels():
    with translation.override("ur"):
        assert "خبرنامہ" in audience.in_words(NEWSLETTER)


def test_the_count_says_what_is_excluded_and_why():
    for name in ("one", "two"):
        ContactFactory(name=name, emails=["shared@example.org"], given=["newsletter"])
    for name, reason in [("bounced", SuppressionReason.HARD_BOUNCE), ("complained", SuppressionReason.COMPLAINT)]:
        contact = ContactFactory(name=name, emails=[f"{name}@example.org"], given=["newsletter"])
        suppression.suppress(contact.main_address.address, reason=reason, now=timezone.now())
    ContactFactory(name="never asked", emails=["never@example.org"])
    counted = audience.count(NEWSLETTER)
    assert (counted.candidates, counted.reachable) == (5, 1)
    assert counted.excluded == {
        ExclusionReason.DUPLICATE: 1,
        ExclusionReason.BOUNCED: 1,
        ExclusionReason.COMPLAINED: 1,
        ExclusionReason.NO_CONSENT: 1,
    }


def test_counting_takes_two_queries_however_many_contacts_there_are(django_assert_num_queries):
    for n in range(20):
        ContactFactory(emails=[f"{n}@example.org"], given=["newsletter"])
    with django_assert_num_queries(2):
        assert audience.count(NEWSLETTER).reachable == 20


mailboxes = st.sampled_from("abcd")
person = st.fixed_dictionaries(
    {
        "mailboxes": st.lists(mailboxes, max_size=3, unique=True),
        "province": st.sampled_from(["PK-BA", "PK-SD", None]),
        "language": st.sampled_from(["en", "ur", "ps"]),
        "organisation": st.sampled_from([None, 0, 1]),
    }
)
acts = st.lists(st.tuples(mailboxes, st.sampled_from(list(Action))), max_size=8)
purposes = st.sampled_from(["", "newsletter", "meetings"])
suppressions = st.dictionaries(mailboxes, st.tuples(st.sampled_from(list(SuppressionReason)), purposes))
rules = st.recursive(
    st.one_of(
        st.builds(Is, st.just("province"), st.sampled_from([("PK-BA",), ("PK-BA", "PK-SD")])),
        st.builds(Is, st.just("kind"), st.sampled_from([("ngo",), ("un", "ngo")])),
        st.builds(Is, st.just("language"), st.sampled_from([("ur",), ("en", "ps")])),
        st.builds(Is, st.just("topic"), st.just(("newsletter",))),
    ),
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(AllOf, st.lists(inner, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(inner, min_size=1, max_size=3).map(tuple)),
    ),
    max_leaves=4,
)
wanted = st.builds(Criteria, topic=st.just("newsletter"), rule=rules)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    people=st.lists(person, max_size=6),
    acts=acts,
    suppressions=suppressions,
    paused=st.sets(mailboxes),
    criteria=wanted,
)
def test_the_count_is_what_preparing_finds_in_any_population(db, people, acts, suppressions, paused, criteria):
    with transaction.atomic():
        populate(people, acts, suppressions, paused)
        counted = audience.count(criteria)
        mailing = MailingFactory(state=MailingState.PREPARING, purpose="newsletter", audience=criteria.to_json())
        assert preparing.prepare(mailing.pk, now=timezone.now())
        mailing.refresh_from_db()
        excluded = Counter(ExclusionReason(reason) for reason in mailing.exclusions.values_list("reason", flat=True))
        assert (counted.candidates, counted.reachable) == (mailing.candidates, mailing.prepared)
        assert counted.excluded == excluded
        by_language = Counter(
            Contact.objects.get(pk=message.contact_ref).language.code for message in mailing.messages.all()
        )
        assert audience.count_by_language(criteria) == by_language
        transaction.set_rollback(True)


def populate(people, acts, suppressions, paused):
    """Make the drawn population: contacts share four mailboxes, two organisations, and their history."""
    organisations = [
        OrganisationFactory(provinces=["PK-BA"]),
        OrganisationFactory(kind=OrganisationKind.objects.get(code="un"), provinces=["PK-SD"]),
    ]
    for drawn in people:
        ContactFactory(
            emails=[f"{mailbox}@example.org" for mailbox in drawn["mailboxes"]],
            province=Province.objects.filter(code=drawn["province"]).first(),
            language=Language.objects.get(code=drawn["language"]),
            at=None if drawn["organisation"] is None else organisations[drawn["organisation"]],
        )
    for mailbox, action in acts:
        record(f"{mailbox}@example.org", "newsletter", action=action)
    for mailbox, (reason, purpose) in suppressions.items():
        address = addresses.get_or_create(f"{mailbox}@example.org")
        suppression.suppress(address, reason=reason, purpose=purpose, now=timezone.now())
    for mailbox in paused:
        Pause.objects.create(
            address=addresses.get_or_create(f"{mailbox}@example.org"),
            until=timezone.localdate() + datetime.timedelta(days=1),
            set_at=timezone.now(),
        )
