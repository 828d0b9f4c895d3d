"""Pages follow their records: whatever saves a meeting or a group has its pages made, changed or taken offline."""

from typing import Any

from meetings import publishing
from meetings.models import Meeting, WorkingGroup


def publish_meeting(instance: Meeting, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        publishing.publish_meetings([instance])


def publish_group(instance: WorkingGroup, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        publishing.publish_groups([instance])
