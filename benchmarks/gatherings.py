"""Ten years of meetings, as many as one asks: what the pages of working groups and meetings are measured on."""

import datetime
from collections.abc import Iterator

from django.utils import timezone

from coordination_site import site_tree
from delivery import addresses
from delivery.models import Address
from meetings import publishing
from meetings.enums import ActionStatus, GroupRole, ItemKind, MinutesState, Reply
from meetings.minutes import gathering
from meetings.minutes.parts import to_json
from meetings.models import (
    ActionItem,
    AgendaItem,
    Attendance,
    Decision,
    GroupMembership,
    Invitation,
    Meeting,
    MeetingSeries,
    Minutes,
    MinutesVersion,
    WorkingGroup,
)
from stakeholders.models import Contact, ContactAddress, Language, Organisation, OrganisationKind

GROUPS = 10
MEMBERS = 20  # of a group
ITEMS = 10  # of an agenda
EVERY = datetime.timedelta(days=7)
AHEAD = 20  # meetings that are still to come
SAID = "The group heard a report.\n\n- **First**, what was done.\n- Then what is missing, and who can help.\n" * 3


def load(meetings: int, actions: int, invited: int) -> None:
    """Fill an empty site with `meetings` that have agendas, `actions` among them, and `invited` people at the next one.

    All but the last few are held, with approved minutes that everybody may read.
    """
    site_tree.set_up(site_url="https://unit.example.org")
    organisations = _organisations()
    people = _people(invited)
    groups = _groups(organisations, people)
    made = _meetings(meetings, groups)
    publishing.publish_meetings(made)
    held = [meeting for meeting in made if meeting.state == Meeting.State.HELD]
    items = _agendas(made)
    _proceedings(held, items, actions, organisations, people)
    _invite(made[-AHEAD:], people)
    _attend(held, people, organisations)
    _minutes(held)


def _organisations() -> list[Organisation]:
    kind = OrganisationKind.objects.order_by("code")[0]
    return Organisation.objects.bulk_create(
        Organisation(name=f"Organisation {n}", slug=f"organisation-{n}", kind=kind) for n in range(200)
    )


def _people(count: int) -> list[tuple[Contact, Address]]:
    language = Language.objects.get(code="en")
    contacts = Contact.objects.bulk_create(Contact(name=f"Person {n}", language=language) for n in range(count))
    emails = [f"person{n}@example.org" for n in range(count)]
    found = addresses.get_or_create_many(emails)
    mailboxes = [address for address in (found[email] for email in emails) if isinstance(address, Address)]
    people = list(zip(contacts, mailboxes, strict=True))
    ContactAddress.objects.bulk_create(
        ContactAddress(contact=who, address=where, primary=True) for who, where in people
    )
    return people


def _groups(organisations: list[Organisation], people: list[tuple[Contact, Address]]) -> list[WorkingGroup]:
    groups = [
        WorkingGroup.objects.create(name=f"Working group {n}", slug=f"group-{n}", shows_actions=True)
        for n in range(GROUPS)
    ]
    roles = [GroupRole.CHAIR, GroupRole.CO_CHAIR, GroupRole.SECRETARIAT]
    GroupMembership.objects.bulk_create(
        GroupMembership(
            group=group,
            organisation=organisations[(place * MEMBERS + seat) % len(organisations)],
            contact=people[(place * MEMBERS + seat) % len(people)][0],
            role=roles[seat] if seat < len(roles) else GroupRole.MEMBER,
        )
        for place, group in enumerate(groups)
        for seat in range(MEMBERS)
    )
    return groups


