import inspect
import re

import pytest
from django.conf import settings
from django.core import checks as django_checks
from django.core.exceptions import ImproperlyConfigured

from delivery import checks, conf, transports
from delivery.transports import AnymailTransport, SmtpTransport
from delivery.transports.profiles import PROFILES


def _ids(found):
    return [message.id for message in found]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"EMAIL_TRANSPORT": "carrier pigeon"}, ["delivery.E002"]),
        ({"SMTP_URL": "http://example.org"}, ["delivery.E002"]),
        ({"SMTP_URL": "smtp://user:secret/x@example.org"}, ["delivery.E002"]),
        ({"EMAIL_TRANSPORT": "catcher", "SMTP_URL": "smtp://127.0.0.1:8025"}, []),
        ({"EMAIL_TRANSPORT": "catcher", "SMTP_URL": "smtp://[::1]:8025"}, []),
        ({"EMAIL_TRANSPORT": "catcher", "SMTP_URL": "smtp://smtp.example.org"}, ["delivery.E002"]),
        ({"EMAIL_TRANSPORT": "catcher", "SMTP_URL": "smtp://localhost.example.org"}, ["delivery.E002"]),
        ({"EMAIL_TRANSPORT": "anymail"}, []),  # the tests' own backend
        (
            {"EMAIL_TRANSPORT": "anymail", "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend"},
            ["delivery.E001"],
        ),
        ({"ADDRESS_HASH_KEY": ""}, ["delivery.E003"]),
        ({"ADDRESS_HASH_KEY": "same", "SECRET_KEY": "same"}, ["delivery.E003"]),
        ({"SENDER_DOMAIN": ""}, ["delivery.E004"]),
        ({"SENDER_DOMAIN": "https://example.org"}, ["delivery.E004"]),
        ({"SITE_URL": "https://unit.example.org"}, []),
        ({"SITE_URL": "http://unit.example.org"}, ["delivery.E008"]),
    ],
)
def test_a_misconfiguration_is_named_with_a_hint(settings, changes, expected):
    settings.SITE_URL = "https://unit.example.org"
    for name, value in changes.items():
        setattr(settings, name, value)
    wanted = (checks.check_transport, checks.check_address_hash_key, checks.check_sender_domain, checks.check_one_click)
    found = [message for check in wanted for message in check()]
    assert _ids(found) == expected
    assert all(message.hint for message in found)
    assert "secret" not in str(found)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, ["delivery.E005"]),
        ({"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"}, ["delivery.E005"]),
        ({"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"}, []),
    ],
)
def test_sqlite_must_be_durable(monkeypatch, options, expected):
    databases = {"default": {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": options}}
    monkeypatch.setattr("django.conf.settings.DATABASES", databases)
    assert _ids(checks.check_sqlite()) == expected


@pytest.mark.django_db
def test_the_database_of_the_tests_is_durable():
    assert checks.check_postgresql(databases=["default"]) == []


@pytest.mark.django_db  # each database is judged
def test_the_project_itself_passes():
    assert django_checks.run_checks(app_configs=None, include_deployment_checks=False) == []


def test_the_setting_chooses_the_transport(settings):
    settings.EMAIL_TRANSPORT = "smtp"
    assert isinstance(transports.from_settings(), SmtpTransport)
    settings.EMAIL_TRANSPORT = "anymail"
    assert isinstance(transports.from_settings(), AnymailTransport)
    settings.EMAIL_TRANSPORT = "catcher"
    settings.SMTP_URL = "smtp://smtp.example.org"
    with pytest.raises(ImproperlyConfigured, match="this machine"):
        transports.from_settings()


def test_the_operations_manual_lists_every_setting_and_every_check():
    manual = (settings.BASE_DIR / "docs" / "operations.md").read_text()
    for module, pattern in ((conf, r"DELIVERY_[A-Z_]+"), (checks, r"delivery\.[EW]\d{3}")):
        named = set(re.findall(pattern, inspect.getsource(module)))
        assert named
        assert named <= set(re.findall(pattern, manual))


def test_the_operations_manual_says_how_many_readers_each_provider_takes_in_a_call():
    manual = (settings.BASE_DIR / "docs" / "operations.md").read_text()
    table = dict(re.findall(r"^\| ([A-Z][\w ]+) \| (\d+) \|", manual, re.MULTILINE))
    assert {name: int(readers) for name, readers in table.items()} == {
        name: profile.batch for name, profile in PROFILES.items()
    }
