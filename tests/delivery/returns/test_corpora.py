"""What share of other people's collections of returned mail is understood. They are not ours to store: skipped where
they are not at hand.

    pip download --no-deps --no-binary :all: flufl.bounce    # unpack; FLUFL_BOUNCE=the folder
    git clone https://github.com/sisimai/rb-sisimai          # SISIMAI=the folder
    pytest -s tests/delivery/returns/test_corpora.py
"""

import ast
import os
import re
import sys
from collections import Counter
from pathlib import Path

import pytest

from delivery.returns.letter import Unreadable, open_letter
from delivery.returns.telling import Kind, tell

FLUFL, SISIMAI = (os.environ.get(name, "") for name in ("FLUFL_BOUNCE", "SISIMAI"))


def _kind(path):
    try:
        return tell(open_letter(path.read_bytes()), to_unsubscribe=False).kind
    except Unreadable:
        return None


def _report(title, understood, expected):
    """Say the shares, and return the one of all together."""
    share = understood.total() / expected.total()
    lines = [f"  {kind:<10} {understood[kind]:>4} of {n:>4}" for kind, n in sorted(expected.items())]
    lines.append(f"  together   {understood.total():>4} of {expected.total():>4}: {share:.1%}")
    sys.stdout.write("\n".join(["", title, *lines, ""]))
    return share


@pytest.mark.skipif(not FLUFL, reason="FLUFL_BOUNCE names no folder")
def test_the_letters_of_flufl_bounce_are_understood_as_its_own_tests_say():
    tests = Path(FLUFL) / "tests"
    table = re.search(r"^DETECTORS = (\[.*?^\])", (tests / "test_detectors.py").read_text(), re.DOTALL | re.MULTILINE)
    understood, expected = Counter(), Counter()
    said = {name: temporary for _detector, name, addresses, temporary in ast.literal_eval(table[1]) if addresses}
    for name, temporary in said.items():
        wanted = "temporary" if temporary else "permanent"
        expected[wanted] += 1
        understood[wanted] += _kind(tests / "data" / name) is (Kind.DELAY if temporary else Kind.BOUNCE)
    assert _report("flufl.bounce's own letters", understood, expected) > 0.95


_ROW = re.compile(r"\[\s*'[^']*',\s*'[^']*',\s*'([^']*)',\s*(?:true|false)(?:,\s*'([^']*)')?")
_FEEDBACK = {"abuse": "complaint", "fraud": "complaint", "opt-out": "opt-out"}
_OURS = {
    "failure": {Kind.BOUNCE, Kind.DELAY},
    "complaint": {Kind.COMPLAINT},
    "opt-out": {Kind.OPT_OUT},
    "notice": {Kind.NOTICE},
    "vacation": {Kind.AUTO_REPLY},
    "delivered": {Kind.DELIVERED},
}


@pytest.mark.skipif(not SISIMAI, reason="SISIMAI names no folder")
def test_the_letters_of_sisimai_are_told_apart_as_its_own_tests_say():
    understood, expected = Counter(), Counter()
    for table in sorted((Path(SISIMAI) / "test" / "public").glob("*.rb")):
        for number, rows in re.findall(r"'(\d\d)'\s*=>\s*\[(.*?\])\],", table.read_text(), re.DOTALL):
            letter = Path(SISIMAI) / "set-of-emails" / "maildir" / "bsd" / f"{table.stem}-{number}.eml"
            if (row := _ROW.search(rows)) and letter.exists():
                reason = _FEEDBACK.get(row[2], "notice") if row[1] == "feedback" else row[1]
                wanted = reason if reason in _OURS else "failure"
                expected[wanted] += 1
                understood[wanted] += _kind(letter) in _OURS[wanted]
    assert _report("Sisimai's public letters", understood, expected) > 0.95
