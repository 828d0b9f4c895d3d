"""Minutes and decisions that everybody may read, for search engines. Meetings and groups are listed as pages."""

import datetime

from django.db.models import Max, Q, QuerySet
from django.urls import reverse

from home.sitemaps import Records
from meetings import addresses
from meetings.decisions import register
from meetings.enums import Visibility
from meetings.models import Decision, Meeting, Minutes


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
