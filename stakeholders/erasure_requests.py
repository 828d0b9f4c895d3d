"""Asking to be forgotten: a request with a day by which staff carry it out, and no more mail from that moment on."""

import datetime
import logging

from django.db import transaction
from django.utils import timezone

from delivery import suppression
from delivery.exceptions import Suppressed
from delivery.models import Address
from stakeholders import mail, own_data, subscriptions
from stakeholders.exceptions import NobodyKnownError
from stakeholders.models import ConsentRecord, ContactAddress, ErasureRequest
from stakeholders.tokens import LIVES, Door

log = logging.getLogger(__name__)

DUE = datetime.timedelta(days=30)  # GDPR, article 12(3), allows a month; no Pakistani law in force says less


def latest(address: Address, *, now: datetime.datetime) -> ErasureRequest | None:
    """Return the request that stands for `address`: open, or carried out. One that was refused can be made anew.

    Once carried out it no longer names the address; while a link to ask may still be open, it is known by the hash.
    """
    if standing := ErasureRequest.objects.filter(address=address, refused_note="").order_by("pk").last():
        return standing
    done = ErasureRequest.objects.filter(erasure__at__gte=now - LIVES[Door.ERASURE]).select_related("erasure")
    return next((row for row in done if row.erasure and address.hash in row.erasure.address_hashes), None)


def check_askable(address: Address) -> list[Address]:
    """Return the addresses that belong to whoever reads `address`; where no contact was ever reached there, itself.

    Raises:
        SharedAddressError: several people read it, and one can't have the others erased.
        NobodyKnownError: somebody else was reached there before, whose traces are not this reader's.
    """
    try:
        return own_data.addresses_of(own_data.person_at(address))
    except NobodyKnownError:
        if ContactAddress.objects.filter(address=address).exists():
            raise
        return [address]


@transaction.atomic
def ask_for_erasure(*, address: Address, language: str, now: datetime.datetime) -> ErasureRequest:
    """Write down that the person at `address` wants to be forgotten, stop all mail to them, and mail them the status.

    All their own addresses fall silent and leave the public directory at once. Asking again returns the same request,
    and writes nothing.

    Raises:
        SharedAddressError, NobodyKnownError: see `check_askable`.
    """
    theirs = check_askable(address)
    suppression.lock_addresses([place.pk for place in theirs])
    if standing := latest(address, now=now):
        return standing
    request = ErasureRequest.objects.create(address=address, asked_at=now, due_on=timezone.localtime(now).date() + DUE)
    for place in theirs:
        subscriptions.withdraw_everything(address=place, source=ConsentRecord.Source.DETAILS, now=now)
    try:
        with transaction.atomic():
            mail.send_erasure_asked(address=address, request=request, language=language, now=now)
    except Suppressed:
        log.info("erasure.unacknowledged", extra={"request_id": request.pk})
    log.info("erasure.asked", extra={"request_id": request.pk})
    return request
