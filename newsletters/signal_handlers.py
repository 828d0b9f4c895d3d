"""What this room hears: a change of an issue sends its approved mailing back to draft, or holds what follows one."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models.signals import post_save, pre_delete
from django.utils.translation import gettext as _
from wagtail.models import ReferenceIndex, Revision
from wagtail.signals import page_published, page_unpublished, post_page_move

from home.helplines import register
from home.models import Helpline
from newsletters import follow_ups, sending
from newsletters.models import IssuePage


def connect() -> None:
    """Listen; called once, when the app is ready."""
    post_save.connect(on_revision, sender=Revision, dispatch_uid="newsletters.on_revision")
    pre_delete.connect(on_issue, sender=IssuePage, dispatch_uid="newsletters.on_issue")
    for signal in (page_published, page_unpublished, post_page_move):
        signal.connect(on_issue, sender=IssuePage, dispatch_uid="newsletters.on_issue")
    for signal in (page_unpublished, post_page_move, pre_delete):
        signal.connect(on_leaving, sender=IssuePage, dispatch_uid="newsletters.on_leaving")
    register.hidden.connect(on_helplines_hidden, dispatch_uid="newsletters.on_helplines_hidden")


def on_revision(sender: type[Revision], instance: Revision, **kwargs: Any) -> None:
    """An edit was saved: by a person, by autosave (which overwrites the same revision), by a translation."""
    if instance.content_type_id == ContentType.objects.get_for_model(IssuePage).pk:
        _undo_approval(instance.content["translation_key"])


def on_issue(sender: type[IssuePage], instance: IssuePage, **kwargs: Any) -> None:
    """An issue was published, taken off the site, moved or deleted, in any of its languages."""
    _undo_approval(instance.translation_key)


def on_leaving(sender: type[IssuePage], instance: IssuePage, **kwargs: Any) -> None:
    """An issue left the place to which the links of its mails lead."""
    origin = f"{sending.ORIGIN}{instance.translation_key}"
    follow_ups.hold(origin, reason=_("The issue left its place on the site: please decide."))


def on_helplines_hidden(sender: type[Helpline], helplines: Iterable[Helpline], **kwargs: Any) -> None:
    """Helplines may not be shown any more: what was approved with one of them does not leave."""
    for line in helplines:
        pages = ReferenceIndex.get_references_to(line).values_list("object_id", flat=True)
        for issue in IssuePage.objects.filter(pk__in=[pk for pk in pages if pk.isdecimal()]):
            sending.undo_approval(sending.origin_of(issue), reason=_("“%s” is not verified any more.") % line)


def _undo_approval(translation_key: object) -> None:
    sending.undo_approval(f"{sending.ORIGIN}{translation_key}", reason=_("The issue changed after it was approved."))
