from meetings.models.groups import GroupMembership, WorkingGroup
from meetings.models.pages import MeetingIndexPage, MeetingPage, validate_zone

__all__ = ["GroupMembership", "MeetingIndexPage", "MeetingPage", "WorkingGroup", "validate_zone"]
