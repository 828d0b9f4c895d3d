"""What a reader can do with a subscription: ask for it, confirm it, stop it, undo that, change it.

Each verb writes consent records and, where it is a no, pushes it to delivery in the same transaction. Nothing here
tells a caller whether an address was known: the public answer is the same for everybody.
"""

import datetime
import logging
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from delivery import addresses, suppression
from delivery.exceptions import Suppressed
from delivery.models import Address
from stakeholders import consent, decoy, mail
from stakeholders.consent import Action
from stakeholders.exceptions import LinkBrokenError, LinkExpiredError
from stakeholders.models import ConsentRecord, ConsentWording, Contact, ContactAddress, Language, Pause, Topic
from stakeholders.throttle import address_allowed
from stakeholders.tokens import read_confirmation_token

log = logging.getLogger(__name__)
Source = ConsentRecord.Source

# For so long after an unsubscription one press takes it back: it may have been a slip.
UNDO_WINDOW = datetime.timedelta(hours=24)


def request(
    *,
    email: str,
    topics: Iterable[str],
    language: str,
    wording: ConsentWording,
    now: datetime.datetime,
    name: str = "",
    organisation: str = "",
) -> None:
    """Write down that somebody asked for `topics` at `email`, and mail that address a link that confirms it.

    What is there already stays as it is: a contact is not overwritten, a given consent not weakened. A suppressed
    address and one that was written to too often get nothing, without a word to whoever asked; neither do topics of
    which the address must get no mail: whoever complained is not brought back by a form. Then the same work is done
    for nobody, so that the time that the answer takes tells nothing either, and nothing of `email` is kept.

    Raises:
        delivery.exceptions.InvalidAddress: no mail can be sent to `email`; the text says why.
    """
    allowed = address_allowed(addresses.fold(email))
    wanted = {topic for topic in topics if not suppression.reasons_for_emails([email], topic)}
    withheld = not allowed or not wanted
    with decoy.mailbox() as nobody:
        if withheld:
            log.info("subscription.withheld", extra={"throttled": not allowed, "suppressed": not wanted})
            _ask(nobody, wanted or set(topics), name, organisation, language, wording, now)
    if withheld:
        decoy.ring()
        return
    address = addresses.get_or_create(email)
    try:
        _ask(address, wanted, name, organisation, language, wording, now)
    except Suppressed:
        log.info("subscription.suppressed", extra={"address_id": address.pk})
    else:
        log.info("subscription.requested", extra={"address_id": address.pk, "topics": sorted(wanted)})


@transaction.atomic
def _ask(
    address: Address,
    topics: set[str],
    name: str,
    organisation: str,
    language: str,
    wording: ConsentWording,
    now: datetime.datetime,
) -> None:
    suppression.lock_addresses([address.pk])
    _ensure_contact(address, name=name, organisation=organisation, language=language)
    consent.record(
        address=address,
        purposes=topics - consent.purposes(address, Action.GIVEN),
        action=Action.REQUESTED,
        source=Source.FORM,
        wording=wording,
        language=language,
        now=now,
    )
    mail.send_confirmation(address=address, topics=topics, language=language, now=now)


@dataclass(frozen=True)
class ConfirmationState:
    """What a confirmation link stands for now."""

    address: Address
    topics: tuple[str, ...]
    confirmed: bool


def read_confirmation(token: str) -> ConfirmationState:
    """Return what the link with `token` would confirm, changing nothing.

    Raises:
        LinkBrokenError: the token is not ours.
        LinkExpiredError: it is too old, or all that it was for has been withdrawn since.
    """
    claim = read_confirmation_token(token)
    address = Address.objects.filter(pk=claim.address_id).first()
    if address is None:
        raise LinkBrokenError
    waiting = consent.purposes(address, Action.REQUESTED).intersection(claim.topics)
    given = consent.purposes(address, Action.GIVEN).intersection(claim.topics)
    if not waiting and not given:
        raise LinkExpiredError
    return ConfirmationState(address, tuple(sorted(waiting or given)), confirmed=not waiting)


