"""Text that was ruined by an encoding on its way here: told before it becomes somebody's name."""

import re

from django.utils.translation import gettext as _

from stakeholders.importing.problems import CellProblem

# What a program writes for each letter that its encoding lacks: Urdu, saved by Excel as plain CSV.
_QUESTION_MARKS = re.compile(r"[?\s.,]*\?\?[?\s.,]*")
# What UTF-8 can have meant: Latin letters with accents, Arabic script, typographic marks. Anything else came by chance.
_MEANT = re.compile(r"[\x20-\x7e\u00c0-\u017f\u0600-\u06ff\u2010-\u2026]+")
# The lead bytes of Arabic script in UTF-8, D8 to DB, read as code page 1252.
_LEADS = re.compile("[ØÙÚÛ]")


def refuse(text: str) -> None:
    """Raise `CellProblem` if the letters of `text` are lost or are not those that were meant."""
    if "\ufffd" in text or _QUESTION_MARKS.fullmatch(text):
        raise CellProblem("lost_letters", _("The letters were lost when the file was saved. Save it as “CSV UTF-8”."))
    if text.isascii():
        return
    if meant := _meant(text):
        message = _("The letters are garbled; “%s” may be meant. Save the file as “CSV UTF-8”.") % meant[:60]
        raise CellProblem("garbled", message, value=meant)
    if len(_LEADS.findall(text)) > max(1, sum(character.isalpha() for character in text) * 0.3):
        raise CellProblem("garbled", _("The letters are garbled. Save the file as “CSV UTF-8”."))


def _meant(text: str) -> str:
    """Return what `text` says if its UTF-8 was read as a code page of Windows; empty if that makes no sense.

    Two letters of Arabic script in code page 1256 can look like one of UTF-8: hence two at least have to come out.
    """
    for codec, at_least in (("cp1252", 1), ("cp1256", 2)):
        try:
            meant = text.encode(codec).decode("utf-8")
        except UnicodeError:
            continue
        if _MEANT.fullmatch(meant) and sum(not character.isascii() for character in meant) >= at_least:
            return meant
    return ""
