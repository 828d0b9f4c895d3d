import datetime

import wagtail_factories
from factory import LazyAttribute, Sequence
from factory.django import DjangoModelFactory

from meetings.models import MeetingPage, WorkingGroup


class MeetingFactory(wagtail_factories.PageFactory):
    """A published meeting of three hours; `parent` is the list that it stands in."""

    class Meta:
        model = MeetingPage

    slug = Sequence("meeting-{}".format)
    title = "Third national coordination meeting"
    kind = MeetingPage.Kind.COORDINATION
    start = datetime.datetime(2026, 1, 27, 5, tzinfo=datetime.UTC)
    end = LazyAttribute(lambda meeting: meeting.start + datetime.timedelta(hours=3))
    place = "Islamabad"


class WorkingGroupFactory(DjangoModelFactory):
    """A national group in which nobody sits yet."""

    class Meta:
        model = WorkingGroup

    name = Sequence("Working group {}".format)
    slug = Sequence("working-group-{}".format)
