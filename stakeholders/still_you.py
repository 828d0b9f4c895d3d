"""“Is this still you?”: once a year a person who gets our mail is asked whether what we hold of them is right.

Asking is one transaction a person: that they were asked, and the mail in the queue. A run that is killed leaves behind
whole askings only, and two runs at once ask nobody twice. A run asks a few, so that a list of thousands that was
brought in on one day is asked over weeks, and the desk gets its answers over weeks too.
"""

import datetime
import logging

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from delivery import suppression
from delivery.exceptions import Suppressed
from delivery.models import Address, Suppression
from stakeholders import mail
from stakeholders.consent import Action
from stakeholders.models import ConsentState, Contact, ContactAddress, ErasureRequest, Pause, PeopleSettings, Topic

log = logging.getLogger(__name__)

AFTER = datetime.timedelta(days=365)
PER_RUN = 5  # people; by the hour that makes 120 a day, so a list of 2,000 takes two weeks and a half


def due(*, now: datetime.datetime) -> QuerySet[Contact]:
    """Return the contacts to ask at `now`, longest waiting first, with `ask_at`: the address they are asked at.

    For a year they have neither confirmed nor corrected what we hold, been asked, nor come in. They are asked at the
    first address, the main one before others, that is theirs alone, in use, not paused and not suppressed, and that
    gets mail of some topic; nobody is who stopped this very mail there.
    """
    before = now - AFTER
    return (
        Contact.objects.filter(
            Q(confirmed_at=None) | Q(confirmed_at__lte=before),
            Q(asked_at=None) | Q(asked_at__lte=before),
            created_at__lte=before,
        )
        .annotate(ask_at=Subquery(_addresses_to_ask(now=now).values("address")[:1]))
        .filter(ask_at__isnull=False)
        .select_related("language")
        .order_by(F("asked_at").asc(nulls_first=True), "pk")
    )


def _addresses_to_ask(*, now: datetime.datetime) -> QuerySet[ContactAddress]:
    here = {"address": OuterRef("address")}
    states = ConsentState.objects.filter(**here)
    readers = (
        ContactAddress.objects.filter(**here, contact__merged_into=None)
        .order_by()
        .values("address")
        .annotate(readers=Count("pk"))
    )
    suppressed = Suppression.objects.filter(
        address_hash=OuterRef("address__hash"), purpose__in=["", mail.STILL_YOU_PURPOSE]
    )
    return (
        ContactAddress.objects.filter(contact=OuterRef("pk"), retired_on=None)
        .exclude(kind=ContactAddress.Kind.ROLE)
        .alias(readers=Subquery(readers.values("readers")[:1]))
        .filter(
            Exists(states.filter(action=Action.GIVEN, purpose__in=Topic.objects.values("code"))),
            ~Exists(states.filter(action=Action.WITHDRAWN, purpose=mail.STILL_YOU_PURPOSE)),
            ~Exists(Pause.objects.filter(**here, until__gt=timezone.localtime(now).date())),
            ~Exists(ErasureRequest.objects.filter(**here, done_at=None, refused_note="")),
            ~Exists(suppressed),
            readers=1,
        )
        .order_by("-primary", "pk")
    )


def ask(*, now: datetime.datetime) -> int:
    """Ask the next `PER_RUN` people, if staff switched it on; return how many were asked."""
    if not PeopleSettings.load().ask_yearly:
        return 0
    keys = list(due(now=now).values_list("pk", flat=True)[:PER_RUN])
    return sum(_ask_one(pk, now=now) for pk in keys)


def _ask_one(pk: int, *, now: datetime.datetime) -> bool:
    """Ask one contact, unless that has ceased to be due since it was found."""
    try:
        with transaction.atomic():
            contact = due(now=now).filter(pk=pk).first()
            if contact is None:
                return False
            suppression.lock_addresses([contact.ask_at])
            # Read again behind the lock: a no, or another run, may have been faster.
            if not Contact.objects.filter(pk__in=due(now=now).filter(pk=pk).values("pk")).update(asked_at=now):
                return False
            mail.send_still_you(
                address=Address.objects.get(pk=contact.ask_at),
                name=contact.name_ur or contact.name if _language(contact) == "ur" else contact.name,
                language=_language(contact),
                now=now,
            )
    except Suppressed:
        log.info("still_you.suppressed", extra={"contact_id": pk})
        return False
    log.info("still_you.asked", extra={"contact_id": pk})
    return True


def _language(contact: Contact) -> str:
    """Return the language that we write to `contact` in: theirs, if it is one of the site's."""
    code = contact.language.code
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
