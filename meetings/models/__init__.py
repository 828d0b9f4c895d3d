from meetings.models.actions import ActionDigest, ActionItem, ActionUpdate
from meetings.models.agenda import AgendaItem
from meetings.models.attendance import Attendance
from meetings.models.decisions import Decision
from meetings.models.documents import MeetingDocument
from meetings.models.feeds import CalendarFeed
from meetings.models.groups import GroupMembership, WorkingGroup
from meetings.models.invitations import Invitation, Notice, NoticeMail
from meetings.models.meetings import Meeting, MeetingChange
from meetings.models.minutes import Minutes, MinutesComment, MinutesVersion
from meetings.models.pages import GroupIndexPage, GroupPage, MeetingIndexPage, MeetingPage
from meetings.models.plans import WorkPlanItem
from meetings.models.reviews import Highlight, Priority, ProposedAction, ReviewContact, YearInReview
from meetings.models.series import MeetingSeries
from meetings.models.terms import TermsOfReference

__all__ = [
    "ActionDigest",
    "ActionItem",
    "ActionUpdate",
    "AgendaItem",
    "Attendance",
    "CalendarFeed",
    "Decision",
    "GroupIndexPage",
    "GroupMembership",
    "GroupPage",
    "Highlight",
    "Invitation",
    "Meeting",
    "MeetingChange",
    "MeetingDocument",
    "MeetingIndexPage",
    "MeetingPage",
    "MeetingSeries",
    "Minutes",
    "MinutesComment",
    "MinutesVersion",
    "Notice",
    "NoticeMail",
    "Priority",
    "ProposedAction",
    "ReviewContact",
    "TermsOfReference",
    "WorkPlanItem",
    "WorkingGroup",
    "YearInReview",
]
