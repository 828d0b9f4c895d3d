"""What everybody may read of meetings and groups beside their pages, for search engines: the pages list themselves."""

import datetime
from collections import defaultdict

from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail.query import PageQuerySet

from home.sitemaps import Records
from meetings import addresses
from meetings.decisions import register
from meetings.enums import Visibility
from meetings.groups import tabs
from meetings.models import Decision, GroupPage, Meeting, MeetingIndexPage, Minutes, WorkingGroup
from meetings.public import months
from meetings.public.months import Month


class PublicMinutes(Records):
    """Approved minutes, under their meetings."""

    def items(self) -> QuerySet[Minutes]:
        open_to_all = Meeting.objects.public().filter(minutes_visibility=Visibility.PUBLIC).order_by().values("pk")
        agreed = Minutes.objects.filter(addresses.open_to_all("meeting"), meeting__in=open_to_all)
        changed = Max("versions__at", filter=Q(versions__state__in=register.AGREED))
        return agreed.annotate(changed=changed).exclude(changed=None).select_related("meeting").order_by("pk")

    def location(self, item: Minutes) -> str:
        return reverse("meetings:minutes", args=[item.meeting.slug])

    def lastmod(self, item: Minutes) -> datetime.datetime:
        changed: datetime.datetime = item.changed  # type: ignore[attr-defined]  # annotated above
        return changed


class PublicDecisions(Records):
    """The decisions of the register."""

    def items(self) -> QuerySet[Decision]:
        return register.open_to_all()

    def location(self, item: Decision) -> str:
        return reverse("meetings:decision", args=[item.number])


class Register(Records):
    """The register of decisions itself."""

    def items(self) -> list[str]:
        return ["meetings:decisions"]

    def location(self, item: str) -> str:
        return reverse(item)


class Months(Records):
    """The months in which meetings were or are, below the list of meetings in each language."""

    def __init__(self) -> None:
        self._lists = {page.locale.language_code: page for page in _open_pages(MeetingIndexPage)}

    def items(self) -> list[Month]:
        return months.of(Meeting.objects.public()) if self._lists else []

    def get_languages_for_item(self, item: Month) -> list[str]:
        return list(self._lists)

    def location(self, item: Month) -> str:
        return f"{self._lists[Locale.get_active().language_code].get_url()}{item.path}"


class GroupTabs(Records):
    """The tabs of groups that have something to show, below the groups' pages. A few queries for each group."""

    def __init__(self) -> None:
        self._pages: defaultdict[WorkingGroup, dict[str, GroupPage]] = defaultdict(dict)
        for page in _open_pages(GroupPage).select_related("group").order_by("pk"):
            self._pages[page.group][page.locale.language_code] = page

    def items(self) -> list[tuple[WorkingGroup, str]]:
        return [(group, below) for group in self._pages for below in tabs.addresses_of(group)]

    def get_languages_for_item(self, item: tuple[WorkingGroup, str]) -> list[str]:
        return list(self._pages[item[0]])

    def location(self, item: tuple[WorkingGroup, str]) -> str:
        group, below = item
        return f"{self._pages[group][Locale.get_active().language_code].get_url()}{below}"


def _open_pages(model: type[Page]) -> PageQuerySet:
    pages: PageQuerySet = model.objects.live().public().select_related("locale")
    return pages