@transaction.atomic
def confirm(*, token: str, wording: ConsentWording, language: str, now: datetime.datetime) -> None:
    """Write down that the reader of the address wants what the link was for; the second time nothing is added.

    Raises:
        LinkBrokenError, LinkExpiredError: see `read_confirmation`.
    """
    suppression.lock_addresses([read_confirmation(token).address.pk])
    state = read_confirmation(token)
    if state.confirmed:
        return
    _give(state.address, state.topics, source=Source.CONFIRMATION, wording=wording, language=language, now=now)
    log.info("subscription.confirmed", extra={"address_id": state.address.pk, "topics": state.topics})


@transaction.atomic
def withdraw(
    *,
    address: Address,
    purposes: Iterable[str],
    source: Source,
    now: datetime.datetime,
    note: str = "",
    by: int | None = None,
) -> None:
    """Stop mail of `purposes` to `address`, also what is being sent just now. A second time adds nothing.

    But where only a merge had stopped it, the reader's own word is added: undoing the merge must not take it back.

    A no to confirmation mails drops every topic that waits for a confirmation. Of an address that was forgotten nothing
    is written down any more: no mail goes there.
    """
    suppression.lock_addresses([address.pk])
    if not Address.objects.filter(pk=address.pk).exclude(email="").exists():
        return
    state = consent.state(address)
    stopping = set(purposes)
    if mail.CONFIRMATION_PURPOSE in stopping:
        stopping |= {purpose for purpose, record in state.items() if record.action == Action.REQUESTED}
        stopping.discard(mail.CONFIRMATION_PURPOSE)
        suppression.withdraw(address, mail.CONFIRMATION_PURPOSE, now=now)
    fresh = {
        purpose
        for purpose in stopping
        if purpose not in state or state[purpose].action != Action.WITHDRAWN or _by_merge_alone(state[purpose], source)
    }
    consent.record(address=address, purposes=fresh, action=Action.WITHDRAWN, source=source, now=now, note=note, by=by)
    for purpose in sorted(stopping):
        suppression.withdraw(address, purpose, now=now)
    log.info("subscription.withdrawn", extra={"address_id": address.pk, "purposes": sorted(fresh)})


def _by_merge_alone(record: ConsentRecord, source: Source) -> bool:
    return record.source == Source.MERGE and source != Source.MERGE


@transaction.atomic
def withdraw_all(*, address: Address, source: Source, now: datetime.datetime) -> None:
    """Stop every kind of mail that we know to `address`, asked for or not; a pause has nothing left to hold.

    To stand in the public directory is no mail, and stays as it is.
    """
    known = set(Topic.objects.values_list("code", flat=True)) | consent.state(address).keys()
    stopping = (known | {mail.CONFIRMATION_PURPOSE}) - {consent.DIRECTORY}
    withdraw(address=address, purposes=stopping, source=source, now=now)
    Pause.objects.filter(address=address).delete()


@transaction.atomic
def withdraw_everything(*, address: Address, source: Source, now: datetime.datetime) -> None:
    """Take back all that was ever agreed to at `address`: mail of every kind, and the public directory."""
    withdraw_all(address=address, source=source, now=now)
    if consent.DIRECTORY in consent.purposes(address, Action.GIVEN):
        withdraw(address=address, purposes=[consent.DIRECTORY], source=source, now=now)


@transaction.atomic
def pause(*, address: Address, until: datetime.date, now: datetime.datetime) -> None:
    """Let bulk mail to `address` rest until the day `until`, on which it goes again. Consent stays as it is."""
    suppression.lock_addresses([address.pk])
    Pause.objects.update_or_create(address=address, defaults={"until": until, "set_at": now})
    log.info("subscription.paused", extra={"address_id": address.pk, "until": until.isoformat()})


