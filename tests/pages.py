"""Pages as tests read them."""

from bs4 import BeautifulSoup, Tag
from django.test import Client


def read(client: Client, url: str, status: int = 200) -> BeautifulSoup:
    """Return the page at `url`, which answers with `status`."""
    response = client.get(url)
    assert response.status_code == status, url
    return BeautifulSoup(response.content, "html.parser")


def words(element: Tag) -> str:
    """Return the words of an element in one line, those of each element in it apart."""
    return " ".join(element.get_text(" ").split())


def text_of(element: Tag) -> str:
    """Return the words of an element in one line, as they stand beside each other."""
    return " ".join(element.text.split())