def _meetings(count: int, groups: list[WorkingGroup]) -> list[Meeting]:
    series = [MeetingSeries.objects.create(title=f"Meetings of {group.name}", group=group) for group in groups]
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    first = now - EVERY * (count - AHEAD)
    made = Meeting.objects.bulk_create(
        Meeting(
            series=series[n % GROUPS],
            number=n // GROUPS + 1,
            kind=Meeting.Kind.WORKING_GROUP,
            state=Meeting.State.HELD if n < count - AHEAD else Meeting.State.ANNOUNCED,
            title=f"Meeting {n}",
            title_ur=f"اجلاس {n}",
            slug=f"meeting-{n}",
            body="<p>What it is about.</p>",
            start=first + EVERY * n,
            end=first + EVERY * n + datetime.timedelta(hours=2),
            place="Islamabad",
            minutes_visibility="public",
            attendance_visibility="public",
        )
        for n in range(count)
    )
    joint = Meeting.groups.through
    joint.objects.bulk_create(
        joint(meeting_id=meeting.pk, workinggroup_id=groups[n % GROUPS].pk) for n, meeting in enumerate(made)
    )
    return made


def _agendas(meetings: list[Meeting]) -> dict[int, list[AgendaItem]]:
    kinds = [ItemKind.REVIEW, *[ItemKind.DISCUSSION] * (ITEMS - 2), ItemKind.OTHER]
    rows = AgendaItem.objects.bulk_create(
        [
            AgendaItem(meeting=meeting, position=place, kind=kind, title=f"Item {place}", duration=10, discussion=SAID)
            for meeting in meetings
            for place, kind in enumerate(kinds)
        ],
        batch_size=1_000,
    )
    items: dict[int, list[AgendaItem]] = {}
    for row in rows:
        items.setdefault(row.meeting_id or 0, []).append(row)
    return items


def _proceedings(
    held: list[Meeting],
    items: dict[int, list[AgendaItem]],
    actions: int,
    organisations: list[Organisation],
    people: list[tuple[Contact, Address]],
) -> None:
    """Write a decision for each meeting, and so many actions over all of them, one in ten of them open."""
    Decision.objects.bulk_create(
        Decision(meeting=meeting, item=items[meeting.pk][1], year=2000, serial=n + 1, text=f"Decision {n}.")
        for n, meeting in enumerate(held)
    )
    ActionItem.objects.bulk_create(
        [
            ActionItem(
                meeting=held[n % len(held)],
                item=items[held[n % len(held)].pk][1 + n % (ITEMS - 2)],
                year=2000,
                serial=n + 1,
                text=f"Action {n}: something is to be done.",
                owner=people[n % len(people)][0],
                owner_organisation=organisations[n % len(organisations)],
                due_on=held[n % len(held)].day + datetime.timedelta(days=30),
                status=ActionStatus.OPEN if n % 10 == 0 else ActionStatus.DONE,
            )
            for n in range(actions)
        ],
        batch_size=1_000,
    )


def _invite(ahead: list[Meeting], people: list[tuple[Contact, Address]]) -> None:
    Invitation.objects.bulk_create(_invitations(ahead, people), batch_size=1_000)


def _invitations(ahead: list[Meeting], people: list[tuple[Contact, Address]]) -> Iterator[Invitation]:
    replies = list(Reply)
    for meeting in ahead:
        for n, (contact, address) in enumerate(people):
            yield Invitation(
                meeting=meeting,
                contact=contact,
                address=address,
                name=contact.name,
                reply=replies[n % len(replies)],
                told_sequence=0,
            )


def _attend(held: list[Meeting], people: list[tuple[Contact, Address]], organisations: list[Organisation]) -> None:
    now = timezone.now()
    Attendance.objects.bulk_create(
        (
            Attendance(
                meeting=meeting,
                contact=contact,
                name=contact.name,
                organisation=organisations[n % len(organisations)],
                recorded_at=now,
            )
            for meeting in held[-50:]
            for n, (contact, _address) in enumerate(people[:100])
        ),
        batch_size=1_000,
    )


def _minutes(held: list[Meeting]) -> None:
    now = timezone.now()
    rows = Minutes.objects.bulk_create(
        Minutes(meeting=meeting, state=MinutesState.APPROVED, approved_at=now, preamble="The chair opened the meeting.")
        for meeting in held
    )
    MinutesVersion.objects.bulk_create(
        (
            MinutesVersion(
                minutes=row,
                number=1,
                state=MinutesState.APPROVED,
                at=now,
                content=to_json(gathering.whole(row.meeting)),
            )
            for row in rows
        ),
        batch_size=50,
    )
