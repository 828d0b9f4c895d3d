"""Any provider that django-anymail knows: one call for as many readers as it can merge.

With an API the unit of uncertainty is the call: one that gets no answer, or whose worker is killed, leaves all its
readers uncertain (docs/decisions/0006). DELIVERY_API_BATCH makes calls smaller.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import attrgetter

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend

from delivery.claims import Claimed
from delivery.composing import Composer
from delivery.desk import Desk, Turn
from delivery.smtp import ErrorClass, Outcome, ProviderDown, Settlement
from delivery.symptoms import CONTENT_REFUSALS
from delivery.transports.answers import Refused
from delivery.transports.calls import Caller
from delivery.transports.profiles import profile_for

logger = logging.getLogger(__name__)

# After so many readers without a clear answer the provider is down: the rest need not become uncertain.
_UNCLEAR_IN_A_ROW = 3
# After an outage one reader's mail shows whether it is over; a whole batch would be at stake at every try.
_PROBE = 1


class AnymailTransport:
    """A provider's API. Who each message was travels as metadata; the provider's events bring it back."""

    def __init__(self, backend: BaseEmailBackend | None = None) -> None:
        self._backend = backend or get_connection()

    def deliver(self, desk: Desk, composer: Composer, *, connections: int) -> ProviderDown | None:
        """See `delivery.transports.Transport`. `connections` means nothing here: one call follows another."""
        desk.source = str(getattr(self._backend, "esp_name", "provider")).lower()
        caller = Caller(self._backend, profile_for(self._backend), desk.mailing, composer)
        opened = self._backend.open()
        try:
            _Calls(desk, caller, caller.batch(), probing=desk.mailing.outages > 0).make()
        except ProviderDown as down:
            return down
        finally:
            if opened:
                self._backend.close()
        return None


class _ContentRefused(Exception):
    """So many were refused one by one, and none accepted, that it is the content."""


@dataclass(slots=True)
class _Calls:
    """The calls of one run: what they take from the desk and what they report to it."""

    desk: Desk
    caller: Caller
    batch: int
    probing: bool  # until the first clear answer
    _unclear: int = 0  # readers in a row without a clear answer
    # Refused one by one, and not yet written as failed: whether they or the content are at fault shows later.
    _refused: list[Settlement] = field(default_factory=list)

    def make(self) -> None:
        """Offer all that the desk gives.

        Raises:
            ProviderDown: the provider takes no mail. What was not taken is given back.
        """
        try:
            while taken := self._take():
                for _language, messages in groupby(sorted(taken, key=attrgetter("language")), attrgetter("language")):
                    self._offer(list(messages))
        except _ContentRefused:
            self.desk.symptoms.found_in_content(self._refused[-1].reply)  # given back, and nobody is blamed
        else:
            self._blame(ErrorClass.CONTENT)

    def _take(self) -> list[Claimed]:
        taken: list[Claimed] = []
        wanted = _PROBE if self.probing else self.batch
        while len(taken) < wanted and (message := self.desk.next()) is not None:
            taken.append(message)
        return taken

    def _offer(self, messages: list[Claimed]) -> None:
        """Mark, call, settle. Whose mark is refused is not in the call: withdrawn, or the mailing has stopped."""
        marked = self.desk.write([Turn(settle=None, mark=message.id) for message in messages])
        held = [message for message in messages if message.id in marked]
        if not held:
            return
        try:
            answer = self.caller.call(held)
        except ProviderDown as down:
            self._give_back(held, down.reason)
            raise
        except Refused as refusal:
            self._give_back(held, refusal.reason)
            self._search(held, refusal)
            return
        self._settle(answer.settlements)
        logger.info("provider.called", extra={"mailing_id": self.desk.mailing.pk, "readers": len(held)})
        self._watch(answer.clear, answer.settlements)

    def _search(self, messages: list[Claimed], refusal: Refused) -> None:
        """Offer the halves of a refused call, so that one bad address fails alone and the others get their mail."""
        if len(messages) > 1:
            half = len(messages) // 2
            self._offer(messages[:half])
            self._offer(messages[half:])
            return
        self._refused.append(Settlement(messages[0].id, Outcome.FAILED, None, refusal.reason, ErrorClass.CONTENT))
        if len(self._refused) == CONTENT_REFUSALS:
            raise _ContentRefused

    def _watch(self, clear: bool, settlements: list[Settlement]) -> None:
        if any(settlement.outcome is Outcome.SENT for settlement in settlements):
            self._blame(ErrorClass.RECIPIENT)  # others got the same content
        self._unclear = 0 if clear else self._unclear + len(settlements)
        if self._unclear >= (_PROBE if self.probing else _UNCLEAR_IN_A_ROW):
            raise ProviderDown(f"No clear answer to {self._unclear} messages in a row.")
        self.probing = self.probing and not clear

    def _blame(self, fault: ErrorClass) -> None:
        """Write as failed those that were refused one by one."""
        blamed = [replace(one, error_class=fault) for one in self._refused]
        self._refused.clear()
        self._settle(blamed)

    def _give_back(self, messages: list[Claimed], reason: str) -> None:
        self._settle(
            Settlement(message.id, Outcome.RELEASED, None, reason, ErrorClass.PROVIDER) for message in messages
        )

    def _settle(self, settlements: Iterable[Settlement]) -> None:
        turns = [Turn(settle=settlement, mark=None) for settlement in settlements]
        if turns:
            self.desk.write(turns)
