"""Settings that would start well and fail when the first newsletter leaves."""

import inspect
import re

import pytest
from django.core.checks import run_checks

from delivery import setting_checks
from delivery.checks import check_sender_domain, check_transport


def ids(found):
    return [each.id for each in found]


@pytest.mark.django_db  # each database is judged
def test_the_settings_of_the_tests_are_in_order():
    assert not [each for each in run_checks() if each.id.startswith("delivery.")]


@pytest.mark.parametrize(
    "url",
    ["", "unit.example.org", "//unit.example.org", "ftp://unit.example.org", "https://", "https://[::1", "https:///x"],
)
def test_a_site_without_scheme_or_host_is_none(settings, url):
    settings.SITE_URL = url
    assert ids(setting_checks.check_site_url()) == ["delivery.E009"]


@pytest.mark.parametrize("url", ["https://unit.example.org/site", "https://unit.example.org?x=1"])
def test_links_begin_at_the_root_so_that_a_path_would_break_them(settings, url):
    settings.SITE_URL = url
    assert ids(setting_checks.check_site_url()) == ["delivery.E009"]


@pytest.mark.parametrize("url", ["https://unit.example.org", "http://localhost:8000", "https://xn--mgbh0fb.example"])
def test_scheme_and_host_are_enough(settings, url):
    settings.SITE_URL = url
    assert setting_checks.check_site_url() == []


@pytest.mark.parametrize(
    "address",
    [
        "",
        "newsletter",
        "The Unit <news@example.org>",
        "news@example.org\nBcc: x@example.org",
        "a@example.org,b@example.org",
    ],
)
@pytest.mark.parametrize("name", ["DEFAULT_FROM_EMAIL", "REPLY_TO_EMAIL"])
def test_the_units_addresses_are_addresses_alone(settings, name, address):
    setattr(settings, name, address)
    (found,) = setting_checks.check_addresses()
    assert found.id == "delivery.E010"
    assert found.msg == f"{name} is not an e-mail address."


@pytest.mark.parametrize("url", ["", "junk", "http://broker:6379", "//broker"])
def test_a_broker_is_one_that_celery_knows(settings, url):
    settings.CELERY_BROKER_URL = url
    assert ids(setting_checks.check_broker()) == ["delivery.E011"]


@pytest.mark.parametrize("url", ["redis://broker:6379/0", "rediss://broker", "redis+socket:///run/redis", "memory://"])
def test_brokers_that_celery_knows_pass(settings, url):
    settings.CELERY_BROKER_URL = url
    assert setting_checks.check_broker() == []


def test_deploying_with_the_catcher_is_stopped(settings):
    settings.EMAIL_TRANSPORT = "catcher"
    settings.SMTP_URL = "smtp://127.0.0.1:8025"
    assert "delivery.E012" in ids(run_checks(include_deployment_checks=True))
    assert "delivery.E012" not in ids(run_checks())


@pytest.mark.parametrize("domain", ["192.0.2.1", "localhost", "news@unit.example.org", "", "a b.example.org"])
def test_a_sender_domain_is_a_domain(settings, domain):
    settings.SENDER_DOMAIN = domain
    assert ids(check_sender_domain()) == ["delivery.E004"]


def test_too_few_connections_are_called_by_their_name(settings):
    settings.SMTP_CONNECTIONS = 0
    (found,) = check_transport()
    assert found.msg == "SMTP_CONNECTIONS is at least 1."


def test_the_operations_manual_lists_them(settings):
    manual = (settings.BASE_DIR / "docs" / "operations.md").read_text()
    assert set(re.findall(r"delivery\.[EW]\d{3}", inspect.getsource(setting_checks))) <= set(
        re.findall(r"delivery\.[EW]\d{3}", manual)
    )
