"""What this room hears: every change of an issue sends its approved mailing back to draft."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models.signals import post_save, pre_delete
from django.utils.translation import gettext as _
from wagtail.models import Revision
from wagtail.signals import page_published, page_unpublished, post_page_move

from newsletters import sending
from newsletters.models import IssuePage


def connect() -> None:
    """Listen; called once, when the app is ready."""
    post_save.connect(on_revision, sender=Revision, dispatch_uid="newsletters.on_revision")
    pre_delete.connect(on_issue, sender=IssuePage, dispatch_uid="newsletters.on_issue")
    for signal in (page_published, page_unpublished, post_page_move):
        signal.connect(on_issue, sender=IssuePage, dispatch_uid="newsletters.on_issue")


def on_revision(sender: type[Revision], instance: Revision, **kwargs: Any) -> None:
    """An edit was saved: by a person, by autosave (which overwrites the same revision), by a translation."""
    if instance.content_type_id == ContentType.objects.get_for_model(IssuePage).pk:
        _undo_approval(instance.content["translation_key"])


def on_issue(sender: type[IssuePage], instance: IssuePage, **kwargs: Any) -> None:
    """An issue was published, taken off the site, moved or deleted, in any of its languages."""
    _undo_approval(instance.translation_key)


def _undo_approval(translation_key: object) -> None:
    sending.undo_approval(f"{sending.ORIGIN}{translation_key}", reason=_("The issue changed after it was approved."))
