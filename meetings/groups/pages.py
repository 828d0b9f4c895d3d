"""Which tab of a group's page an address asks for, and what it shows."""

from typing import Any

from django.utils import timezone

from meetings import addresses
from meetings.groups import tabs
from meetings.models import WorkingGroup


def context(group: WorkingGroup, slug: str, year: int | None) -> dict[str, Any] | None:
    """Return what the page shows on the tab `slug`; None where the group has no such tab, or not for that year."""
    shown = tabs.of(group)
    here = next((tab for tab in shown if tab.slug == slug), None)
    if here is None or (year is not None and slug != "year-in-review"):
        return None
    content = _content(group, slug, year)
    if content is None:
        return None
    return {
        "group": group,
        "tabs": shown,
        "here": here,
        "here_called": here.label if here.slug else "",
        "content_template": f"meetings/groups/{(slug or 'about').replace('-', '_')}.html",
        **content,
    }


def _content(group: WorkingGroup, slug: str, year: int | None) -> dict[str, Any] | None:
    today, now = timezone.localdate(), timezone.now()
    match slug:
        case "":
            return tabs.about(group) | {"said": _linked_data(group)}
        case "meetings":
            return tabs.meetings(group, now)
        case "documents":
            return {"documents": tabs.documents_of(group)}
        case "members":
            return tabs.members(group, today)
        case "actions":
            return tabs.actions(group, today)
    return tabs.review(group, year)


def _linked_data(group: WorkingGroup) -> dict[str, Any]:
    """Return what the page says of the group in the words of https://schema.org/Organization."""
    days = {"foundingDate": group.established_on, "dissolutionDate": group.concluded_on}
    return {
        "@type": "Organization",
        "name": group.name_in_language,
        "url": addresses.group_url(group),
        "alternateName": group.acronym,
        "description": group.purpose_in_language,
        **{key: day.isoformat() if day else "" for key, day in days.items()},
    }
