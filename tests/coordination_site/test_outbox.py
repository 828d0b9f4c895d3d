from email.message import EmailMessage

import pytest
from django.test import Client
from django.urls import reverse

from coordination_site import outbox, roles
from delivery.mailcatcher import Envelope, MailDirectory, caught
from tests.factories.staff import staff

pytestmark = pytest.mark.django_db
OUTBOX = "/admin/demo-outbox/"


@pytest.fixture
def catcher(settings, tmp_path) -> MailDirectory:
    settings.EMAIL_TRANSPORT = "catcher"
    settings.CATCHER_DIR = tmp_path
    return MailDirectory(tmp_path)


@pytest.fixture
def member_of_staff() -> Client:
    client = Client()
    client.force_login(staff(roles.AUTHOR))
    return client


def catch(
    catcher: MailDirectory, *, to: str = "amina@example.org", subject: str = "Newsletter 33", html: str = ""
) -> None:
    message = EmailMessage()
    message["From"] = "newsletter@unit.example.org"
    message["To"] = f"Amina <{to}>"
    message["Subject"] = subject
    message["Date"] = "Wed, 07 Jan 2026 09:00:00 +0500"
    message["Content-Language"] = "en"
    message["List-Unsubscribe"] = "<https://unit.example.org/unsubscribe/abc/>"
    message.set_content("Read on paper.\n")
    if html:
        message.add_alternative(html, subtype="html")
    catcher.add(Envelope("bounce@unit.example.org", (to,)), message.as_bytes())


def newest(settings) -> str:
    _envelope, file = next(iter(caught(settings.CATCHER_DIR)))
    return file.name


def test_the_list_shows_the_newest_mail_first(catcher, member_of_staff):
    catch(catcher, subject="The first")
    catch(catcher, subject="خبرنامہ ۳۳")
    page = member_of_staff.get(OUTBOX).content.decode()
    assert 0 < page.index("خبرنامہ ۳۳") < page.index("The first")
    assert "2 mails" in page


def test_an_empty_outbox_says_what_to_do(catcher, member_of_staff):
    assert "Nothing was caught yet" in member_of_staff.get(OUTBOX).content.decode()


def test_mail_is_found_by_a_part_of_the_recipient_s_address(catcher, member_of_staff):
    catch(catcher, to="amina@health.kp.example.org", subject="To Amina")
    catch(catcher, to="bilal@example.net", subject="To Bilal")
    page = member_of_staff.get(OUTBOX, {"q": " AMINA@health "}).content.decode()
    assert "To Amina" in page
    assert "To Bilal" not in page
    assert "No caught mail" in member_of_staff.get(OUTBOX, {"q": "nobody"}).content.decode()


def test_the_list_is_read_a_page_at_a_time(catcher, member_of_staff, monkeypatch):
    monkeypatch.setattr(outbox, "PER_PAGE", 2)
    for number in range(5):
        catch(catcher, subject=f"Mail {number}")
    page = member_of_staff.get(OUTBOX, {"p": 3})
    assert [str(mail.message["Subject"]) for mail in page.context["mails"]] == ["Mail 0"]
    assert "Page 3 of 3" in page.content.decode()


def test_a_mail_is_shown_with_its_text_and_every_header(catcher, member_of_staff, settings):
    catch(catcher, html="<html><head></head><body><p>Read on screen.</p></body></html>")
    page = member_of_staff.get(f"{OUTBOX}{newest(settings)}/").content.decode()
    assert "Read on paper." in page
    assert "List-Unsubscribe" in page
    assert "bounce@unit.example.org" in page
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page


def test_a_mail_without_html_is_shown_as_text(catcher, member_of_staff, settings):
    catch(catcher)
    page = member_of_staff.get(f"{OUTBOX}{newest(settings)}/").content.decode()
    assert "<iframe" not in page
    assert "Read on paper." in page


def test_the_html_of_a_mail_can_run_no_script_and_load_nothing_from_elsewhere(catcher, member_of_staff, settings):
    catch(catcher, html="<html><head></head><body><script>alert(1)</script></body></html>")
    answer = member_of_staff.get(f"{OUTBOX}{newest(settings)}/html/")
    policy = answer["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'")
    assert "allow-scripts" not in policy
    assert "script-src" not in policy
    assert '<base target="_blank">' in answer.content.decode()


def test_a_subject_that_is_markup_stays_text(catcher, member_of_staff, settings):
    catch(catcher, subject="<script>alert(1)</script>")
    for path in (OUTBOX, f"{OUTBOX}{newest(settings)}/"):
        assert "<script>alert(1)" not in member_of_staff.get(path).content.decode()


@pytest.mark.parametrize("name", ["nothing.caught", "..%2f..%2fsecret", "1.caught"])
def test_what_was_not_caught_is_not_found(catcher, member_of_staff, name):
    catch(catcher)
    assert member_of_staff.get(f"{OUTBOX}{name}/").status_code == 404
    assert member_of_staff.get(f"{OUTBOX}{name}/html/").status_code == 404


def test_the_public_is_asked_to_log_in(catcher, settings):
    catch(catcher)
    for path in (OUTBOX, f"{OUTBOX}{newest(settings)}/", f"{OUTBOX}{newest(settings)}/html/"):
        answer = Client().get(path)
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("wagtailadmin_login"))


def test_where_mail_really_leaves_there_is_no_outbox(member_of_staff, settings):
    settings.EMAIL_TRANSPORT = "smtp"
    assert member_of_staff.get(OUTBOX).status_code == 404
    assert OUTBOX not in member_of_staff.get("/admin/").content.decode()


def test_the_menu_leads_to_the_outbox(catcher, member_of_staff):
    assert OUTBOX in member_of_staff.get("/admin/").content.decode()
