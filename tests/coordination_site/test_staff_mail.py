"""Django's own mail to staff goes where SMTP_URL says, like all mail of the house."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import get_connection

BACKEND = "coordination_site.staff_mail.SmtpUrlBackend"


@pytest.mark.parametrize(
    ("url", "way"),
    [
        ("smtp+starttls://unit:a%40b@smtp.example.org:2587", ("smtp.example.org", 2587, "unit", "a@b", True, False)),
        ("smtps://unit:secret@smtp.example.org", ("smtp.example.org", 465, "unit", "secret", False, True)),
        ("smtp://127.0.0.1:25", ("127.0.0.1", 25, "", "", False, False)),
    ],
)
def test_it_takes_its_way_from_smtp_url(settings, url, way):
    settings.SMTP_URL = url
    smtp = get_connection(BACKEND)
    assert (smtp.host, smtp.port, smtp.username, smtp.password, smtp.use_tls, smtp.use_ssl) == way


def test_in_the_demo_it_can_not_leave_this_machine(settings):
    settings.EMAIL_TRANSPORT, settings.SMTP_URL = "catcher", "smtp://smtp.example.org"
    with pytest.raises(ImproperlyConfigured):
        get_connection(BACKEND)
