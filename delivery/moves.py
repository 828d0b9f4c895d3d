"""How a mailing comes from one state to another: by one conditional UPDATE over the table of moves.

Nobody reads a state and then writes one. Who lost the race, or came too late, gets `MoveRefused`.
"""

from typing import Any

from django.utils.translation import gettext as _

from delivery.enums import MAILING_MOVES, MailingState
from delivery.exceptions import MoveRefused
from delivery.models import Mailing


def move(
    mailing: Mailing, to: MailingState, *, only_from: frozenset[MailingState] | None = None, **changes: Any
) -> None:
    """Move `mailing` to a state, write `changes` with it, and read it again.

    Raises:
        MoveRefused: it is in no state from which the table (and `only_from`) let it come there.
    """
    sources = {state for state, targets in MAILING_MOVES.items() if to in targets}
    if only_from is not None:
        sources &= only_from
    if not Mailing.objects.filter(pk=mailing.pk, state__in=sources).update(state=to, **changes):
        raise refusal(mailing, to)
    mailing.refresh_from_db()


def refusal(mailing: Mailing, to: MailingState) -> MoveRefused:
    """Say in words why a mailing cannot become `to`."""
    state = Mailing.objects.values_list("state", flat=True).get(pk=mailing.pk)
    return MoveRefused(
        _("This mailing is “%(state)s”: it cannot become “%(to)s”.")
        % {"state": MailingState(state).label, "to": to.label}
    )
