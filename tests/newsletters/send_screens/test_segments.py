"""A saved segment as the audience of a mailing: frozen when it is chosen, whatever becomes of it later."""

import pytest

from delivery.models import Mailing
from newsletters import sending
from stakeholders.criteria import Criteria
from stakeholders.models import Segment
from stakeholders.segments.rules import MAX_OF_SEGMENT, AllOf, AnyOf, Is, Named, Not
from tests.newsletters.send_screens import messages_of, url, words

pytestmark = pytest.mark.django_db

URDU, NOT_URDU = Is("language", ("ur",)), Not(Is("language", ("ur",)))


@pytest.fixture
def segment():
    return Segment.objects.create(name="Urdu readers", rule=URDU.to_json())


def choose(client, issue, **chosen):
    return client.post(url("audience", issue.pk), {"topic": "newsletter", **chosen}, follow=True)


def criteria():
    return sending.criteria_of(Mailing.objects.get())


def test_a_segment_is_chosen_and_narrowed(client, approver, issue, readers, segment):
    response = choose(client, issue, segment=segment.pk, kinds=["un"])
    assert messages_of(response) == ["Audience saved."]
    narrowed = AllOf((Named("Urdu readers", URDU), Is("kind", ("un",))))
    assert criteria() == Criteria(topic="newsletter", rule=narrowed)
    form = response.context["audience_form"]
    assert (form.initial["segment"], form.initial["kinds"]) == (str(segment.pk), ["un"])
    assert "of the segment “Urdu readers” (who read Urdu), at an organisation of the kind" in words(response)


def test_the_largest_segment_can_be_chosen_and_narrowed_by_everything(client, approver, issue, readers, segment):
    rule = AnyOf((URDU,) * (MAX_OF_SEGMENT - 1))
    Segment.objects.update(rule=rule.to_json())
    choose(client, issue, segment=segment.pk, provinces=["PK-SD"], kinds=["un"], languages=["ps"])
    assert criteria().rule.rules[0] == Named("Urdu readers", rule)


def test_the_count_is_that_of_the_segment(client, approver, issue, readers, segment):
    answer = client.get(url("count", issue.pk), {"topic": "newsletter", "segment": segment.pk}).json()
    assert answer["reachable"] == 1
    assert not Mailing.objects.exists()


def test_a_segment_that_changed_since_is_kept_as_it_was_until_it_is_chosen_anew(
    client, approver, issue, readers, segment
):
    choose(client, issue, segment=segment.pk)
    Segment.objects.update(rule=NOT_URDU.to_json())
    form = client.get(url("send", issue.pk)).context["audience_form"]
    assert form.initial["segment"] == "kept"
    assert form.fields["segment"].choices[-1] == ("kept", "“Urdu readers”, as it was when it was chosen")
    choose(client, issue, segment="kept", languages=["ps"])
    assert criteria().rule == AllOf((Named("Urdu readers", URDU), Is("language", ("ps",))))
    choose(client, issue, segment=segment.pk)
    assert criteria().rule == Named("Urdu readers", NOT_URDU)


def test_a_segment_that_was_deleted_does_not_make_everybody_of_its_readers(client, approver, issue, readers, segment):
    choose(client, issue, segment=segment.pk)
    segment.delete()
    assert "1 person gets it" in words(client.get(url("send", issue.pk)))
    assert choose(client, issue, segment=1).context["audience_form"].errors
    choose(client, issue, segment="kept")
    assert criteria().rule == Named("Urdu readers", URDU)


def test_a_segment_that_can_not_be_used_is_refused(client, approver, issue, readers, segment):
    Segment.objects.update(rule={"criterion": "tag", "values": ["gone"]})
    errors = choose(client, issue, segment=segment.pk).context["audience_form"].errors
    assert errors == {"segment": ["This segment must be mended before it can be used."]}
    Segment.objects.update(rule={"every": "body"})
    assert choose(client, issue, segment=segment.pk).context["audience_form"].errors
    assert client.get(url("send", issue.pk)).context["audience_form"].initial["segment"] == ""
    assert not Mailing.objects.exists()


def test_kept_without_anything_to_keep_is_no_choice(client, approver, issue, readers):
    assert choose(client, issue, segment="kept").context["audience_form"].errors
    assert not Mailing.objects.exists()


def test_an_audience_that_names_what_is_gone_is_said_to_be_gone(client, approver, issue, readers, segment):
    choose(client, issue, segment=segment.pk)
    broken = Named("Old", Is("organisation", ("77",)))
    Mailing.objects.update(audience=Criteria(topic="newsletter", rule=broken).to_json())
    page = client.get(url("send", issue.pk))
    assert "names something that is no longer there" in words(page)
    assert "Everybody who matches" not in words(page)
    answer = client.get(url("count", issue.pk), {"topic": "newsletter", "segment": segment.pk})
    assert answer.json()["reachable"] == 1
    response = client.post(url("approve", issue.pk), follow=True)
    assert Mailing.objects.get().state == "draft"
    assert "names something that is no longer there" in words(response)
