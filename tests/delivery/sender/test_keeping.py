"""Looks that are kept, the task and the command that make them, and the warning before a send."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.conf import settings as project_settings
from django.core.management import CommandError, call_command
from django.utils import translation
from kombu.exceptions import OperationalError

from delivery import tasks
from delivery.models import SenderCheck
from delivery.sender import asking, first_send, history, profile
from delivery.sender.words import Level
from tests.delivery.sender.looking import DOMAIN
from tests.delivery.sender.world import World, sound
from tests.factories.delivery import MailingFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 7, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def sender(settings):
    settings.DKIM_SELECTORS = ["news"]
    settings.SENDER_IPS = ["192.0.2.25"]
    settings.SITE_URL = "https://unit.example.org"


@pytest.fixture
def world(monkeypatch):
    """Be this machine's DNS."""
    world = sound()
    monkeypatch.setattr(history, "system_resolver", lambda: world)
    return world


# Looks that are kept


def test_a_look_is_kept_with_everything_that_was_found(world):
    look = history.look_now(now=NOW)
    assert look.level is Level.OK
    assert history.latest() == look
    assert (look.domain, look.at) == (DOMAIN, NOW)
    assert len(look.findings) == 9


def test_the_last_thirty_are_kept(world):
    for day in range(33):
        history.look_now(now=NOW + timedelta(days=day))
    assert SenderCheck.objects.count() == 30
    assert history.earlier()[-1].at == NOW + timedelta(days=3)


def test_a_look_at_another_domain_is_not_about_this_one(world, settings):
    history.look_now(now=NOW)
    settings.SENDER_DOMAIN = "other.example.org"
    assert history.latest() is None


def test_asked_twice_the_dns_is_asked_once(world):
    history.look_now(now=NOW)
    assert history.look_now(now=NOW, asked_at=NOW - timedelta(seconds=5)) is None
    assert SenderCheck.objects.count() == 1
    assert history.look_now(now=NOW + timedelta(seconds=9), asked_at=NOW + timedelta(seconds=1)) is not None


def test_where_mail_ends_in_the_catcher_nobody_is_asked(world, settings):
    settings.EMAIL_TRANSPORT = "catcher"
    assert history.look_now(now=NOW) is None
    assert (world.asked, SenderCheck.objects.count()) == ([], 0)


def test_a_finding_of_an_older_version_is_left_out(world):
    history.look_now(now=NOW)
    kept = SenderCheck.objects.get()
    kept.findings[0]["code"] = "spf.of_long_ago"
    kept.save()
    assert len(history.latest().findings) == 8


def test_a_kept_look_is_told_in_the_language_of_whoever_reads(world, monkeypatch):
    look = history.look_now(now=NOW)
    with translation.override("ur"):
        assert "%(" not in look.findings[0].found


def test_without_a_resolver_of_its_own_the_machine_knows_nothing(monkeypatch):
    def none():
        raise history.dns.exception.DNSException

    monkeypatch.setattr(history, "system_resolver", none)
    assert history.look_now(now=NOW).level is Level.UNKNOWN


def test_a_provider_is_known_by_its_backend(settings):
    settings.EMAIL_TRANSPORT = "anymail"
    settings.EMAIL_BACKEND = "anymail.backends.amazon_ses.EmailBackend"
    assert (profile.from_settings().provider, profile.from_settings().relay) == ("amazon_ses", "")


def test_the_from_domain_is_that_of_the_address(settings):
    settings.DEFAULT_FROM_EMAIL = "The Unit <newsletter@health.example.org>"
    assert profile.from_domain() == "health.example.org"


# The task


def test_the_task_looks_now(world):
    with time_machine.travel(NOW, tick=False):
        tasks.check_sender()
        tasks.check_sender(NOW.isoformat())
    assert SenderCheck.objects.get().checked_at == NOW


def test_it_is_run_every_night_and_not_where_confirmations_wait():
    schedule = project_settings.CELERY_BEAT_SCHEDULE["check-sender"]
    assert schedule["task"] == tasks.check_sender.name
    assert project_settings.CELERY_TASK_ROUTES[tasks.check_sender.name] == {"queue": "bulk"}


def test_a_question_to_the_workers_carries_its_time(monkeypatch):
    sent = []
    monkeypatch.setattr(asking.current_app, "send_task", lambda name, **options: sent.append((name, options["args"])))
    assert asking.ask(now=NOW)
    assert sent == [("delivery.tasks.check_sender", ["2026-01-07T09:00:00+00:00"])]


def test_a_broker_that_is_away_is_told(monkeypatch):
    def away(name, **options):
        raise OperationalError("connection refused")

    monkeypatch.setattr(asking.current_app, "send_task", away)
    assert not asking.ask(now=NOW)


# The command


