"""Reads all that a program finds by following links from the public site: pages, feeds, forms that are sent by GET."""

import html
import io
import re
import unicodedata
import zipfile
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote, urlencode, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from django.http import HttpResponse
from django.test import Client
from pypdf import PdfReader

ORIGIN = "http://testserver"
LINKS = (("a", "href"), ("link", "href"), ("area", "href"), ("iframe", "src"), ("img", "src"))
IN_TEXT = re.compile(rf"{ORIGIN}(/[^\s\"'<>]*)")  # feeds, sitemaps, linked data
TAG = re.compile(r"<[^>]*>")
BETWEEN_DIGITS = re.compile(r"(?<=\d)[^\w+]+(?=\d)")


@dataclass(frozen=True)
class Answer:
    """What came back from one address: headers and body, as it is and in the disguises that a program sees through."""

    address: str
    status: int
    raw: str

    @property
    def kind(self) -> str:
        """What it calls itself: text/html, for example; a mail has no headers here."""
        found = re.search(r"^Content-Type: ([^;\s]+)", self.raw, re.MULTILINE)
        return found[1] if found else "mail" if not self.address else "none"

    @cached_property
    def disguises(self) -> tuple[str, ...]:
        """The text in lower case: as it stands, with character references read, and with percent-escapes read."""
        plain = html.unescape(self.raw)
        return tuple(text.casefold() for text in (self.raw, plain, unquote(plain)))

    @cached_property
    def numbers(self) -> str:
        """The text with digits of every script as ASCII and nothing between them: however a number is written."""
        plain = html.unescape(self.raw)
        text = f"{plain} {TAG.sub('', plain)}"
        ascii_digits = "".join(
            str(digit) if (digit := unicodedata.decimal(letter, None)) is not None else letter for letter in text
        )
        return BETWEEN_DIGITS.sub("", ascii_digits)


def crawl(client: Client, starts: Iterable[str], *, at_most: int, seen: Iterable[str] = ()) -> list[Answer]:
    """Return the answers of all addresses that are reached from `starts` by GET, but for those `seen` before.

    Raises:
        AssertionError: there are more than `at_most`: some link leads to new addresses for ever.
    """
    seen = set(seen)
    waiting = deque(start for start in dict.fromkeys(starts) if start not in seen)
    seen.update(waiting)
    answers = []
    while waiting:
        address = waiting.popleft()
        response = client.get(address)
        answers.append(answer_of(address, response))
        for link in _ways_on(address, response):
            if link not in seen:
                seen.add(link)
                waiting.append(link)
        assert len(seen) <= at_most, f"more than {at_most} addresses, among them {address}"
    return answers


def answer_of(address: str, response: HttpResponse) -> Answer:
    """Return what `response` says, its headers and cookies first."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    text = f"{headers}\n{response.cookies.output()}\n\n{text_of(body)}"
    return Answer(address, response.status_code, text)


def text_of(body: bytes) -> str:
    """Return what a program reads in `body`: a PDF’s text, a DOCX file’s XML, the whole lines of a calendar."""
    if body.startswith(b"%PDF-") and b"%%EOF" in body:
        pdf = PdfReader(io.BytesIO(body))
        text = "\n".join([*(page.extract_text() for page in pdf.pages), str(pdf.metadata)])
        return f"{text}\n{''.join(text.split())}"  # a long word is broken over lines
    if body.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            return "\n".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    text = body.decode("utf-8", "replace")
    return re.sub("\r\n[ \t]", "", text) if text.startswith("BEGIN:VCALENDAR") else text  # RFC 5545, 3.1


def _ways_on(address: str, response: HttpResponse) -> Iterator[str]:
    if "Location" in response:
        yield from _ours(address, response["Location"])
    if response.streaming or not response.get("Content-Type", "").startswith(("text/", "application/")):
        return
    text = response.content.decode("utf-8", "replace")
    for found in IN_TEXT.findall(text):
        yield from _ours(address, html.unescape(found))
    if not response["Content-Type"].startswith("text/html"):
        return
    page = BeautifulSoup(text, "html.parser")
    for name, attribute in LINKS:
        for tag in page.find_all(name, **{attribute: True}):
            yield from _ours(address, str(tag[attribute]))
    for form in page.find_all("form"):
        if str(form.get("method", "get")).lower() == "get" and "?" not in address:
            for query in _fillings(form):
                yield from _ours(address, f"{urlsplit(str(form.get('action', ''))).path}?{query}")


def _fillings(form: Tag) -> Iterator[str]:
    """Yield the form as a visitor sends it: empty, and with each option of each choice."""
    yield urlencode({str(field["name"]): "" for field in form.select("input[name], select[name]")})
    for choice in form.select("select[name]"):
        for option in choice.select("option[value]"):
            if option["value"]:
                yield urlencode({str(choice["name"]): str(option["value"])})


def _ours(address: str, link: str) -> Iterator[str]:
    """Yield the path and query of `link`, seen from `address`, if it stays on the site and is no static file."""
    parts = urlsplit(urljoin(f"{ORIGIN}{address}", link))
    if parts.scheme == "http" and parts.netloc == "testserver" and not parts.path.startswith("/static/"):
        yield f"{parts.path}?{parts.query}" if parts.query else parts.path
