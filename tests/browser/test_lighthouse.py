"""Lighthouse gives home, an issue, a meeting and a publication 100 for all but speed, which it only prints."""

from pathlib import Path

import pytest

from tests.architecture.browser import browser_test
from tests.browser import tables
from tests.browser.node import node_test, run

pytestmark = [pytest.mark.django_db, pytest.mark.browser, pytest.mark.long, browser_test, node_test]

PATHS = ("/", "/ur/", "/newsletters/33/", "/meetings/national/", "/publications/article/")
HELD = ("accessibility", "best-practices", "seo")
CATEGORIES = ("performance", *HELD)


def test_lighthouse_finds_nothing(served, tmp_path):
    reports = {path: _report(served.origin + path, tmp_path / "report.json") for path in PATHS}

    scores = {path: [_points(report, each) for each in CATEGORIES] for path, report in reports.items()}
    rows = [(path, *points) for path, points in scores.items()]
    tables.write("lighthouse", "Lighthouse, a phone on a slow connection", ("page", *CATEGORIES), rows)
    assert {path: _faults(report) for path, report in reports.items() if _faults(report)} == {}
    assert {points for _performance, *held in scores.values() for points in held} == {100}


def _report(url: str, file: Path) -> dict:
    """Return Lighthouse's report. A busy machine may lose the beginning of its trace."""
    flags = "--headless=new --no-sandbox --disable-dev-shm-usage"
    arguments = ("--output=json", f"--output-path={file}", "--quiet", "--no-enable-error-reporting")
    categories = f"--only-categories={','.join(CATEGORIES)}"
    for _try in range(3):
        report = run("lighthouse", url, categories, *arguments, f"--chrome-flags={flags}", report=file, codes=(0, 1))
        if "runtimeError" not in report:
            return report
    raise AssertionError(report["runtimeError"]["message"])


def _points(report: dict, category: str) -> int:
    return round(100 * (report["categories"][category]["score"] or 0))


def _faults(report: dict) -> list[str]:
    """Return what keeps a page from 100 in what is held, in Lighthouse's words."""
    weighed = [ref["id"] for each in HELD for ref in report["categories"][each]["auditRefs"] if ref["weight"]]
    audits = [report["audits"][name] for name in weighed]
    return [
        f"{audit['id']}: {audit['title']} {audit.get('details', {}).get('items', '')}"
        for audit in audits
        if audit["score"] is not None and audit["score"] < 1
    ]
