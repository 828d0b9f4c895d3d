"""Whose meetings are whose: a group's own, joint ones, and those of its series. For all groups at once."""

from collections import defaultdict

from meetings.models import Meeting


def groups_of_meetings() -> defaultdict[int, set[int]]:
    """Return the keys of the groups that each meeting belongs to, by the meeting's key. Two queries."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for meeting, group in Meeting.groups.through.objects.values_list("meeting", "workinggroup"):
        found[meeting].add(group)
    of_series = Meeting.objects.filter(series__group__isnull=False).order_by()
    for meeting, group in of_series.values_list("pk", "series__group"):
        found[meeting].add(group)
    return found
