"""What delivery tells the rooms above, which it may not import."""

from django.dispatch import Signal

# A reader said, by a way that proves who they are, that they want no more mail of one purpose. Sent in the
# transaction that learnt of it, with `address` (an Address), `purpose`, `source` (who told, as in Event.source) and
# `now`. A listener records the withdrawal of consent, and pushes it to `suppression.withdraw`.
unsubscribe_asked = Signal()
