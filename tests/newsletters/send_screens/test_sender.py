"""“Sender”: what the DNS says, in the admin, and its warning among the checks before a send."""

import re
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from coordination_site.roles import ADMINISTRATOR, APPROVER, AUTHOR
from delivery.models import SenderCheck
from delivery.sender import asking, history
from tests.delivery.sender.world import World, sound
from tests.factories.staff import staff

pytestmark = pytest.mark.django_db
SENDER = "/admin/newsletters/sender/"


@pytest.fixture(autouse=True)
def sender(settings):
    settings.DKIM_SELECTORS = ["news"]
    settings.SENDER_IPS = ["192.0.2.25"]
    settings.SITE_URL = "https://unit.example.org"


@pytest.fixture
def asked(monkeypatch):
    """Note what the workers are asked for."""
    asked = []
    monkeypatch.setattr(asking.current_app, "send_task", lambda name, **options: asked.append(name))
    return asked


@pytest.fixture
def administrator(client):
    client.force_login(staff(ADMINISTRATOR))


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def told(response):
    return [str(message).strip() for message in get_messages(response.wsgi_request)]


def test_before_the_first_look_the_page_says_so(client, administrator):
    page = words(client.get(SENDER))
    assert "unit.example.org" in page
    assert "Looked up never" in page
    assert "Check now" in page


def test_what_is_open_comes_first_and_says_what_to_publish(client, administrator):
    history.look_now(now=timezone.now(), resolver=sound().without("_dmarc.unit.example.org", "TXT"))
    page = client.get(SENDER).content.decode()
    assert page.index("To look at") < page.index("has a DMARC record") < page.index("In order")
    assert "_dmarc.unit.example.org. TXT &quot;v=DMARC1; p=none;" in page
    assert 'dir="ltr"' in page


def test_what_strangers_publish_is_escaped(client, administrator):
    world = sound().without("unit.example.org", "TXT").txt("unit.example.org", "v=spf1 <script>alert(1)</script>")
    history.look_now(now=timezone.now(), resolver=world)
    page = client.get(SENDER).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page


def test_the_button_asks_the_workers_and_the_page_waits_for_them(client, administrator, asked):
    world = sound()
    response = client.post(f"{SENDER}check/")
    assert asked == ["delivery.tasks.check_sender"]
    page = client.get(response.url)
    assert "being looked up" in words(page)
    assert "newsletters/sender.js" in page.content.decode()
    assert "Check now" not in words(page)
    news = re.search(r'data-sender-url="([^"]+)"', page.content.decode())[1]
    assert client.get(news).json() == {"waiting": True}
    history.look_now(now=timezone.now(), resolver=world)
    assert client.get(news).json() == {"waiting": False}
    assert "being looked up" not in words(client.get(response.url))


def test_when_no_worker_looks_the_page_says_so(client, administrator, asked):
    url = f"{SENDER}?asked={(timezone.now() - timedelta(minutes=3)).isoformat().replace('+', '%2B')}"
    assert "No worker has looked yet" in words(client.get(url))
    assert client.get(url.replace(SENDER, f"{SENDER}news.json")).json() == {"waiting": False}


@pytest.mark.parametrize("asked_at", ["", "soon", "2026-01-07T09:00:00", "9999-01-01T00:00:00%2B00:00", "<script>"])
def test_an_address_that_makes_no_sense_waits_for_nothing(client, administrator, asked_at):
    page = client.get(f"{SENDER}?asked={asked_at}")
    assert "being looked up" not in words(page)
    assert "No worker" not in words(page)
    assert client.get(f"{SENDER}news.json?asked={asked_at}").json() == {"waiting": False}


def test_pressed_twice_the_second_time_asks_nobody(client, administrator, asked):
    history.look_now(now=timezone.now(), resolver=sound())
    response = client.post(f"{SENDER}check/")
    assert (response.url, asked) == (SENDER, [])
    assert told(response) == ["This was looked up just now."]


def test_without_a_broker_the_page_says_why_nothing_happens(client, administrator, monkeypatch):
    monkeypatch.setattr(asking, "ask", lambda *, now: False)
    assert "broker does not answer" in told(client.post(f"{SENDER}check/"))[0]


def test_in_the_demo_there_is_nothing_to_check_and_nobody_is_asked(client, administrator, asked, settings):
    settings.EMAIL_TRANSPORT = "catcher"
    page = words(client.get(SENDER))
    assert "nothing is sent out, so there is nothing to check" in page
    assert "Check now" not in page
    client.post(f"{SENDER}check/")
    assert asked == []


def test_an_approver_sees_it_without_the_button_and_an_author_not_at_all(client):
    client.force_login(staff(APPROVER))
    assert "Check now" not in words(client.get(SENDER))
    assert SENDER in client.get("/admin/").content.decode()
    client.force_login(staff(AUTHOR))
    assert SENDER not in client.get("/admin/").content.decode()


def test_nothing_is_changed_by_a_look_at_the_page(client, administrator, asked):
    assert client.get(f"{SENDER}check/").status_code == 405
    client.get(SENDER)
    assert (asked, SenderCheck.objects.count()) == ([], 0)


def test_the_page_takes_few_queries_however_many_looks_are_kept(client, administrator, django_assert_max_num_queries):
    for day in range(12):
        history.look_now(now=timezone.now() - timedelta(days=day), resolver=sound())
    with django_assert_max_num_queries(20):
        assert "Earlier looks" in words(client.get(SENDER))


def test_before_the_first_send_the_send_screen_warns_and_does_not_block(client, approver, issue, readers):
    page = client.get(reverse("newsletters_admin:send", args=[issue.pk]))
    assert "Nobody has checked yet whether receivers will trust mail from this domain." in words(page)
    assert f'href="{SENDER}"' in page.content.decode()
    assert not page.context["blocked"]


def test_with_errors_the_send_screen_names_them(client, approver, issue):
    history.look_now(now=timezone.now(), resolver=World())
    assert "unit.example.org has no SPF record." in words(
        client.get(reverse("newsletters_admin:send", args=[issue.pk]))
    )


def test_where_all_is_well_the_send_screen_says_nothing_of_it(client, approver, issue):
    history.look_now(now=timezone.now(), resolver=sound())
    assert "Sending domain" not in words(client.get(reverse("newsletters_admin:send", args=[issue.pk])))


def test_who_may_not_see_the_page_is_warned_without_the_way_to_it(client, issue):
    client.force_login(staff(AUTHOR))
    page = client.get(reverse("newsletters_admin:send", args=[issue.pk]))
    assert "Nobody has checked yet" in words(page)
    assert SENDER not in page.content.decode()
