"""The language editions of a mail as the screens list them: subject, and where each part can be looked at."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from delivery.models import Mailing
from newsletters.models import IssuePage


@dataclass(frozen=True)
class Part:
    code: str
    language: str
    subject: str
    html_url: str
    text_url: str


def parts_of_issue(issue: IssuePage, subjects: Iterable[tuple[str, str]]) -> list[Part]:
    """Return what would go out: (language, subject) pairs of the issue's editions, composed when looked at."""
    return [_part(language, subject, "newsletters_admin:preview", issue.pk) for language, subject in subjects]


def parts_of_mailing(mailing: Mailing) -> list[Part]:
    """Return what was approved: the frozen copies."""
    stored = mailing.contents.order_by("pk").values_list("language", "subject")
    return [_part(language, subject, "newsletters_admin:content", mailing.pk) for language, subject in stored]


def _part(language: str, subject: str, url_name: str, pk: int) -> Part:
    return Part(
        code=language,
        language=str(dict(settings.LANGUAGES).get(language, language)),
        subject=subject,
        html_url=reverse(url_name, args=[pk, language, "html"]),
        text_url=reverse(url_name, args=[pk, language, "text"]),
    )
