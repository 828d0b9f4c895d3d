"""A proof on a database that forgets would prove nothing."""

import pytest

from tests.chaos.databases import NotDurableError, Sqlite, refuse_unless_durable


@pytest.mark.django_db
def test_a_durable_database_is_accepted():
    refuse_unless_durable()


@pytest.mark.django_db
def test_sqlite_without_full_synchronisation_is_refused(settings, monkeypatch):
    lax = {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": {"init_command": "PRAGMA synchronous=NORMAL"}}
    monkeypatch.setitem(settings.DATABASES, "default", lax)

    with pytest.raises(NotDurableError, match=r"delivery\.E005"):
        refuse_unless_durable()


def test_each_run_begins_with_the_template(tmp_path):
    set_up = Sqlite(tmp_path)
    file = tmp_path / "site.sqlite3"
    file.write_text("template")
    set_up.keep_as_template()
    file.write_text("used")
    (tmp_path / "site.sqlite3-wal").write_text("left behind by a kill")

    set_up.renew()

    assert file.read_text() == "template"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site.sqlite3", "template.sqlite3"]
