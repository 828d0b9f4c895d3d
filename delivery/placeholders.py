"""The names that frozen content may hold. `delivery.segments` fills them per recipient, encoded for where they stand.

Anything else in double square brackets is plain text: an author cannot invent a placeholder.
"""

NAME = "[[name]]"
UNSUBSCRIBE_URL = "[[unsubscribe_url]]"
PREFERENCES_URL = "[[preferences_url]]"
# A reader's answer to a question that the mailing asks: its resolver gives it among the candidate's values.
ANSWER_URL = "[[answer_url]]"

ALL = frozenset({NAME, UNSUBSCRIBE_URL, PREFERENCES_URL, ANSWER_URL})


def key(placeholder: str) -> str:
    """Return the name by which values are given for `placeholder`: ``[[name]]`` is filled from ``name``."""
    return placeholder[2:-2]
