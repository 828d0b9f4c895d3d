"""What the services of this room raise. Each says in words, to a person, why a mailing can't go on."""

from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from delivery.models import Mailing
    from newsletters.preflight import Finding


class SendingError(Exception):
    """Base of everything below."""

    reason: str | Promise

    def __str__(self) -> str:
        return str(self.reason)


class NotReady(SendingError):
    """Preflight found what must be mended before this issue may be approved."""

    reason = _("The checks found something that must be mended first.")

    def __init__(self, findings: "list[Finding]") -> None:
        super().__init__()
        self.findings = findings


class NoAudience(SendingError):
    """Nobody has chosen who gets this mailing."""

    reason = _("Nobody has chosen an audience yet.")


class AudienceGone(SendingError):
    """The audience that was chosen names an organisation or a group that was deleted since."""

    reason = _("The audience names something that is no longer there. Choose it anew.")


class NotLive(SendingError):
    """A language edition that was approved is not, or no longer, on the site."""

    reason = _("The issue is not live on the site. Publish it first.")


class ChangedMeanwhile(SendingError):
    """Issue or audience are not what the approver was shown."""

    reason = _("The issue or its audience changed since you looked. Please look at it again.")


class AlreadySent(SendingError):
    """The issue has been sent, or is on its way."""

    reason = _("This issue has already been sent, or is on its way.")

    def __init__(self, mailing: "Mailing") -> None:
        super().__init__()
        self.mailing = mailing


class Superseded(SendingError):
    """Another whole mailing of the same issue was begun after this one."""

    reason = _("Another mailing of this issue was begun since: who missed this one would get both.")
