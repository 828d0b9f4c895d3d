"""What production wants to know before it starts."""

import os
import re
import subprocess
import sys

import pytest
from bs4 import BeautifulSoup
from celery.schedules import crontab
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from coordination_site.roles import AUTHOR
from coordination_site.settings.databases import database
from coordination_site.settings.required import require
from coordination_site.settings.schedule import beat_schedule, bulk_routes
from tests.factories.staff import staff

WANTED = ["SITE_URL", "SECRET_KEY", "ADDRESS_HASH_KEY", "DATABASE_URL", "CELERY_BROKER_URL"]


def test_all_that_is_missing_or_empty_is_named_at_once(monkeypatch):
    monkeypatch.setenv("THERE", "x")
    monkeypatch.setenv("EMPTY", " ")
    monkeypatch.delenv("MISSING", raising=False)
    with pytest.raises(ImproperlyConfigured, match=r": EMPTY, MISSING\.$"):
        require(["THERE", "EMPTY", "MISSING"])
    require(["THERE"])


def test_production_stops_by_name_without_what_has_no_default():
    bare = {name: value for name, value in os.environ.items() if name not in WANTED}
    start = [sys.executable, "-c", "import coordination_site.settings.production"]
    answer = subprocess.run(  # noqa: S603  # our own interpreter
        start, cwd=settings.BASE_DIR, env=bare | {"SITE_URL": ""}, capture_output=True, text=True, check=False
    )
    assert answer.returncode != 0
    assert answer.stderr.rstrip().endswith(f"{', '.join(WANTED)}.")


def test_the_manual_says_of_the_same_variables_that_they_have_no_default():
    manual = (settings.BASE_DIR / "docs" / "operations.md").read_text()
    without = re.findall(r"^\| `([A-Z_]+)` \|.*\| none \|$", manual, re.MULTILINE)
    assert set(WANTED) <= set(without)


def test_the_manual_lists_all_that_beat_does_and_when():
    manual = (settings.BASE_DIR / "docs" / "operations.md").read_text()
    section = manual.partition("## What beat does")[2].partition("\n## ")[0]
    table = dict(re.findall(r"^\| `([a-z-]+)` \| ([^|,]+?)(?:,[^|]*)? \|", section, re.MULTILINE))
    schedule = beat_schedule(reads_returns=True)
    assert table == {name: _told(entry["schedule"]) for name, entry in schedule.items()}
    bulk = {task for task, route in bulk_routes().items() if route["queue"] == "bulk"}
    assert set(re.findall(r"^\| `([a-z-]+)` .*\*bulk\*", section, re.MULTILINE)) == {
        name for name, entry in schedule.items() if entry["task"] in bulk
    }


def _told(when: float | crontab) -> str:
    if isinstance(when, float):
        return f"{when:.0f} s" if when < 60 else f"{when / 60:.0f} min"
    [minute] = when.minute
    if len(when.hour) == 24:
        return f"every hour at :{minute:02}"
    [hour] = when.hour
    return f"{hour:02}:{minute:02}"


@pytest.mark.parametrize("url", ["", "junk", "mysql://user:geheim@host/db", "cockroach://user:geheim@host/db"])
def test_only_databases_that_the_engine_is_proved_on_are_taken(url):
    with pytest.raises(ImproperlyConfigured) as refusal:
        database(url)
    assert "geheim" not in str(refusal.value)


@pytest.mark.parametrize(
    ("url", "engine"),
    [
        ("sqlite:///:memory:", "sqlite3"),
        ("postgres://user:password@host:5432/name", "postgresql"),
        ("postgresql://user:password@host/name", "postgresql"),
    ],
)
def test_sqlite_and_postgresql_are(url, engine):
    assert database(url)["ENGINE"] == f"django.db.backends.{engine}"


@pytest.mark.django_db
def test_staff_may_have_the_admin_in_the_languages_of_the_site_and_in_any_time_zone_that_browsers_know(client):
    client.force_login(staff(AUTHOR))
    account = BeautifulSoup(client.get("/admin/account/").content, "html.parser")
    languages, zones = (
        {option["value"] for option in account.select(f"[name=locale-{name}] option")}
        for name in ("preferred_language", "current_time_zone")
    )
    assert languages - {""} == {"en", "ur"}
    assert "Asia/Karachi" in zones
    assert "localtime" not in zones