def resume(*, address: Address) -> None:
    """End a pause at once; where there is none nothing happens."""
    ended, _rows = Pause.objects.filter(address=address).delete()
    if ended:
        log.info("subscription.resumed", extra={"address_id": address.pk})


def paused_until(address: Address, *, on: datetime.date) -> datetime.date | None:
    """Return the day on which mail to `address` goes again, or None where it is not paused on the day `on`."""
    return Pause.objects.filter(address=address, until__gt=on).values_list("until", flat=True).first()


def can_restore(*, address: Address, purpose: str, now: datetime.datetime) -> bool:
    """Say whether the reader just stopped what they had agreed to, so that taking it back asks nothing new of them."""
    match list(ConsentRecord.objects.filter(address=address, purpose=purpose)[:2]):
        case [latest, before]:
            by_reader = latest.source in {Source.ONE_CLICK, Source.PAGE, Source.MAIL} and latest.at > now - UNDO_WINDOW
            return by_reader and (before.action, latest.action) == (Action.GIVEN, Action.WITHDRAWN)
    return False


@transaction.atomic
def restore(*, address: Address, purpose: str, language: str, now: datetime.datetime) -> None:
    """Take back an unsubscription within `UNDO_WINDOW`. Where `can_restore` says no, nothing happens."""
    suppression.lock_addresses([address.pk])
    if can_restore(address=address, purpose=purpose, now=now):
        _give(address, [purpose], source=Source.PAGE, language=language, now=now)
        log.info("subscription.restored", extra={"address_id": address.pk, "purpose": purpose})


@transaction.atomic
def record_given(
    *, address: Address, purpose: str, basis: ConsentRecord.Basis, note: str, by: int | None, now: datetime.datetime
) -> None:
    """Write down a consent that the unit holds proof of outside this system; `note` says where.

    Raises:
        django.db.IntegrityError: `note` is empty.
    """
    suppression.lock_addresses([address.pk])
    consent.record(
        address=address,
        purposes=[purpose],
        action=Action.GIVEN,
        basis=basis,
        source=Source.STAFF,
        note=note,
        by=by,
        now=now,
    )
    log.info("consent.recorded", extra={"address_id": address.pk, "purpose": purpose, "by": by})


@transaction.atomic
def update(
    *, address: Address, topics: Iterable[str], language: str, wording: ConsentWording, now: datetime.datetime
) -> None:
    """Make `topics` all that `address` gets, and `language` what its contacts read, as the preferences page says.

    What only a merge had stopped and the reader leaves so is from now on their own no, as in `withdraw`.
    """
    suppression.lock_addresses([address.pk])
    wanted, state = set(topics), consent.state(address)
    given = {purpose for purpose, record in state.items() if record.action == Action.GIVEN}
    _give(address, wanted - given, source=Source.PAGE, wording=wording, language=language, now=now)
    if unwanted := state.keys() - wanted - {consent.DIRECTORY}:
        withdraw(address=address, purposes=unwanted, source=Source.PAGE, now=now)
    reached_here = ContactAddress.objects.filter(address=address, primary=True, retired_on=None)
    Contact.objects.filter(addresses__in=reached_here).update(language=Language.objects.get(code=language))


def _give(
    address: Address,
    purposes: Iterable[str],
    *,
    source: Source,
    language: str,
    now: datetime.datetime,
    wording: ConsentWording | None = None,
) -> None:
    consent.record(
        address=address,
        purposes=purposes,
        action=Action.GIVEN,
        source=source,
        wording=wording,
        language=language,
        now=now,
    )


def _ensure_contact(address: Address, *, name: str, organisation: str, language: str) -> None:
    """Make a contact where nobody reads at `address` today: whoever left it is not the one who asks."""
    if ContactAddress.objects.filter(address=address, contact__merged_into=None, retired_on=None).exists():
        return
    contact = Contact.objects.create(
        name=name, stated_organisation=organisation, language=Language.objects.get(code=language)
    )
    ContactAddress.objects.create(contact=contact, address=address, primary=True)
