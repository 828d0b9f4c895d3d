"""What the engine's functions raise. Messages hold ids and reasons, never an address."""


class DeliveryError(Exception):
    """Base of everything below."""


class InvalidAddress(DeliveryError, ValueError):
    """Not an address that mail can be sent to; its text is the reason, fit to be shown to a person."""


class RenderingError(DeliveryError, ValueError):
    """A mail's source cannot be compiled, or the outcome breaks a rule that every mail must keep."""


class MoveRefused(DeliveryError):
    """A mailing is not in a state from which this move is allowed: often because another person was faster."""


class ApprovalBroken(DeliveryError):
    """What is stored is not what was approved."""


class Suppressed(DeliveryError):
    """The address gets no mail of this purpose."""


class SuppressionStands(DeliveryError):
    """This suppression is not to be lifted, or not like that; its text is the reason, fit to be shown to a person."""


class UnknownResolver(DeliveryError, LookupError):
    """No audience resolver is registered under this name."""


class LedgerUnbalanced(DeliveryError):
    """Candidates, messages and exclusions do not add up."""


class BadToken(DeliveryError, ValueError):
    """A token that was not made here, was altered, or is too old."""
