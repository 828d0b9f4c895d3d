"""What delivery tells the rooms above, which it may not import."""

from django.dispatch import Signal

# A reader said, by a way that proves who they are, that they want no more mail of one purpose. Sent in the
# transaction that learnt of it, with `address` (an Address), `purpose`, `source` (who told, as in Event.source) and
# `now`. A listener records the withdrawal of consent, and pushes it to `suppression.withdraw`.
unsubscribe_asked = Signal()

# A bulk mailing stands still, not by a person's wish: for a quarter of an hour, or until a person acts. Sent once for
# each trouble, with `mailing` (its `pause_reason` says why, its `resume_at` when it is tried again by itself) and
# `now`, in a transaction of its own.
mailing_in_trouble = Signal()
