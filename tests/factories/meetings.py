import datetime

from django.utils import timezone
from factory import LazyAttribute, Sequence, SubFactory, post_generation
from factory.django import DjangoModelFactory

from delivery import addresses
from meetings.models import (
    ActionItem,
    AgendaItem,
    Attendance,
    Decision,
    GroupMembership,
    Invitation,
    Meeting,
    MeetingSeries,
    WorkingGroup,
)
from tests.factories.stakeholders import OrganisationFactory


class WorkingGroupFactory(DjangoModelFactory):
    """A national group in which nobody sits yet."""

    class Meta:
        model = WorkingGroup

    name = Sequence("Working group {}".format)
    slug = Sequence("working-group-{}".format)


class GroupMembershipFactory(DjangoModelFactory):
    """A seat of an organisation, today and ever since; give `contact` for a named one."""

    class Meta:
        model = GroupMembership

    group = SubFactory(WorkingGroupFactory)
    organisation = SubFactory(OrganisationFactory)


class MeetingSeriesFactory(DjangoModelFactory):
    class Meta:
        model = MeetingSeries

    title = Sequence("Series {}".format)


class MeetingFactory(DjangoModelFactory):
    """An announced meeting of three hours that everybody may know of; `groups` and `provinces` are set where given."""

    class Meta:
        model = Meeting
        skip_postgeneration_save = True

    slug = Sequence("meeting-{}".format)
    title = "Third national coordination meeting"
    kind = Meeting.Kind.COORDINATION
    state = Meeting.State.ANNOUNCED
    start = datetime.datetime(2026, 1, 27, 5, tzinfo=datetime.UTC)
    end = LazyAttribute(lambda meeting: meeting.start + datetime.timedelta(hours=3))
    place = "Islamabad"

    @post_generation
    def groups(self, create, groups, **kwargs):
        if groups:
            self.groups.set(groups)

    @post_generation
    def provinces(self, create, provinces, **kwargs):
        if provinces:
            self.provinces.set(provinces)


class AgendaItemFactory(DjangoModelFactory):
    class Meta:
        model = AgendaItem

    meeting = SubFactory(MeetingFactory)
    title = Sequence("Item {}".format)
    position = Sequence(int)


class InvitationFactory(DjangoModelFactory):
    """An invitation that was mailed; `email` is whose it is."""

    class Meta:
        model = Invitation

    class Params:
        email = Sequence("invited{}@example.org".format)

    meeting = SubFactory(MeetingFactory)
    address = LazyAttribute(lambda invitation: addresses.get_or_create(invitation.email))
    name = Sequence("Invited {}".format)
    told_sequence = 0
    invited_at = LazyAttribute(lambda invitation: timezone.now())


class AttendanceFactory(DjangoModelFactory):
    class Meta:
        model = Attendance

    meeting = SubFactory(MeetingFactory)
    name = Sequence("Present {}".format)
    recorded_at = LazyAttribute(lambda attendance: timezone.now())


class DecisionFactory(DjangoModelFactory):
    class Meta:
        model = Decision

    meeting = SubFactory(MeetingFactory)
    year = 2026
    serial = Sequence(lambda n: n + 1)
    text = Sequence("Decision {}".format)


class ActionItemFactory(DjangoModelFactory):
    class Meta:
        model = ActionItem

    meeting = SubFactory(MeetingFactory)
    year = 2026
    serial = Sequence(lambda n: n + 1)
    text = Sequence("Action {}".format)
