"""Pages in Chromium without a server: Django's test client renders them, Chromium asks us for every byte."""

import mimetypes
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from playwright.sync_api import Page, Route, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ORIGIN = "http://testserver"

browser_test = pytest.mark.skipif(not CHROMIUM and not os.environ.get("CI"), reason="Chromium is not installed")


@contextmanager
def opened(responses: dict[str, HttpResponse], *, width: int) -> Iterator[Page]:
    """Give a Chromium page that can go to the addresses of `responses`, and to nothing else but our static files."""

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        static = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
        if static:
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            route.fulfill(body=Path(static).read_bytes(), content_type=kind)
        elif path in responses and route.request.url.startswith(ORIGIN):
            response = responses[path]
            route.fulfill(body=response.content, status=response.status_code, headers=dict(response.items()))
        else:
            route.abort()

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": 800})
        page.route("**/*", answer)
        yield page
        browser.close()
