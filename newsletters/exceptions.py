"""What the services of this room raise."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from delivery.models import Mailing
    from newsletters.preflight import Finding


class SendingError(Exception):
    """Base of the reasons for which a mailing can't go on; a person can do something about each."""


class NotReady(SendingError):
    """Preflight found what must be mended before this issue may be approved."""

    def __init__(self, findings: "list[Finding]") -> None:
        super().__init__("; ".join(str(finding.message) for finding in findings))
        self.findings = findings


class NoAudience(SendingError):
    """Nobody has chosen who gets this mailing."""


class NotLive(SendingError):
    """A language edition that was approved is not, or no longer, on the site."""


class ChangedMeanwhile(SendingError):
    """Issue or audience are not what the approver was shown."""


class AlreadySent(SendingError):
    """The issue has been sent, or is on its way."""

    def __init__(self, mailing: "Mailing") -> None:
        super().__init__(f"mailing {mailing.pk} is {mailing.state}")
        self.mailing = mailing
