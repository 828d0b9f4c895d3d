"""After the commit of anything that pages show, nobody gets an older page; after anything else they stay."""

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from coordination_site.page_cache import emptying
from coordination_site.page_cache.middleware import HIT, MADE
from delivery.models import Heartbeat
from home.models import HomePage, KeyFigure, UnitSettings
from meetings.models import Meeting
from newsletters.models import IssuePage, NewsletterIndexPage
from stakeholders.models import Organisation, Sector
from tests.factories.home import KeyFigureFactory, grow
from tests.factories.meetings import MeetingFactory
from tests.factories.staff import staff
from tests.factories.stakeholders import OrganisationFactory

pytestmark = pytest.mark.django_db


def issue():
    return IssuePage.objects.get(slug="33")


def bulk_meetings():
    Meeting.objects.filter(slug="plan").update(title="The other plan")


def bulk_figures():
    KeyFigure.objects.bulk_create([KeyFigure(key="new", value=1, label="new", as_of=timezone.localdate())])


SHOWN = {
    "a page published": lambda: grow(issue().get_parent(), IssuePage, **{**NEW, "slug": "34", "number": 34}),
    "a page unpublished": lambda: issue().unpublish(),
    "a page edited and published": lambda: issue().save_revision().publish(),
    "a page moved": lambda: issue().move(NewsletterIndexPage.objects.exclude(pk=issue().get_parent().pk).get()),
    "a page deleted": lambda: issue().delete(),
    "records in bulk": bulk_meetings,
    "records made in bulk": bulk_figures,
    "a relation": lambda: Organisation.objects.get().sectors.set(Sector.objects.all()[:1]),
    "settings": lambda: UnitSettings.objects.update_or_create(site_id=1, defaults={"unit_name": "Another"}),
    "SQL by hand": lambda: connection.cursor().execute("UPDATE home_keyfigure SET value = 5"),
}
NEW = {"title": "New", "subject": "S", "summary": "S", "issue_date": "2025-02-07"}


@pytest.mark.parametrize("change", SHOWN.values(), ids=SHOWN)
def test_what_pages_show_empties_the_shelf_when_it_is_committed(pages, home, committed, change):
    MeetingFactory(slug="plan")
    KeyFigureFactory()
    OrganisationFactory()
    assert Client().get("/")["Cache-Status"] == MADE
    with committed():
        change()
        assert Client().get("/")["Cache-Status"] == HIT  # not committed yet: nobody else sees it
    assert Client().get("/")["Cache-Status"] == MADE


def test_an_unpublished_page_is_gone_at_once(pages, home, committed):
    Client().get("/newsletters/33/")
    assert b"A year of the unit" in Client().get("/").content
    with committed():
        issue().unpublish()
    assert Client().get("/newsletters/33/").status_code == 404
    assert b"A year of the unit" not in Client().get("/").content


def test_drafts_sessions_and_the_engines_own_rows_leave_the_pages_where_they_are(pages, home, committed):
    assert Client().get("/newsletters/33/")["Cache-Status"] == MADE
    with committed():
        draft = issue()
        draft.title = "Not yet"
        draft.save_revision(user=staff("Author"))
        Client().force_login(staff("Author"))
        Heartbeat.objects.create(name="here", beat_at=timezone.now())
    assert Client().get("/newsletters/33/")["Cache-Status"] == HIT


def test_what_is_rolled_back_empties_nothing_and_a_commit_of_many_rows_empties_once(monkeypatch, committed):
    emptied = []
    monkeypatch.setattr(emptying, "empty", lambda: emptied.append("emptied"))
    with committed(), transaction.atomic():
        KeyFigureFactory()
        transaction.set_rollback(True)
    assert emptied == []
    with committed():
        KeyFigureFactory.create_batch(5)
        with transaction.atomic():
            KeyFigureFactory.create_batch(5)
        assert emptied == []
    assert emptied == ["emptied"]
    with committed():
        KeyFigureFactory()
    assert emptied == ["emptied", "emptied"]


def test_a_page_that_was_rendered_while_something_changed_is_shown_to_nobody_else(pages, home, monkeypatch, committed):
    usual = HomePage.get_context

    def with_a_change_meanwhile(page, request, *args, **kwargs):
        context = usual(page, request, *args, **kwargs)
        with committed():
            HomePage.objects.filter(pk=page.pk).update(summary="New words")
        monkeypatch.setattr(HomePage, "get_context", usual)
        return context

    monkeypatch.setattr(HomePage, "get_context", with_a_change_meanwhile)
    assert b"New words" not in Client().get("/").content
    assert Client().get("/")["Cache-Status"] == MADE
    assert b"New words" in Client().get("/").content


def test_the_shelf_is_emptied_by_hand(pages, home):
    Client().get("/")
    assert Client().get("/")["Cache-Status"] == HIT
    call_command("empty_page_cache")
    assert Client().get("/")["Cache-Status"] == MADE


def test_a_cleared_cache_begins_anew(pages, home):
    Client().get("/")
    caches["pages"].clear()
    assert [Client().get("/")["Cache-Status"] for _reader in range(2)] == [MADE, HIT]


STATEMENTS = {
    'INSERT INTO "home_keyfigure" ("key") VALUES (%s)': True,
    'INSERT OR IGNORE INTO "meetings_meeting_groups" ("a") VALUES (%s)': True,
    "\n  update home_keyfigure set value = 1": True,
    'DELETE FROM "wagtailcore_pageviewrestriction" WHERE "id" IN (%s)': True,
    'UPDATE "wagtailcore_page" SET "draft_title" = %s, "latest_revision_id" = %s WHERE "wagtailcore_page"."id" = %s': (
        False
    ),
    'UPDATE "wagtailcore_page" SET "draft_title" = %s, "live" = %s WHERE "wagtailcore_page"."id" = %s': True,
    "UPDATE wagtailcore_page SET path = %s || SUBSTR(path, %s) WHERE path LIKE %s": True,
    'SELECT "home_keyfigure"."id" FROM "home_keyfigure"': False,
    'SELECT 1 FROM "home_keyfigure" FOR UPDATE': False,
    'UPDATE "delivery_message" SET "state" = %s': False,
    'INSERT INTO "wagtailimages_rendition" ("id") VALUES (%s)': False,
    'INSERT INTO "wagtailcore_revision" ("id") VALUES (%s)': False,
    'INSERT INTO "stakeholders_importrow" ("id") VALUES (%s)': False,
}


@pytest.mark.parametrize(("sql", "changes"), STATEMENTS.items())
def test_statements_are_told_apart_by_what_they_write(sql, changes):
    assert emptying.changes_pages(sql) is changes
