"""What a row is told, in words that say what to do. Codes are stored and compared; words are made when shown."""

from typing import Any, TypedDict

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Remark(TypedDict):
    """One thing to tell of a row. A warning keeps nothing from being imported."""

    column: str  # heading in the file (a planner's: code of the field); empty: the row as a whole
    code: str
    text: str  # what the words need: a value, a topic, the number of another row; or the words of a cell's parser
    warning: bool


WORDS = {
    "nobody": gettext_lazy("There is neither an address in this row nor a name with a telephone number."),
    "erased": gettext_lazy("This person asked to be forgotten. Nothing may be kept on them again."),
    "shared_address": gettext_lazy("Several contacts share this address, and this name does not say which is meant."),
    "two_contacts": gettext_lazy("The addresses belong to different contacts. Merge these first, or part the row."),
    "shared_phone": gettext_lazy("Several contacts bear this name and have this telephone number."),
    "same_name": gettext_lazy(
        "Somebody of this name is at this organisation, with another address. If that is the same person, add the "
        "address that we know to the row; if not, let the options make such rows new contacts."
    ),
    "same_address_in_row": gettext_lazy("Row %(value)s has the same address. Only that one is imported."),
    "same_phone_in_row": gettext_lazy("Row %(value)s has the same name and telephone. Only that one is imported."),
    "same_name_in_row": gettext_lazy("Row %(value)s has the same name and organisation. If they are two, say so."),
    "same_contact_in_row": gettext_lazy("Row %(value)s is about the same contact. Only that one is imported."),
    "post_without_organisation": gettext_lazy("“%(value)s” has no organisation in this row, and is not imported."),
    "given_up_address": gettext_lazy("This address was marked as not in use any more. It stays so."),
    "organisation_unknown": gettext_lazy("“%(value)s” is not in the directory. It is kept as text."),
    "organisation_of_several": gettext_lazy("Several organisations are called “%(value)s”. It is kept as text."),
    "organisation_made": gettext_lazy("“%(value)s” is added to the directory, not shown to the public."),
    "kept_name": gettext_lazy("The name in the directory is another one, and stays."),
    "kept_name_ur": gettext_lazy("The Urdu name in the directory is another one, and stays."),
    "kept_language": gettext_lazy("The language in the directory is another one, and stays."),
    "kept_province": gettext_lazy("The province in the directory is another one, and stays."),
    "kept_stated_organisation": gettext_lazy("The organisation in the directory is another one, and stays."),
    "kept_post": gettext_lazy("The post in the directory is another one, and stays."),
    "several_posts": gettext_lazy("They hold several posts; none of them is ended by the new one."),
    "changed_since": gettext_lazy("What we know of this person changed after the check. Import the file once more."),
    "left": gettext_lazy("Not taken back, because it was changed since: %(value)s"),
}
NOT_REVIVED = {
    "unsubscribed": gettext_lazy("They unsubscribed from “%(value)s”. That stays."),
    "hard_bounce": gettext_lazy("Mail to this address came back for good. It gets none."),
    "soft_bounces": gettext_lazy("Mail to this address came back five times in a row. It gets none."),
    "complaint": gettext_lazy("They marked our mail as unwanted. They get none."),
    "manual": gettext_lazy("Staff stopped mail to this address. That stays."),
    "file_unsubscribed": gettext_lazy("The file says that they unsubscribed. No consent is written down."),
    "file_bounced": gettext_lazy("The file says that mail to this address came back. No consent is written down."),
    "file_complained": gettext_lazy("The file says that they complained. No consent is written down."),
}  # fmt: skip
_PREFIX = "not_revived_"
# Codes of those whom an import must not bring back.
REVIVING = ("erased", *(_PREFIX + why for why in NOT_REVIVED))


def problem(code: str, value: str = "", *, column: str = "") -> Remark:
    """Return what keeps a row from being imported."""
    return {"column": column, "code": code, "text": value, "warning": False}


def warning(code: str, value: str = "", *, column: str = "") -> Remark:
    """Return what is told of a row that is imported all the same."""
    return {"column": column, "code": code, "text": value, "warning": True}


def not_revived(why: str, topic: str) -> Remark:
    """Return that mail stays stopped; `topic` is its code, empty for all mail."""
    return warning(_PREFIX + why, topic, column="email")


def blocks(problems: list[Remark]) -> bool:
    """Say whether any of `problems` keeps its row out."""
    return any(not found["warning"] for found in problems)


def stops(problems: list[Remark]) -> bool:
    """Say whether `problems` tell of somebody whom an import must not bring back."""
    return any(found["code"] in REVIVING for found in problems)


def in_words(found: Remark, topics: dict[str, str]) -> str:
    """Return the words in the active language; `topics` are labels by code. A cell's parser brings its own words."""
    code, value = found["code"], found["text"]
    if code.startswith(_PREFIX):
        words = str(NOT_REVIVED[code.removeprefix(_PREFIX)]) % {"value": topics.get(value, value)}
        topic = topics.get(value, "") if "unsubscribed" not in code else ""
        return f"{words} ({topic})" if topic else words
    if code in WORDS:
        return str(WORDS[code]) % {"value": value}
    return value


def told(problems: list[Any], topics: dict[str, str]) -> str:
    """Return all of them as one text, for a cell of the file that is handed back."""
    return " ".join(
        _("%(column)s: %(words)s") % {"column": found["column"], "words": in_words(found, topics)}
        if found["column"]
        else in_words(found, topics)
        for found in problems
    )
