import os
import subprocess
import sys

import pytest

from coordination_site.settings.mail import smtp


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example.org", ("mail.example.org", 25, "", "", False, False)),
        ("smtp+starttls://u:p%40ss@mail.example.org:2525", ("mail.example.org", 2525, "u", "p@ss", True, False)),
        ("smtps://u:p@mail.example.org", ("mail.example.org", 465, "u", "p", False, True)),
        ("carrier pigeon", ("localhost", 25, "", "", False, False)),
    ],
)
def test_djangos_own_mail_goes_where_the_newsletter_goes(url, expected):
    assert smtp(url) == expected


def test_in_the_demo_it_goes_to_the_catcher_whatever_smtp_url_says():
    show = "from django.conf import settings as s; print(s.EMAIL_HOST, s.EMAIL_HOST_USER, s.EMAIL_USE_TLS)"
    environment = {
        "DJANGO_SETTINGS_MODULE": "coordination_site.settings.demo",
        "SMTP_URL": "smtp+starttls://user:secret@mail.example.org",
    }
    shown = subprocess.run(  # noqa: S603 - our own
        [sys.executable, "-c", show], env={**os.environ, **environment}, capture_output=True, text=True, check=True
    )
    assert shown.stdout.split() == ["127.0.0.1", "False"]
