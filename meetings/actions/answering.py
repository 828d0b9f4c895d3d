"""What an owner says by the link of a mail, without an account. The link is good for one person at one address."""

import datetime
import logging
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from delivery import addresses, suppression
from delivery.enums import SuppressionReason
from delivery.exceptions import Suppressed
from delivery.models import Address
from meetings import links
from meetings.actions import owners, tracking
from meetings.actions.digest import answer_url
from meetings.enums import ActionStatus
from meetings.exceptions import LinkBrokenError, LinkExpiredError, MeetingsError
from meetings.models import ActionItem, ActionUpdate
from stakeholders import decoy, mail
from stakeholders.duplicates.survivors import refs_of, survivor
from stakeholders.models import Contact, ContactAddress, Language
from stakeholders.throttle import address_allowed

log = logging.getLogger(__name__)

CLOSED_FOR = datetime.timedelta(days=90)  # so long what is done or dropped stays in sight
AT_ONE_ADDRESS = 3  # people who share a mailbox and get a link each
_WORDS = mail.LinkWords(
    subject=gettext_lazy("Your link to your actions"),
    says=gettext_lazy("Here you see what meetings gave you to do, and say how far it is."),
    button=gettext_lazy("Say how far it is"),
    warns=gettext_lazy("Don’t forward it: whoever has it can answer for you."),
)


@dataclass(frozen=True)
class Answerer:
    """Who opened a link, and the address that it was mailed to."""

    contact: Contact
    address: Address


def read(token: str) -> Answerer:
    """Return who may answer by a link.

    Raises:
        LinkBrokenError: it is not one of ours, or the person was erased.
        LinkExpiredError: it is too old, or the person reads no mail at its address any more.
    """
    return _answerer(links.read(links.Door.ACTIONS, token))


def read_old(token: str) -> Answerer:
    """Return whose link it is, however old: good for mailing them a fresh one.

    Raises:
        LinkBrokenError, LinkExpiredError: see `read`; but its age is none of them.
    """
    return _answerer(links.read_old(links.Door.ACTIONS, token))


def _answerer(keys: list[int | str]) -> Answerer:
    contact = Contact.with_merged.filter(pk=keys[0]).first()
    address = Address.objects.filter(pk=keys[1]).exclude(email="").first()
    if contact is None or address is None or suppression.check(address, "") == SuppressionReason.ERASED:
        raise LinkBrokenError
    known = survivor(contact)
    reads = ContactAddress.objects.filter(contact__in=refs_of(known), address=address, retired_on=None)
    if not reads.exists():
        raise LinkExpiredError
    return Answerer(Contact.objects.select_related("language").get(pk=known.pk), address)


def open_of(contact: Contact, *, on: datetime.date) -> list[ActionItem]:
    """Return the open actions of a person, the longest due first, each with `own_words`: their own updates only."""
    found = owners.open_actions().filter(pk__in=owners.of_contact(contact, on=on))
    return list(_with_own_words(found, contact))


def closed_of(contact: Contact, *, on: datetime.date) -> list[ActionItem]:
    """Return what of a person's actions was done or dropped in the last 90 days, the latest first."""
    dropped = ActionUpdate.objects.filter(
        action=OuterRef("pk"), status=ActionStatus.DROPPED, at__date__gte=on - CLOSED_FOR
    )
    found = owners.of_contact(contact, on=on).filter(
        Q(status=ActionStatus.DONE, done_on__gte=on - CLOSED_FOR) | Q(Exists(dropped), status=ActionStatus.DROPPED)
    )
    ordered = found.select_related("meeting").order_by(F("done_on").desc(nulls_last=True), "-year", "-serial")
    return list(_with_own_words(ordered, contact))


def _with_own_words(actions: QuerySet[ActionItem], contact: Contact) -> QuerySet[ActionItem]:
    own = ActionUpdate.objects.filter(by_contact__in=refs_of(contact))
    return actions.prefetch_related(Prefetch("updates", queryset=own, to_attr="own_words"))


@transaction.atomic
def answer(
    contact: Contact,
    action_id: int,
    *,
    status: str,
    seen: str,
    note: str,
    evidence_url: str,
    now: datetime.datetime,
) -> ActionUpdate | None:
    """Write down what a person says of one of their actions; None where that is what they said last.

    `seen` is the status that the page showed: who left it as it was says nothing of it, whatever it is now.

    Raises:
        MeetingsError: it is not theirs any more, was closed meanwhile, or what they say can't be taken.
    """
    action = ActionItem.objects.filter(id=action_id).first()
    held = tracking.locked(action) if action else None
    if held is None or not owners.answers_for(contact, held, on=timezone.localdate(now)):
        raise MeetingsError(_("This action is not yours any more: it was given to somebody else, or taken back."))
    if status == seen and held.is_open:
        status = held.status
    last = held.updates.last()
    said = (status, note.strip(), evidence_url.strip(), contact.pk)
    if last is not None and said == (last.status, last.note, held.evidence_url, last.by_contact_id):
        return None
    return tracking.update(held, status=status, note=note, evidence_url=evidence_url, by_contact=contact, now=now)


def send_again(answerer: Answerer, *, now: datetime.datetime) -> None:
    """Mail a fresh link to the address behind an old one; where it gets too many, or no mail, nothing happens."""
    if not (address_allowed(answerer.address.key) and _send(answerer, now=now)):
        log.info("action_link.withheld", extra={"address_id": answerer.address.pk})


def send_to(email: str, *, now: datetime.datetime) -> None:
    """Mail `email` a link if somebody with actions reads it; nobody is told, nor can tell by the time it takes.

    Raises:
        delivery.exceptions.InvalidAddress: `email` is no address; the text says why.
    """
    key = addresses.fold(email)
    address = Address.objects.filter(key=key).first()
    allowed = address_allowed(key)
    refused = address is None or not allowed or suppression.check(address, mail.OWN_DATA_PURPOSE) is not None
    to = [] if refused or address is None else _answering_at(address, on=timezone.localdate(now))
    with decoy.mailbox() as nobody:
        if not to:
            log.info("action_link.withheld", extra={"address_id": address and address.pk})
            _send(Answerer(Contact(pk=0, language=Language(code=settings.LANGUAGE_CODE)), nobody), now=now)
    if not to:
        decoy.ring()
    for answerer in to:
        _send(answerer, now=now)


def _answering_at(address: Address, *, on: datetime.date) -> list[Answerer]:
    """Return who reads an address and has actions to answer for, or had lately."""
    reading = ContactAddress.objects.filter(address=address, retired_on=None, contact__merged_into=None)
    contacts = [link.contact for link in reading.select_related("contact__language")[:AT_ONE_ADDRESS]]
    return [Answerer(contact, address) for contact in contacts if owners.of_contact(contact, on=on).exists()]


def _send(answerer: Answerer, *, now: datetime.datetime) -> bool:
    """Queue the mail with the link; return whether the address may get it."""
    language = owners.language_of(answerer.contact)
    try:
        mail.send_link(
            address=answerer.address,
            words=_WORDS,
            url=answer_url(answerer.contact, answerer.address, language=language),
            life=links.LIVES[links.Door.ACTIONS],
            purpose=mail.OWN_DATA_PURPOSE,
            language=language,
            now=now,
        )
    except Suppressed:
        return False
    return True
