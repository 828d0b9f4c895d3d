"""Verifying helplines, and what makes a verification fall: a change of the facts, or time."""

import datetime
import hashlib
import json
import logging

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from home.models import Helpline

logger = logging.getLogger(__name__)

# The actions of Wagtail's log, which stands in a helpline's history.
VERIFY, FALL = "home.verify_helpline", "home.unverify_helpline"

# Sent, in the transaction, when readers do not see some any more, with `helplines`, `now`, and whether they `expired`
# (or were changed by somebody, who was told): higher rooms react.
hidden = Signal()
# What was verified when somebody says “verified”: a change of any of these makes it fall.
FACTS = (
    *("name", "name_ur", "hours", "hours_ur", "exceptions", "exceptions_ur", "audience", "audience_ur"),
    *("cost", "province_id", "operated_by", "operator_id"),
)


class HelplineError(Exception):
    """It can't be verified now; the message says why, in words for people."""


def facts(line: Helpline) -> str:
    """Return a fingerprint of all that readers are told of the helpline, its numbers foremost."""
    channels = [(channel.kind, channel.value) for channel in line.channels.all()]
    languages = sorted(line.languages.values_list("pk", flat=True))
    told = [[getattr(line, name) for name in FACTS], channels, languages]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


@transaction.atomic
def verify(line: Helpline, *, seen: str, note: str = "", by: AbstractUser, now: datetime.datetime) -> None:
    """Put on record that `by` has made sure of all that is told of `line`: it is shown from now on.

    `seen` is the fingerprint of the `facts` that `by` had in view. `note` says how they made sure.

    Raises:
        HelplineError: somebody has changed it meanwhile, or there is no way to reach it.
    """
    held = Helpline.objects.select_for_update().get(pk=line.pk)
    if facts(held) != seen:
        raise HelplineError(_("Somebody has changed this helpline since you opened it. Look again, then verify it."))
    if not held.channels.exists():
        raise HelplineError(_("It has no number and no address: there is nothing to verify."))
    mark_verified(held, on=timezone.localdate(now), by=by)
    log(instance=held, action=VERIFY, user=by, data={"note": note, "until": held.valid_until.isoformat()})
    logger.info("helpline.verified", extra={"helpline_id": held.pk, "user_id": by.pk})
    line.refresh_from_db()


def mark_verified(line: Helpline, *, on: datetime.date, by: AbstractUser | None) -> None:
    """Write the verification into the row, and until when it holds."""
    line.verified_on, line.verified_by = on, by
    line.valid_until = on + datetime.timedelta(days=line.verify_every)
    line.save()


@transaction.atomic
def after_edit(line: Helpline, *, before: str, by: AbstractUser, now: datetime.datetime) -> bool:
    """Keep the verification true after an edit by a person; return whether it fell.

    `before` is the fingerprint from before the edit. Other days between checks count from the last one.
    """
    if line.verified_on is None:
        return False
    if before == facts(line):
        line.valid_until = line.verified_on + datetime.timedelta(days=line.verify_every)
        line.save(update_fields=["valid_until"])
        return False
    line.verified_on = line.verified_by = line.valid_until = None
    line.save(update_fields=["verified_on", "verified_by", "valid_until"])
    log(instance=line, action=FALL, user=by)
    hidden.send(Helpline, helplines=[line], expired=False, now=now)
    return True


@transaction.atomic
def note_expired(*, now: datetime.datetime) -> list[Helpline]:
    """Note the helplines whose time is over since last asked, each once for every end, and tell those who listen.

    They are hidden without this: no page shows what is not valid today.
    """
    today = timezone.localdate(now)
    over = Helpline.objects.select_for_update().filter(valid_until__lt=today)
    found = [line for line in over if line.told_of != line.valid_until]
    for line in found:
        line.told_of = line.valid_until
        line.save(update_fields=["told_of"])
    if found:
        logger.info("helpline.expired", extra={"helpline_ids": [line.pk for line in found]})
        hidden.send(Helpline, helplines=found, expired=True, now=now)
    return found
