"""Records that hold their words in English and, in a field beside it, in Urdu."""

from django.utils.translation import get_language


def worded(record: object, field: str) -> str:
    """Return `field` in the active language, or in English where nothing is written in Urdu (``{field}_ur``)."""
    urdu: str = getattr(record, f"{field}_ur") if (get_language() or "").split("-")[0] == "ur" else ""
    return urdu or getattr(record, field)
