"""Inviting people: who is meant by groups, segments and addresses, each mailbox once, and nobody before it was seen."""

import datetime

import pytest
import time_machine

from delivery import addresses, suppression
from delivery.enums import SuppressionReason
from delivery.models import Address
from meetings.enums import InviteeRole, State
from meetings.exceptions import MeetingsError
from meetings.invitations import inviting
from meetings.invitations.people import Wishes
from meetings.models import Invitation, NoticeMail
from stakeholders.duplicates import merging
from stakeholders.models import ContactAddress, Language, Segment
from stakeholders.privacy import erasure
from stakeholders.segments.rules import Is
from tests.factories.meetings import GroupMembershipFactory, InvitationFactory, MeetingFactory, WorkingGroupFactory
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory, OrganisationFactory
from tests.meetings.invitations.helpers import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_day():
    with time_machine.travel(NOW, tick=False):
        yield


def plan(meeting, **wishes):
    """Return {address, or name where there is none: outcome and reason}."""
    found = inviting.plan(meeting, Wishes(**wishes), now=NOW)
    return {line.meant.email or line.meant.name: line.why or str(line.outcome) for line in found.lines}


def invite(meeting, **wishes):
    seen = inviting.plan(meeting, Wishes(**wishes), now=NOW).digest
    by = staff("Coordinator")
    return inviting.invite(meeting, Wishes(**wishes), role=InviteeRole.REQUIRED, seen=seen, by=by, now=NOW)


def test_a_mailbox_is_one_invitation_with_all_that_led_to_it():
    group = WorkingGroupFactory(name="Training", acronym="TWG")
    unicorn = OrganisationFactory(name="Example Relief")
    amina = ContactFactory(name="Amina", emails=["amina@example.org"], at=OrganisationFactory(name="Elsewhere"))
    bano = ContactFactory(
        name="Bano", name_ur="بانو", emails=["bano@example.org"], language=Language.objects.get(code="ur")
    )
    GroupMembershipFactory(group=group, organisation=unicorn, contact=amina)
    GroupMembershipFactory(group=group, organisation=OrganisationFactory(name="Nobody There"))
    GroupMembershipFactory(
        group=group, contact=ContactFactory(emails=["past@example.org"]), end=datetime.date(2026, 1, 1)
    )
    segment = Segment.objects.create(name="Urdu readers", rule=Is("language", ("ur",)).to_json())
    typed = (("", "AMINA@example.org"), ("Dua", "dua@example.net"), ("", "dua@example.net"), ("", "rubbish"))
    meeting = MeetingFactory()
    wishes = {"groups": (group,), "segments": (segment,), "contacts": (bano,), "typed": typed}

    found = inviting.plan(meeting, Wishes(**wishes), now=NOW)
    assert found.unnamed == ["TWG: Nobody There"]
    assert not Invitation.objects.exists()
    assert not Address.objects.filter(key="dua@example.net").exists()
    invite(meeting, **wishes)

    rows = {row.address.email: row for row in meeting.invitations.select_related("address", "organisation", "contact")}
    assert {
        email: (row.name, row.came_by, row.language, str(row.organisation or "")) for email, row in rows.items()
    } == {
        "amina@example.org": ("Amina", "TWG; typed in", "en", "Example Relief"),
        "bano@example.org": ("بانو", "Urdu readers; chosen one by one", "ur", ""),
        "dua@example.net": ("Dua", "typed in", "en", ""),
    }
    assert rows["amina@example.org"].contact == amina
    assert not NoticeMail.objects.exists()
    with pytest.raises(MeetingsError, match="Nobody new"):
        invite(meeting, **wishes)


