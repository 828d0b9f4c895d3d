"""The programs of npm that pages are judged with: `npm ci` in this directory installs them."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.browser import CHROMIUM

HERE = Path(__file__).parent
PROGRAMS = HERE / "node_modules" / ".bin"
_AT_HAND = shutil.which("node") and PROGRAMS.exists()

node_test = pytest.mark.skipif(
    not _AT_HAND and not os.environ.get("CI"), reason="`make browser` installs html-validate and Lighthouse"
)


def run(program: str, *arguments: str, report: Path, codes: tuple[int, ...] = (0,)) -> Any:
    """Return the JSON that a program writes to `report`; `arguments` tell it to.

    Raises:
        AssertionError: it ended with another code than one of `codes`.
    """
    ended = subprocess.run(
        [PROGRAMS / program, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"CHROME_PATH": str(CHROMIUM)},
    )
    assert ended.returncode in codes, ended.stderr[-2000:]
    return json.loads(report.read_text(encoding="utf-8"))
