"""Kinds and states of meetings, and what belongs to working groups."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    COORDINATION = "coordination", _("Coordination meeting")
    STEERING = "steering", _("Steering committee")
    WORKING_GROUP = "working_group", _("Technical working group")
    LAUNCH = "launch", _("Launch")
    IMPLEMENTATION = "implementation", _("Implementation meeting")
    WEBINAR = "webinar", _("Webinar")
    TRAINING = "training", _("Training")
    FORUM = "forum", _("Forum")


class State(models.TextChoices):
    ANNOUNCED = "announced", _("Announced")
    HELD = "held", _("Held")
    POSTPONED = "postponed", _("Postponed")
    CANCELLED = "cancelled", _("Cancelled")


DOES_NOT_TAKE_PLACE = (State.POSTPONED, State.CANCELLED)


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