def test_who_can_not_get_mail_is_told_with_the_reason_and_not_invited():
    now, by = NOW, staff("Coordinator")
    retired = ContactFactory(name="Retired", emails=["old@example.org"])
    ContactAddress.objects.filter(contact=retired).update(retired_on=datetime.date(2025, 1, 1))
    bounced = ContactFactory(name="Bounced", emails=["full@example.org"])
    suppression.suppress(addresses.get_or_create("full@example.org"), reason=SuppressionReason.HARD_BOUNCE, now=now)
    stopped = ContactFactory(name="Stopped", emails=["stop@example.org"], withdrawn=["meetings"])
    other = ContactFactory(name="Other", emails=["other@example.org"], withdrawn=["newsletter"])
    erasure.erase(ContactFactory(emails=["erased@example.org"]), by=by, now=now)
    meeting = MeetingFactory()
    wishes = {
        "contacts": (retired, bounced, stopped, other),
        "typed": (("", "erased@example.org"), ("", "nonsense"), ("", "a b@example.org")),
    }
    outcomes = plan(meeting, **wishes)
    assert outcomes["Retired"] == "No address"
    assert outcomes["full@example.org"] == "Address bounced before"
    assert outcomes["stop@example.org"] == "Stopped mail about meetings"
    assert outcomes["erased@example.org"] == "Suppressed by staff or by erasure"
    assert outcomes["other@example.org"] == "new"
    assert "@" in outcomes["nonsense"]
    assert [row.address.email for row in invite(meeting, **wishes)] == ["other@example.org"]


def test_who_is_invited_already_is_so_under_a_new_address_and_after_a_merge_too():
    meeting = MeetingFactory()
    moved = ContactFactory(name="Moved", emails=["before@example.org", "after@example.org"])
    invite(meeting, contacts=(moved,))
    ContactAddress.objects.filter(address__key="before@example.org").update(primary=False, retired_on=NOW.date())
    assert plan(meeting, contacts=(moved,)) == {"after@example.org": "already"}
    twin = ContactFactory(name="Twin", emails=["twin@example.org"])
    invite(meeting, contacts=(twin,))
    merging.merge_contacts(kept=moved, gone=twin, by=staff("Coordinator"), now=NOW)
    moved.refresh_from_db()
    assert set(plan(meeting, contacts=(moved,), typed=(("", "twin@example.org"),)).values()) == {"already"}
    assert meeting.invitations.count() == 2


def test_a_shared_mailbox_is_nobody_in_particular_when_it_is_typed():
    for name in ("First", "Second"):
        ContactFactory(name=name, emails=["desk@example.org"])
    (row,) = invite(MeetingFactory(), typed=(("", "desk@example.org"),))
    assert (row.name, row.contact) == ("", None)


def test_inviting_again_ends_the_old_links_and_forgets_the_old_answer():
    meeting = MeetingFactory()
    row = InvitationFactory(meeting=meeting, email="a@example.org", reply="declined", withdrawn_at=NOW)
    assert plan(meeting, typed=(("", "a@example.org"),)) == {"a@example.org": "again"}
    (again,) = invite(meeting, typed=(("", "a@example.org"),))
    assert again.pk == row.pk
    assert (again.withdrawn_at, again.reply, again.told_sequence) == (None, "none", None)
    assert again.key != row.key


def test_nobody_is_invited_that_staff_did_not_see():
    meeting, by = MeetingFactory(), staff("Coordinator")
    wishes = Wishes(typed=(("", "a@example.org"),))
    seen = inviting.plan(meeting, wishes, now=NOW).digest
    other = Wishes(typed=(("", "a@example.org"), ("", "b@example.org")))
    with pytest.raises(MeetingsError, match="look once more"):
        inviting.invite(meeting, other, role=InviteeRole.CHAIR, seen=seen, by=by, now=NOW)
    inviting.invite(meeting, wishes, role=InviteeRole.CHAIR, seen=seen, by=by, now=NOW)
    with pytest.raises(MeetingsError):  # the second press
        inviting.invite(meeting, wishes, role=InviteeRole.CHAIR, seen=seen, by=by, now=NOW)
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "typed"),
    [
        ({}, ()),
        ({"state": State.CANCELLED}, (("", "a@example.org"),)),
        ({"state": State.HELD}, (("", "a@example.org"),)),
        ({"start": NOW - datetime.timedelta(days=1)}, (("", "a@example.org"),)),
        ({}, tuple(("", f"{n}@example.org") for n in range(1001))),
    ],
)
def test_a_wish_that_can_not_be_granted_is_told_in_words(fields, typed):
    with pytest.raises(MeetingsError):
        plan(MeetingFactory(**fields), typed=typed)


def test_planning_takes_as_many_queries_for_many_as_for_one(django_assert_max_num_queries):
    group, meeting = WorkingGroupFactory(), MeetingFactory()
    for more in (1, 30):
        for n in range(more):
            contact = ContactFactory(emails=[f"{more}-{n}@example.org"], at=OrganisationFactory())
            GroupMembershipFactory(group=group, contact=contact)
        with django_assert_max_num_queries(12):
            plan(meeting, groups=(group,))
