"""The rows of a programme as readers may see them, fetched once for its page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wagtail.models import Page

if TYPE_CHECKING:
    from home.models.programme_rows import ProgrammePartner, ProgrammeReading, ProgrammeResult
    from home.models.programmes import ProgrammePage


@dataclass(frozen=True)
class Reading:
    """Something to read on; `page` is what it leads to here, `url` what it leads to elsewhere."""

    title: str
    page: Page | None
    url: str


@dataclass(frozen=True)
class Rows:
    implementers: Sequence["ProgrammePartner"]
    partners: Sequence["ProgrammePartner"]
    hidden: int  # how many organisations readers don't see
    findings: Sequence["ProgrammeResult"]
    claims: Sequence["ProgrammeResult"]
    readings: Sequence[Reading]

    @property
    def results(self) -> list["ProgrammeResult"]:
        return [*self.findings, *self.claims]


def of(page: "ProgrammePage") -> Rows:
    """Return the rows of `page`: four queries, however many there are."""
    organisations = list(page.partners.select_related("organisation"))
    shown = [row for row in organisations if row.is_shown]
    results = list(page.results.select_related("figure"))
    return Rows(
        implementers=[row for row in shown if row.role == row.Role.IMPLEMENTER],
        partners=[row for row in shown if row.role == row.Role.PARTNER],
        hidden=len(organisations) - len(shown),
        findings=[result for result in results if result.is_finding],
        claims=[result for result in results if not result.is_finding],
        readings=_readings(page.readings.select_related("leads_to"), page.locale_id),
    )


def _readings(rows: Iterable["ProgrammeReading"], locale_id: int) -> list[Reading]:
    """Return what can be read: a page that is not public is not named, unless its row has a title of its own."""
    rows = list(rows)
    pages = _public([row.leads_to for row in rows if row.leads_to], locale_id)
    readings = []
    for row in rows:
        page = pages.get(row.leads_to.translation_key) if row.leads_to else None
        title = row.title or (page.title if page else "")
        if title:
            readings.append(Reading(title, page, row.url))
    return readings


def _public(pages: list[Page], locale_id: int) -> dict[Any, Page]:
    """Return by translation key what the public may read of `pages`, in the language of `locale_id` where it exists."""
    if not pages:
        return {}
    keys = [page.translation_key for page in pages]
    found = Page.objects.live().public().filter(translation_key__in=keys).select_related("locale")
    own_last = sorted(found, key=lambda page: page.locale_id == locale_id)
    return {page.translation_key: page for page in own_last}
