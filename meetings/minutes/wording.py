"""The sentences of minutes that are not typed by anybody, in the active language."""

from collections.abc import Iterator
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from home import formats
from meetings import zones
from meetings.enums import ApprovalBasis, MinutesState, Visibility
from meetings.minutes.parts import Attendance, Edition, NextMeeting, Person, Standing


def label(choices: type[TextChoices], value: str) -> str:
    """Return what a value of one of the enumerations is called; one that is no longer among them stands as it is."""
    return str(choices(value).label) if value in choices.values else value


def standing(edition: Edition) -> Iterator[str]:
    """Yield where the minutes stand, a sentence each: draft, out for comment, approved, amended."""
    now = edition.standing
    if now.state == MinutesState.DRAFT:
        yield _("Draft")
    elif now.state == MinutesState.CIRCULATED:
        yield _circulated(now)
    else:
        yield _approved(now)
        if now.errata:
            yield _("Amended on %(date)s: see the errata") % {"date": formats.long_date(now.errata[-1].on)}
    if edition.version:
        yield _("Version %(number)s") % {"number": formats.digits(edition.version)}


def _circulated(now: Standing) -> str:
    if now.comments_until is None:
        return _("Circulated for comment")
    return _("Circulated for comment until %(date)s") % {"date": formats.long_date(now.comments_until)}


def _approved(now: Standing) -> str:
    day = {"date": formats.long_date(now.approved_on)} if now.approved_on else {"date": "–"}
    if now.basis == ApprovalBasis.NO_OBJECTION:
        return _("Approved by no objection on %(date)s") % day
    if now.approved_at:
        return _("Approved on %(date)s by: %(meeting)s") % {**day, "meeting": now.approved_at}
    return _("Approved by a meeting on %(date)s") % day


def audience(reader: str) -> str:
    """Return which edition it is, in words."""
    return {
        Visibility.PUBLIC: _("Public edition"),
        Visibility.PARTNERS: _("Partners’ edition"),
        Visibility.UNIT: _("The unit’s own edition: not to be passed on"),
    }[Visibility(reader)]


def head_count(attendance: Attendance) -> Iterator[str]:
    """Yield how many people came, and of how many organisations."""
    people = ngettext("%(number)s person", "%(number)s people", attendance.head_count)
    organisations = attendance.organisation_count
    words = people % {"number": formats.number(attendance.head_count)}
    if organisations:
        of_how_many = ngettext("from %(number)s organisation", "from %(number)s organisations", organisations)
        words = f"{words} {of_how_many % {'number': formats.number(organisations)}}"
    yield words


def person(who: Person) -> str:
    """Return somebody with the organisation that they came for."""
    return f"{who.name} ({who.organisation})" if who.organisation else who.name


def next_meeting(coming: NextMeeting) -> str:
    """Return what, when and where the next meeting of the series is."""
    start = coming.local_start
    when = f"{formats.long_date(start.date())}, {formats.clock(start)} ({zones.in_words(coming.zone)})"
    parts: list[Any] = [coming.title, when, coming.place]
    return " · ".join(str(part) for part in parts if part)
