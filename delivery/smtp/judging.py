"""What a server's replies mean for one message (sending.md's classes of errors)."""

from collections.abc import Sequence

from delivery.smtp.ledger import ErrorClass, Outcome, Parcel, ProviderDown, Settlement
from delivery.smtp.replies import Garbled, Reply, scrubbed

# "Command unknown", "bad sequence", "authentication required": the conversation failed, not the recipient.
_CONVERSATION_FAILED = frozenset({500, 502, 503, 530, 535, 538})


def judge_envelope(parcel: Parcel, replies: Sequence[Reply]) -> Settlement | None:
    """None when the server waits for the text; else how the offer ended.

    `replies` are those to MAIL, RCPT and DATA, fewer where lock-step stopped at a refusal. Raises
    ProviderDown when the server refuses the sender or the conversation, Garbled for a reply that
    answers something else.
    """
    mail, rcpt, data = [*replies, None, None][:3]
    if mail is None:
        raise Garbled("the server did not answer MAIL")
    if not mail.positive:
        return _refusal(parcel, mail, None)
    if rcpt is not None and not rcpt.positive:
        return _refusal(parcel, rcpt, ErrorClass.RECIPIENT)
    if data is not None and data.code != 354:
        return _refusal(parcel, data, ErrorClass.CONTENT)
    return None


def judge_text(parcel: Parcel, reply: Reply) -> Settlement:
    """The reply to the final dot."""
    if reply.positive:
        return Settlement(parcel.id, Outcome.SENT, reply.code, _told(parcel, reply))
    if reply.code < 400:
        raise Garbled(f"the server answered the final dot with {reply.code}")
    return _not_taken(parcel, reply, ErrorClass.CONTENT)


def _refusal(parcel: Parcel, reply: Reply, fault: ErrorClass | None) -> Settlement:
    if reply.code < 400:
        raise Garbled(f"the server answered {reply.code} where that means nothing")
    if reply.code >= 500 and (fault is None or reply.code in _CONVERSATION_FAILED):
        raise ProviderDown(f"the server refuses our mail: {reply.code} {_told(parcel, reply)}", reply.code)
    return _not_taken(parcel, reply, fault)


def _not_taken(parcel: Parcel, reply: Reply, fault: ErrorClass | None) -> Settlement:
    if reply.transient:
        return Settlement(parcel.id, Outcome.DEFERRED, reply.code, _told(parcel, reply), ErrorClass.TRANSIENT)
    return Settlement(parcel.id, Outcome.FAILED, reply.code, _told(parcel, reply), fault)


def _told(parcel: Parcel, reply: Reply) -> str:
    return scrubbed(reply.text, recipient=parcel.rcpt_to)
