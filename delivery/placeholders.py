"""The names that frozen content may hold. `delivery.segments` fills them per recipient, encoded for where they stand.

Anything else in double square brackets is plain text: an author cannot invent a placeholder.
"""

NAME = "[[name]]"
UNSUBSCRIBE_URL = "[[unsubscribe_url]]"
PREFERENCES_URL = "[[preferences_url]]"

ALL = frozenset({NAME, UNSUBSCRIBE_URL, PREFERENCES_URL})


def key(placeholder: str) -> str:
    """Return the name by which values are given for `placeholder`: ``[[name]]`` is filled from ``name``."""
    return placeholder[2:-2]
