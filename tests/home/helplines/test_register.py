"""The register: who may verify, what makes a verification fall, who hears of it, and that none is shipped."""

import datetime
import re
from pathlib import Path

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from wagtail.log_actions import registry

from coordination_site import alarms
from coordination_site.roles import ADMINISTRATOR, APPROVER, AUTHOR, COORDINATOR, REVIEWER
from coordination_site.settings.schedule import beat_schedule
from delivery.models import Message
from home import tasks
from home.helplines import register
from home.models import Helpline, HelplineChannel
from tests.factories.home import HelplineFactory
from tests.factories.staff import staff

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 3, 1, 9, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def verify_url(line):
    return reverse("helpline:verify", args=[line.pk])


def press(client, line, note="Called; answered in Urdu", **changes):
    """Open the page that verifies and press its button."""
    page = BeautifulSoup(client.get(verify_url(line)).content, "html.parser")
    seen = page.select_one("input[name=seen]")["value"]
    response = client.post(verify_url(line), {"seen": seen, "note": note} | changes, follow=True)
    line.refresh_from_db()
    return response


def form_of(line, **changes):
    """Return the fields of the editor."""
    channel = line.channels.get()
    fields = {"name": line.name, "name_ur": line.name_ur, "hours": line.hours, "hours_ur": line.hours_ur}
    fields |= {"verify_every": line.verify_every, "sort_order": line.sort_order, "in_strip": "on"}
    fields |= {f"channels-{part}": "1" for part in ("TOTAL_FORMS", "INITIAL_FORMS")}
    fields |= {"channels-0-id": channel.pk, "channels-0-kind": channel.kind, "channels-0-value": channel.value}
    return fields | {"channels-0-ORDER": "1", "channels-MIN_NUM_FORMS": "0", "channels-MAX_NUM_FORMS": "9"} | changes


def test_verifying_is_an_act_of_a_person_and_stays_in_the_history(client):
    approver = staff(APPROVER)
    client.force_login(approver)
    line = HelplineFactory(verified_on=None, verify_every=30)
    client.get(verify_url(line))
    line.refresh_from_db()
    assert line.verified_on is None
    assert not press(client, line, note=" ").redirect_chain
    assert press(client, line).redirect_chain
    assert (line.verified_on, line.verified_by, line.valid_until) == (NOW.date(), approver, NOW.date() + 30 * DAY)
    (entry,) = registry.get_logs_for_instance(line).filter(action=register.VERIFY)
    assert (entry.user, entry.data["note"]) == (approver, "Called; answered in Urdu")
    for screen in (reverse("helpline:index"), verify_url(line)):
        assert "Approver Example" in BeautifulSoup(client.get(screen).content, "html.parser").main.get_text()


def test_what_was_changed_since_the_page_was_opened_is_not_verified(client):
    client.force_login(staff(APPROVER))
    line = HelplineFactory(verified_on=None)
    line_page = BeautifulSoup(client.get(verify_url(line)).content, "html.parser")
    seen = line_page.select_one("input[name=seen]")["value"]
    HelplineChannel.objects.update(value="999")
    for sent in (seen, "", "x\u0000"):
        response = client.post(verify_url(line), {"seen": sent, "note": "Called"}, follow=True)
        assert response.status_code == 200
        line.refresh_from_db()
        assert line.verified_on is None
    HelplineChannel.objects.all().delete()
    press(client, line)
    assert line.verified_on is None


def test_a_change_of_what_readers_are_told_hides_it_and_any_other_does_not(client):
    client.force_login(staff(ADMINISTRATOR))
    line = HelplineFactory(number="1234", hours_ur="", name_ur="")
    url = reverse("helpline:edit", args=[line.pk])
    assert client.post(url, form_of(line, sort_order="7", verify_every="10")).status_code == 302
    line.refresh_from_db()
    assert line.valid_until == NOW.date() + 10 * DAY
    for changes in ({"channels-0-value": "1235"}, {"hours": "At night"}, {"name": "Another"}, {"cost": "free"}):
        register.mark_verified(line, on=NOW.date(), by=None)
        response = client.post(url, form_of(line, **changes), follow=True)
        assert "hidden until somebody verifies" in response.content.decode()
        line.refresh_from_db()
        assert (line.verified_on, line.valid_until) == (None, None)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("call", "call me"),
        ("call", "12"),
        ("call", "1" * 16),
        ("call", "۱۱۲۲"),
        ("text", "tel:123"),
        ("whatsapp", "+92 300 000<"),
        ("chat", "javascript:alert(1)"),
        ("chat", "http://example.org/"),
        ("email", "nobody"),
    ],
)
def test_what_nobody_can_dial_is_refused(kind, value):
    with pytest.raises(ValidationError):
        HelplineChannel(kind=kind, value=value).clean()


