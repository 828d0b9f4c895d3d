"""Who is to answer for an action, and at which address we write to them.

A person that the action names answers for it. One that names an organisation alone is answered for by whoever sits
for that organisation, by name and on the day, in a working group of its meeting or of the meeting's series: they
were sent to the meeting for just that. Where nobody does, staff are told that it reaches nobody.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F, Q, QuerySet

from delivery.models import Address
from meetings.invitations import refusals
from meetings.invitations.refusals import Refusal
from meetings.models import ActionItem, GroupMembership, Meeting
from stakeholders.models import Contact, ContactAddress


@dataclass(frozen=True)
class Owner:
    """Somebody who has actions to answer for, and where mail reaches them, or why none does."""

    contact: Contact
    address: Address | None
    refusal: Refusal | None
    actions: list[ActionItem]


def answering_for(actions: Iterable[ActionItem], *, on: datetime.date) -> dict[int, list[int]]:
    """Return the keys of the contacts who answer for each of `actions`, by its key; two queries, however many.

    The meetings of `actions` are to be selected with their series.
    """
    rows = list(actions)
    of_organisations = [action for action in rows if action.owner_id is None and action.owner_organisation_id]
    seats = _seats([action.owner_organisation_id for action in of_organisations], on=on)
    groups = _groups({action.meeting_id for action in of_organisations}) if seats else {}
    found = {action.pk: [action.owner_id] for action in rows if action.owner_id is not None}
    for action in of_organisations:
        around = groups.get(action.meeting_id, set())
        if action.meeting.series and action.meeting.series.group_id:
            around = around | {action.meeting.series.group_id}
        sitting = [seats[action.owner_organisation_id, group] for group in sorted(around)]
        found[action.pk] = list(dict.fromkeys(contact for contacts in sitting for contact in contacts))
    return found


def _seats(organisations: Collection[int | None], *, on: datetime.date) -> dict[tuple[int | None, int], list[int]]:
    """Return who sits for an organisation in a group, by both their keys."""
    named = GroupMembership.objects.current(on).filter(contact__merged_into=None, contact__isnull=False)
    rows = named.filter(organisation__in=organisations).order_by("pk").values_list("organisation", "group", "contact")
    seats: dict[tuple[int | None, int], list[int]] = defaultdict(list)
    for organisation, group, contact in rows:
        seats[organisation, group].append(contact)
    return seats


def _groups(meetings: Collection[int]) -> dict[int, set[int]]:
    groups: dict[int, set[int]] = defaultdict(set)
    rows = Meeting.groups.through.objects.filter(meeting__in=meetings).values_list("meeting", "workinggroup")
    for meeting, group in rows:
        groups[meeting].add(group)
    return groups


def of_contact(contact: Contact, *, on: datetime.date) -> QuerySet[ActionItem]:
    """Return the actions, open and closed, that a person answers for on the day `on`."""
    seats = GroupMembership.objects.current(on).filter(contact=contact)
    perhaps = ActionItem.objects.filter(
        Q(owner=contact) | Q(owner=None, owner_organisation__in=seats.order_by().values("organisation"))
    )
    answering = answering_for(perhaps.select_related("meeting__series"), on=on)
    return ActionItem.objects.filter(pk__in=[pk for pk, contacts in answering.items() if contact.pk in contacts])


def answers_for(contact: Contact, action: ActionItem, *, on: datetime.date) -> bool:
    """Return whether a person answers for `action` on the day `on`."""
    return contact.pk in answering_for([action], on=on).get(action.pk, [])


def open_actions() -> QuerySet[ActionItem]:
    """Return the open actions with what mails and pages say of them, the longest due first."""
    found = ActionItem.objects.open().select_related("meeting__series", "owner", "owner_organisation")
    return found.order_by(F("due_on").asc(nulls_last=True), "year", "serial")


def with_open_actions(*, on: datetime.date) -> list[Owner]:
    """Return everybody who has open actions on the day `on`, by name. Eight queries, however many there are."""
    actions = list(open_actions())
    owed: dict[int, list[ActionItem]] = defaultdict(list)
    answering = answering_for(actions, on=on)
    for action in actions:
        for key in answering.get(action.pk, []):
            owed[key].append(action)
    contacts = Contact.objects.filter(pk__in=owed).select_related("language").order_by("name", "pk")
    return _owners(contacts, owed)


def owner(contact: Contact, *, on: datetime.date) -> Owner:
    """Return one person with the actions that they have open on the day `on`; there may be none."""
    return _owners([contact], {contact.pk: list(open_actions().filter(pk__in=of_contact(contact, on=on)))})[0]


def reached_by_nobody(*, on: datetime.date) -> list[ActionItem]:
    """Return the open actions for which nobody answers on the day `on`, the longest due first."""
    actions = list(open_actions())
    answering = answering_for(actions, on=on)
    return [action for action in actions if not answering.get(action.pk)]


def language_of(contact: Contact) -> str:
    """Return the language that we write to `contact` in: theirs, if it is one of the site's."""
    code = contact.language.code
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _owners(contacts: Iterable[Contact], owed: Mapping[int, list[ActionItem]]) -> list[Owner]:
    people = list(contacts)
    addresses = _in_use(people)
    refused = refusals.reasons(addresses.values())
    found = []
    for contact in people:
        address = addresses.get(contact.pk)
        refusal = refused.get(address.pk) if address else Refusal.NO_ADDRESS
        found.append(Owner(contact, address, refusal, owed[contact.pk]))
    return found


def _in_use(contacts: Collection[Contact]) -> dict[int, Address]:
    """Return the main address of each contact, or the oldest where none is marked; those not in use left out."""
    links = ContactAddress.objects.filter(contact__in=contacts, retired_on=None).exclude(address__email="")
    rows = links.select_related("address").order_by("primary", "-pk")
    return {link.contact_id: link.address for link in rows}  # of several the last one stays: the main, or the oldest
