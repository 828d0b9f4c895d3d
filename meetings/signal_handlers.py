"""Pages and files follow their records: saved, a meeting or a group has its pages made, changed or taken offline.

What is deleted takes its file with it.
"""

from typing import Any

from meetings import files, publishing
from meetings.files import UploadedFile
from meetings.models import Meeting, WorkingGroup


def publish_meeting(instance: Meeting, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        publishing.publish_meetings([instance])


def publish_group(instance: WorkingGroup, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        publishing.publish_groups([instance])


def forget_file(instance: UploadedFile, **kwargs: Any) -> None:
    if name := instance.file.name:
        files.forget_file(name)
