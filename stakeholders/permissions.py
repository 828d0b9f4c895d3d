"""Who may do what in the admin, beyond Django's four permissions per model: one policy object per rule."""

from typing import Any

from wagtail.permission_policies.base import ModelPermissionPolicy

CHANGE_CONTACTS = "stakeholders.change_contact"
EXPORT_CONTACTS = "stakeholders.export_contact"
IMPORT_CONTACTS = "stakeholders.import_contact"
MERGE = "stakeholders.merge_contact"  # contacts and organisations: to find, merge and part them
# Writing down what somebody told us about their consent.
RECORD_CONSENT = "stakeholders.add_consentrecord"
ERASE = "stakeholders.erase_contact"  # also: hand out all that is held
SETTLE_CORRECTIONS = "stakeholders.change_correction"
ADD_SUPPRESSION = "delivery.add_suppression"
LIFT_SUPPRESSION = "delivery.delete_suppression"
EXPORT_SUPPRESSIONS = "delivery.export_suppression"


class ClosedPolicy(ModelPermissionPolicy):
    """Django's permissions, except for `closed` actions, which nobody may do by a form."""

    closed: frozenset[str] = frozenset()

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action not in self.closed and super().user_has_permission(user, action)


class TermPolicy(ClosedPolicy):
    """Entries of controlled lists are retired, never deleted: records refer to their codes."""

    closed = frozenset({"delete"})


class ConsentPolicy(ClosedPolicy):
    """Consent records are read here. They are written by what people do, and by the two acts on a contact's page."""

    closed = frozenset({"add", "change", "delete"})


class CorrectionPolicy(ClosedPolicy):
    """What people told us is read and settled, and never edited."""

    closed = frozenset({"add", "change", "delete"})


class SuppressionPolicy(ClosedPolicy):
    """The list is read and added to; a row leaves it by being lifted, with a reason, and is never edited."""

    closed = frozenset({"change", "delete"})


class ClosedToFormsPolicy(ClosedPolicy):
    """Read by those who may view; written by acts of their own, never by a form."""

    closed = frozenset({"add", "change", "delete"})


class MergePolicy(ModelPermissionPolicy):
    """Duplicates and merges are seen by those who may merge, and written by nothing but the acts themselves."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and bool(user.has_perm(MERGE))


class ExportPolicy(ClosedPolicy):
    """What was taken away is written down by the act itself."""

    closed = frozenset({"add", "change", "delete"})