def test_the_database_knows_no_end_of_a_verification_that_never_was():
    line = HelplineFactory(verified_on=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Helpline.objects.filter(pk=line.pk).update(valid_until=NOW.date())


def _mails():
    found = Message.objects.filter(mailing__purpose=alarms.PURPOSE).order_by("pk")
    return [(message.address.email, message.mailing.contents.get()) for message in found]


def test_who_may_verify_hears_once_of_each_end_by_mail(clock):
    for role in (APPROVER, COORDINATOR, ADMINISTRATOR, REVIEWER, AUTHOR):
        staff(role)
    line = HelplineFactory(name="Line <A>", name_ur="", verify_every=10)
    HelplineFactory(name="Fresh", verify_every=300)
    HelplineFactory(name="Never verified", verified_on=None)
    tasks.note_expired_helplines()
    clock.move_to(NOW + 10 * DAY)
    tasks.note_expired_helplines()
    assert _mails() == []
    for hours in range(3):
        clock.move_to(NOW + 11 * DAY + datetime.timedelta(hours=hours))
        tasks.note_expired_helplines()
    told = _mails()
    everybody = {f"{name}@example.org" for name in ("approver", "coordinator", "administrator")}
    assert sorted(email for email, _content in told) == sorted(everybody)
    content = told[0][1]
    assert content.subject == "A helpline has expired and is hidden"
    for part in (content.html, content.text):
        assert "last verified on 1 March 2026" in " ".join(part.split())
        assert "/admin/helpline/?shown=no" in part
        assert "Fresh" not in part
        assert "Never" not in part
    assert "Line &lt;A&gt;" in content.html
    assert "Line <A>" in content.text
    register.mark_verified(line, on=NOW.date() + 11 * DAY, by=None)
    clock.move_to(NOW + 30 * DAY)
    tasks.note_expired_helplines()
    assert len(_mails()) == 6


def test_beat_rings_for_expired_helplines():
    schedule = beat_schedule(reads_returns=False)
    assert schedule["note-expired-helplines"]["task"] == tasks.note_expired_helplines.name


def test_the_first_page_shows_hidden_ones_to_those_who_may_verify(client, clock):
    HelplineFactory(name="Old line", name_ur="", verify_every=1)
    HelplineFactory(name="New line", name_ur="")
    clock.move_to(NOW + 2 * DAY)
    for role, sees in ((COORDINATOR, True), (AUTHOR, False)):
        client.force_login(staff(role))
        page = client.get("/admin/").content.decode()
        assert ("Old line" in page, "New line" in page) == (sees, False)
    client.force_login(staff(COORDINATOR))
    listed = client.get("/admin/helpline/?shown=no").content.decode()
    assert ("Old line" in listed, "New line" in listed) == (True, False)


def test_no_helpline_is_shipped():
    assert not Helpline.objects.exists()
    shipped = [
        *Path(settings.BASE_DIR, "coordination_site/demo_content").rglob("*.*"),
        *Path(settings.BASE_DIR).glob("*/migrations/*.py"),
    ]
    wrong = re.compile(r"HelplineChannel\(|Helpline\(|helplines?\.toml|0311.?7786264|0800.?\d{5}|\btel:|\b1166\b")
    for file in shipped:
        if file.suffix in {".py", ".toml", ".csv"}:
            assert not wrong.search(file.read_text()), file


def test_the_list_names_whoever_verified_a_helpline_as_colleagues_know_them(client):
    by = staff(COORDINATOR)
    by.username, by.first_name, by.last_name = "login-name", "Sana", "Example"
    by.save()
    HelplineFactory()
    Helpline.objects.update(verified_by=by)
    client.force_login(by)

    listed = BeautifulSoup(client.get(reverse("helpline:index")).content, "html.parser")

    assert listed.select_one("main table tbody td:last-child").text.split() == ["Sana", "Example"]
