"""Newsletter 33 as the demo makes it, rendered in every medium: what the tests of source coverage read."""

import datetime
import re
from dataclasses import dataclass

from bs4 import BeautifulSoup
from django.test import Client
from django.utils import translation

from home.models import KeyFigure, UnitSettings
from meetings.models import Meeting
from newsletters import preflight
from newsletters.compose import compose
from newsletters.models import IssuePage
from publications.models import PublicationPage

NOW = datetime.datetime(2026, 1, 12, 9, tzinfo=datetime.UTC)
SITE = "http://testserver"


@dataclass(frozen=True)
class Edition:
    """One language of the issue, as it comes out in each medium."""

    issue: IssuePage
    blocks: list[tuple[str, str]]  # kind and words, with spaces in order
    web: BeautifulSoup
    mail: BeautifulSoup
    mail_bytes: int
    text: str
    findings: list[preflight.Finding]

    @property
    def words(self) -> dict[str, str]:
        """What a reader sees in each medium, on one line."""
        return {
            "web": line(self.web.main.get_text(" ")),
            "mail": line(self.mail.get_text(" ")),
            "text": line(self.text),
        }


@dataclass(frozen=True)
class Demo:
    editions: dict[str, Edition]
    figures: dict[str, KeyFigure]
    meetings: dict[str, Meeting]
    provinces: dict[str, list[str]]
    publications: dict[str, PublicationPage]
    authors: dict[str, list[tuple[str, str]]]
    unit: UnitSettings
    statuses: dict[str, int]  # what the links of both mails answer


def render() -> Demo:
    editions = {issue.locale.language_code: edition(issue) for issue in IssuePage.objects.filter(number=33)}
    meetings = {meeting.slug: meeting for meeting in Meeting.objects.all()}
    publications = {page.slug: page for page in PublicationPage.objects.filter(locale__language_code="en")}
    return Demo(
        editions=editions,
        figures={figure.key: figure for figure in KeyFigure.objects.all()},
        meetings=meetings,
        provinces={slug: sorted(place.code for place in meeting.provinces.all()) for slug, meeting in meetings.items()},
        publications=publications,
        authors={slug: list(page.contributors.values_list("given", "family")) for slug, page in publications.items()},
        unit=UnitSettings.objects.get(),
        statuses={
            link: Client().get(link.removeprefix(SITE)).status_code
            for edition in editions.values()
            for link in links_of(edition.mail)
            if link.startswith(SITE)
        },
    )


def edition(issue: IssuePage) -> Edition:
    with translation.override(issue.locale.language_code):
        content = compose(issue)
        page = Client().get(issue.url).content.decode()
        findings = preflight.check(issue)
    raw = [
        (block.block_type, line(BeautifulSoup(str(block.value), "html.parser").get_text(" "))) for block in issue.body
    ]
    return Edition(
        issue=issue,
        blocks=raw,
        web=BeautifulSoup(page, "html.parser"),
        mail=BeautifulSoup(content.html, "html.parser"),
        mail_bytes=len(content.html.encode()),
        text=content.text,
        findings=findings,
    )


def line(text: str) -> str:
    return re.sub(r"\s+([.,:;])", r"\1", " ".join(text.split()))


def links_of(soup: BeautifulSoup) -> list[str]:
    return [anchor["href"] for anchor in soup.find_all("a", href=True)]


def link(soup: BeautifulSoup, words: str) -> str:
    """Return where the link with these words leads; it has to be the one and only."""
    (anchor,) = (anchor for anchor in soup.find_all("a", href=True) if line(anchor.get_text(" ")) == words)
    return anchor["href"].removeprefix(SITE)
