"""Who may do what with a mailing. Services, views, menus and templates all ask this one policy."""

from enum import StrEnum

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.core.exceptions import PermissionDenied


class Act(StrEnum):
    """What can be done with a mailing; each value is the permission that it takes."""

    SEE = "delivery.view_mailing"
    DRAFT = "delivery.draft_mailing"
    APPROVE = "delivery.approve_mailing"
    STOP = "delivery.stop_mailing"
    SET_LIMITS = "delivery.change_sendinglimits"
    READ_LEDGER = "delivery.view_message"
    EXPORT_LEDGER = "delivery.export_ledger"
    SEE_SENDER = "delivery.view_sendercheck"
    CHECK_SENDER = "delivery.add_sendercheck"


class MailingPolicy:
    """Answers for one act at a time. Nobody acts on what they may not see; nobody exports what they may not read."""

    needs = {
        Act.SEE: (Act.SEE,),
        Act.DRAFT: (Act.SEE, Act.DRAFT),
        Act.APPROVE: (Act.SEE, Act.APPROVE),
        Act.STOP: (Act.SEE, Act.STOP),
        Act.SET_LIMITS: (Act.SEE, Act.SET_LIMITS),
        Act.READ_LEDGER: (Act.SEE, Act.READ_LEDGER),
        Act.EXPORT_LEDGER: (Act.SEE, Act.READ_LEDGER, Act.EXPORT_LEDGER),
        Act.SEE_SENDER: (Act.SEE_SENDER,),
        Act.CHECK_SENDER: (Act.SEE_SENDER, Act.CHECK_SENDER),
    }

    def allows(self, user: AbstractUser | AnonymousUser, act: Act) -> bool:
        return user.has_perms(self.needs[act])

    def require(self, user: AbstractUser | AnonymousUser, act: Act) -> None:
        """Raise PermissionDenied unless `user` may do `act`."""
        if not self.allows(user, act):
            raise PermissionDenied

    def allowed(self, user: AbstractUser | AnonymousUser) -> dict[str, bool]:
        """Return every act's answer, by its name in lower case: what a template shows or leaves out."""
        return {act.name.lower(): self.allows(user, act) for act in Act}


policy = MailingPolicy()
