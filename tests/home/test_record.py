"""The record lists what every room has put on record, in one column by month."""

import datetime

import pytest
from wagtail.models import Locale

from home import record
from newsletters.models import IssuePage, NewsletterIndexPage
from publications.models import PublicationIndexPage
from tests.factories.home import grow, list_under, site
from tests.factories.meetings import MeetingFactory
from tests.factories.publications import PublicationFactory

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 1, 20, 12, tzinfo=datetime.UTC)


@pytest.fixture
def english():
    return Locale.objects.get(language_code="en")


@pytest.fixture
def records():
    home = site()
    archive, publications = (list_under(home, model) for model in (NewsletterIndexPage, PublicationIndexPage))
    grow(archive, IssuePage, title="A year", number=33, issue_date=datetime.date(2026, 1, 7), subject="A year")
    MeetingFactory(title="Held", start=datetime.datetime(2025, 12, 16, 5, tzinfo=datetime.UTC))
    PublicationFactory(parent=publications, title="An article", published_on=datetime.date(2025, 12, 2))
    return archive, publications


def titles(locale, **options):
    return [entry.title for entry in record.entries(locale=locale, now=NOW, **options)]


def test_it_holds_newsletters_meetings_and_publications_the_newest_first(english, records):
    entries = record.entries(locale=english, now=NOW)

    assert [(entry.date, entry.title, entry.kind_label, entry.kind_css) for entry in entries] == [
        (datetime.date(2026, 1, 7), "Newsletter 33: A year", "Newsletter", "kind-newsletter"),
        (datetime.date(2025, 12, 16), "Held", "Coordination meeting", "kind-meeting"),
        (datetime.date(2025, 12, 2), "An article", "Journal article", ""),
    ]


def test_what_is_ahead_cancelled_or_unpublished_is_not_on_record(english, records):
    archive, publications = records
    day = datetime.timedelta(days=1)
    MeetingFactory(title="Ahead", start=NOW + day)
    MeetingFactory(title="Cancelled", start=NOW - day, state="cancelled")
    MeetingFactory(title="Draft", start=NOW - day, state="draft")
    MeetingFactory(title="Closed", start=NOW - day, visibility="partners")
    PublicationFactory(parent=publications, title="Embargoed", published_on=(NOW + day).date())
    PublicationFactory(parent=publications, title="Draft", live=False)
    grow(archive, IssuePage, title="Next", number=34, issue_date=(NOW + day).date(), subject="Next")

    assert titles(english) == ["Newsletter 33: A year", "Held", "An article"]


def test_each_language_has_its_own_record_and_meetings_stand_in_both(records):
    assert titles(Locale.objects.get(language_code="ur")) == ["Held"]


def test_the_newest_of_all_rooms_are_kept_when_only_a_few_are_asked_for(english, records):
    assert titles(english, limit=2) == ["Newsletter 33: A year", "Held"]


def test_entries_are_grouped_by_month(english, records):
    months = record.by_month(record.entries(locale=english, now=NOW))

    assert [(month.first_day, len(month.entries)) for month in months] == [
        (datetime.date(2026, 1, 1), 1),
        (datetime.date(2025, 12, 1), 2),
    ]


def test_a_source_is_registered_once_however_often_it_is_named(monkeypatch):
    monkeypatch.setattr(record, "_sources", [])

    record.register(list)
    record.register(list)

    assert record._sources == [list]