def run(*args, **options):
    out = StringIO()
    call_command("check_sender", *args, stdout=out, **options)
    return out.getvalue()


def test_the_command_prints_what_was_found_and_keeps_it(world):
    said = run()
    assert said.startswith("unit.example.org\n")
    assert "In order: SPF\n  unit.example.org has one SPF record." in said
    assert "    found:   v=spf1 ip4:192.0.2.25 include:spf.example.net -all" in said
    assert SenderCheck.objects.count() == 1


def test_with_errors_it_says_what_to_publish_and_ends_with_1(world):
    world.without(f"_dmarc.{DOMAIN}", "TXT")
    out = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("check_sender", stdout=out)
    assert error.value.returncode == 1
    assert '    publish: _dmarc.unit.example.org. TXT "v=DMARC1; p=none;' in out.getvalue()


def test_in_json_each_finding_has_its_code_and_its_sentences(world):
    answer = json.loads(run(json=True))
    assert (answer["domain"], answer["level"]) == (DOMAIN, "ok")
    assert [each["code"] for each in answer["findings"]][:2] == ["spf.ok", "spf.covered"]
    assert {"check", "level", "found", "means", "todo", "seen", "publish"} < set(answer["findings"][0])


def test_another_domain_selector_or_address_is_looked_at_and_not_kept(world):
    world.txt("other.example.org", "v=spf1 ip4:192.0.2.77 -all")
    with pytest.raises(CommandError):
        run("--domain", "other.example.org")
    with pytest.raises(CommandError):
        run("--selector", "next")
    with pytest.raises(CommandError):
        run("--ip", "192.0.2.99", "--ip", "192.0.2.25")
    asked = {name for name, _kind in world.asked}
    assert {"other.example.org", f"next._domainkey.{DOMAIN}", "99.2.0.192.in-addr.arpa"} <= asked
    assert SenderCheck.objects.count() == 0


def test_where_mail_ends_in_the_catcher_it_ends_with_2_and_says_how_to_ask_for_production(world, settings):
    settings.EMAIL_TRANSPORT = "catcher"
    with pytest.raises(CommandError, match=r"settings\.production") as error:
        run("--domain", DOMAIN)
    assert error.value.returncode == 2
    assert world.asked == []


def test_with_a_transport_that_cannot_be_used_it_ends_with_2_without_the_password(world, settings):
    settings.SMTP_URL = "smpt://user:geheim@mail.example.org"
    with pytest.raises(CommandError) as error:
        run()
    assert error.value.returncode == 2
    assert "geheim" not in str(error.value)


# Before a send


def test_before_anybody_has_looked_that_is_said():
    assert first_send.warnings(now=NOW) == [
        "Nobody has checked yet whether receivers will trust mail from this domain."
    ]


def test_where_all_is_well_nothing_is_said(world):
    history.look_now(now=NOW)
    assert first_send.warnings(now=NOW + timedelta(days=30)) == []


def test_an_old_look_is_said_to_be_old(world):
    history.look_now(now=NOW)
    assert len(first_send.warnings(now=NOW + timedelta(days=31))) == 1


def test_before_the_first_mailing_whatever_is_open_counts_afterwards_errors_only(world, settings):
    settings.DKIM_SELECTORS = []
    history.look_now(now=NOW)
    assert any("No DKIM selector" in text for text in first_send.warnings(now=NOW))
    MailingFactory(state="sent", from_email="news@other.example.org")
    MailingFactory(state="sent", kind="one_off", from_email=f"news@{DOMAIN}")
    MailingFactory(state="cancelled", from_email=f"news@{DOMAIN}")
    assert first_send.warnings(now=NOW)
    MailingFactory(state="sent", from_email=f"news@{DOMAIN.upper()}")
    assert first_send.warnings(now=NOW) == []
    world.without(DOMAIN, "TXT")
    history.look_now(now=NOW + timedelta(hours=1))
    assert "unit.example.org has no SPF record." in first_send.warnings(now=NOW + timedelta(hours=1))


def test_what_only_sums_up_is_said_only_where_there_is_nothing_else(world, settings):
    settings.SITE_URL = "http://unit.example.org"
    history.look_now(now=NOW)
    assert first_send.warnings(now=NOW) == [f"{who} demands more of bulk senders: HTTPS." for who in ("Gmail", "Yahoo")]


def test_in_the_demo_nothing_is_said(settings):
    settings.EMAIL_TRANSPORT = "catcher"
    assert first_send.warnings(now=NOW) == []


def test_a_dns_that_was_away_warns_before_the_first_mailing(monkeypatch):
    monkeypatch.setattr(history, "system_resolver", lambda: World().fault(".", "late"))
    history.look_now(now=NOW)
    assert all(
        "did not answer" in text or "not known" in text or "can't be told" in text
        for text in first_send.warnings(now=NOW)
    )
