"""The words that meetings and working groups are described in: kinds, states, levels, and who may see what."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Visibility(models.TextChoices):
    """Who may see something, from the most open to the most closed."""

    PUBLIC = "public", _("Everybody")
    PARTNERS = "partners", _("Members of its working groups, and who is invited")
    UNIT = "unit", _("The unit only")


class Kind(models.TextChoices):
    COORDINATION = "coordination", _("Coordination meeting")
    STEERING = "steering", _("Steering committee")
    WORKING_GROUP = "working_group", _("Technical working group")
    LAUNCH = "launch", _("Launch")
    IMPLEMENTATION = "implementation", _("Implementation meeting")
    WEBINAR = "webinar", _("Webinar")
    TRAINING = "training", _("Training")
    FORUM = "forum", _("Forum")


MINUTED = (Kind.COORDINATION, Kind.STEERING, Kind.WORKING_GROUP, Kind.IMPLEMENTATION)  # a webinar has no minutes


class State(models.TextChoices):
    """Where a meeting stands. The moves between them: `meetings.lifecycle`."""

    DRAFT = "draft", _("Draft")
    ANNOUNCED = "announced", _("Announced")
    HELD = "held", _("Held")
    POSTPONED = "postponed", _("Postponed")
    CANCELLED = "cancelled", _("Cancelled")


DOES_NOT_TAKE_PLACE = (State.POSTPONED, State.CANCELLED)


class Mode(models.TextChoices):
    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Online")
    HYBRID = "hybrid", _("In person and online")


class ItemKind(models.TextChoices):
    """What happens at an item of an agenda. Every agenda begins with a review and ends with other business."""

    REVIEW = "review", _("Endorsement of the previous minutes and review of pending actions")
    PRESENTATION = "presentation", _("Presentation")
    DISCUSSION = "discussion", _("Discussion")
    DECISION = "decision", _("Decision")
    UPDATE = "update", _("Update by an organisation")
    OTHER = "other", _("Any other business")


class InviteeRole(models.TextChoices):
    CHAIR = "chair", _("Chair")
    REQUIRED = "required", _("Expected")
    OPTIONAL = "optional", _("Welcome")


class Reply(models.TextChoices):
    """What an invited person answered; the states of RFC 5545, 3.2.12 (PARTSTAT)."""

    NONE = "none", _("No answer yet")
    ACCEPTED = "accepted", _("Comes")
    TENTATIVE = "tentative", _("Perhaps")
    DECLINED = "declined", _("Does not come")
    DELEGATED = "delegated", _("Sends somebody else")


class NoticeKind(models.TextChoices):
    """Why invited people were written to."""

    INVITATION = "invitation", _("Invitation")
    UPDATE = "update", pgettext_lazy("of what was announced", "Change")
    CANCELLATION = "cancellation", _("Cancellation")
    REMINDER = "reminder", _("Reminder to answer")
    MINUTES = "minutes", _("Minutes for comment")
    APPROVED = "approved", _("Approved minutes")


class Presence(models.TextChoices):
    PRESENT = "present", _("Present")
    LATE = "late", _("Came late")
    APOLOGIES = "apologies", _("Sent apologies")
    ABSENT = "absent", _("Absent")


WAS_THERE = (Presence.PRESENT, Presence.LATE)


class AttendanceOrigin(models.TextChoices):
    STAFF = "staff", _("Typed in")
    REPLY = "reply", _("From the reply")
    PASTED = "pasted", _("From a pasted list")
    SELF = "self", _("Signed in by themselves")


class MinutesState(models.TextChoices):
    """Where minutes stand. The moves between them: `meetings.minutes.lifecycle`."""

    DRAFT = "draft", _("Draft")
    CIRCULATED = "circulated", _("Circulated for comment")
    APPROVED = "approved", _("Approved")
    AMENDED = "amended", _("Amended")


class ApprovalBasis(models.TextChoices):
    MEETING = "meeting", _("Approved by a meeting")
    NO_OBJECTION = "no_objection", _("Approved by no objection")


class DecisionBasis(models.TextChoices):
    CONSENSUS = "consensus", _("Consensus")
    CHAIR = "chair", _("Ruling of the chair")
    VOTE = "vote", _("Vote")


class DecisionStatus(models.TextChoices):
    IN_FORCE = "in_force", _("In force")
    SUPERSEDED = "superseded", _("Superseded")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ActionStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("of a task", "Open")
    IN_PROGRESS = "in_progress", _("In progress")
    PENDING = "pending", _("Waits for others")
    DONE = "done", pgettext_lazy("of a task", "Done")
    DROPPED = "dropped", pgettext_lazy("of a task", "Dropped")


OPEN_STATUSES = (ActionStatus.OPEN, ActionStatus.IN_PROGRESS, ActionStatus.PENDING)


class DocumentKind(models.TextChoices):
    AGENDA = "agenda", _("Agenda")
    CONCEPT_NOTE = "concept_note", _("Concept note")
    PRESENTATION = "presentation", _("Presentation")
    MINUTES = "minutes", _("Signed minutes")
    REPORT = "report", _("Report")
    OTHER = "other", _("Other document")


class GroupKind(models.TextChoices):
    STEERING = "steering", _("Steering committee")
    COORDINATION = "coordination", _("Coordination committee")
    WORKING_GROUP = "working_group", _("Technical working group")
    SUB_GROUP = "sub_group", _("Sub-group")
    TASK_TEAM = "task_team", _("Task team")
    ADVISORY = "advisory", _("Advisory group")


class GroupLevel(models.TextChoices):
    NATIONAL = "national", _("National")
    PROVINCE = "province", _("Province")
    DISTRICT = "district", _("District")


class GroupRole(models.TextChoices):
    CHAIR = "chair", _("Chair")
    CO_CHAIR = "co_chair", _("Co-chair")
    SECRETARIAT = "secretariat", _("Secretariat")
    FOCAL_POINT = "focal_point", _("Focal point")
    MEMBER = "member", _("Member")
    OBSERVER = "observer", _("Observer")


LEADING_ROLES = (GroupRole.CHAIR, GroupRole.CO_CHAIR, GroupRole.SECRETARIAT, GroupRole.FOCAL_POINT)


class PlanStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    UNDER_WAY = "under_way", _("Under way")
    DONE = "done", pgettext_lazy("of a task", "Done")
    DROPPED = "dropped", pgettext_lazy("of a task", "Dropped")


class HighlightCategory(models.TextChoices):
    NEWSLETTER = "newsletter", _("Newsletter")
    WEBINAR = "webinar", _("Webinar")
    PARTNERSHIP = "partnership", _("Partnership")
    MEETING = "meeting", _("Meeting")
    FORUM = "forum", _("Forum")
    TRAINING = "training", _("Training")
    POLICY = "policy", _("Policy")
    PUBLICATION = "publication", _("Publication")


class PriorityStatus(models.TextChoices):
    """What became of a priority; set a year later."""

    SET = "set", _("Set")
    MET = "met", _("Met")
    PARTLY = "partly", _("Partly met")
    DROPPED = "dropped", pgettext_lazy("of a task", "Dropped")
