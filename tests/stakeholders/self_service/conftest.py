import re
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from delivery.models import MailingContent, Message
from stakeholders.tokens import Door, door_token
from tests.factories.stakeholders import ContactFactory

URL_NAMES = {
    Door.DETAILS: "details",
    Door.DOWNLOAD: "download",
    Door.ERASURE: "erasure",
    Door.ERASURE_STATUS: "erasure_status",
    Door.STILL_YOU: "still_you",
}


@pytest.fixture
def amina():
    return ContactFactory(name="Amina Example", emails=["amina@example.org"], given=["newsletter"])


@pytest.fixture
def address(amina):
    return amina.main_address.address


def url_of(door: Door, key: int, **life) -> str:
    """Return the path that a link for `door` leads to."""
    return reverse(f"stakeholders:{URL_NAMES[door]}", args=[door_token(door, key, **life)])


def recipients() -> list[str]:
    """Return the address of every mail in the queue, in order."""
    return list(Message.objects.order_by("pk").values_list("address__email", flat=True))


def newest_mail() -> MailingContent:
    return MailingContent.objects.latest("pk")


def link_in(text: str, path: str) -> str:
    """Return the path of the link to /my/`path`/… in a mail's text."""
    return urlsplit(re.search(rf"http\S+/{path}/\S+", text)[0]).path
