"""An SMTP client for bulk mail: RFC 5321 with 2920, 3030, 3207, 4954, 6152, 6531. Knows no models and no settings."""

from delivery.smtp.config import SmtpConfig, Timeouts
from delivery.smtp.lane import Lane, run_lanes
from delivery.smtp.ledger import ErrorClass, Ledger, Outcome, Parcel, ProviderDown, Settlement

__all__ = [
    "ErrorClass",
    "Lane",
    "Ledger",
    "Outcome",
    "Parcel",
    "ProviderDown",
    "Settlement",
    "SmtpConfig",
    "Timeouts",
    "run_lanes",
]
