"""A publication that is withdrawn is so in every language: its pages are one publication (`versions`)."""

from typing import Any

from wagtail.signals import page_published

from publications.models import PublicationPage


def connect() -> None:
    """Look after every publication from now on."""
    page_published.connect(_published, sender=PublicationPage, dispatch_uid="publications.withdrawal")


def _published(instance: PublicationPage, **_signal: Any) -> None:
    carry_over(instance)


def carry_over(page: PublicationPage) -> None:
    """Withdraw every edition of `page`, and their drafts, if one that the public sees is withdrawn.

    So neither an older draft nor a translation brings it back. To do that, take the other editions off the site first.
    """
    editions = PublicationPage.objects.filter(translation_key=page.translation_key)
    said = editions.live().exclude(withdrawn_on=None).order_by("withdrawn_on", "pk").first()
    if said is None:
        return
    for edition in editions.filter(withdrawn_on=None):
        draft = edition.get_latest_revision_as_object()
        for state in (edition, draft):
            state.withdrawn_on = said.withdrawn_on
            state.withdrawal_reason = state.withdrawal_reason or said.withdrawal_reason
        edition.save()
        draft.save_revision(changed=False, clean=False)
