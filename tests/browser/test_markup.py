"""The HTML of every page and of every error page is valid, by html-validate."""

import pytest
from django.test import Client
from django.urls import reverse

from home import errors
from tests.browser import places
from tests.browser.node import HERE, node_test, run

pytestmark = [pytest.mark.django_db, pytest.mark.browser, pytest.mark.long, node_test]


def test_every_page_is_valid_html(settings, tmp_path):
    settings.SITE_URL = "http://testserver"
    pages = _pages()
    files = {tmp_path / f"{number}.html": path for number, path in enumerate(pages)}
    for file, path in files.items():
        file.write_bytes(pages[path])

    report = tmp_path / "report.json"
    config = f"--config={HERE / 'html-validate.json'}"
    results = run(
        "html-validate", config, f"--formatter=json={report}", str(tmp_path / "*.html"), report=report, codes=(0, 1)
    )

    by_name = {str(file): path for file, path in files.items()}
    faults = [
        f"{by_name[result['filePath']]} {message['line']}: {message['ruleId']}: {message['message']}"
        for result in results
        for message in result["messages"]
    ]
    assert faults == []
    assert len(pages) > 100


def _pages() -> dict[str, bytes]:
    client = Client()
    person = places.build()
    paths = [path for each in places.LANGUAGES for path in (*places.public(each), *places.personal(person, each))]
    pages = {path: client.get(path).content for path in paths}
    pages["500"] = errors.broken(None).content
    pages["400"] = errors.not_understood(None, ValueError()).content
    refused = client.post(reverse("stakeholders:subscribe"), {"email": "no address"})
    pages["a subscription with faults"] = refused.content
    return pages
