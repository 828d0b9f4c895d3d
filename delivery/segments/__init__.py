"""Messages as bytes: a mailing is encoded once, and a reader's message is a join of its segments.

Measured for 60 KB of HTML: building an EmailMessage for each reader takes milliseconds, a join
some tens of microseconds. Knows no models and no settings.
"""

from delivery.segments.bodies import Encoding
from delivery.segments.headers import wire_address
from delivery.segments.template import Segments, build
from delivery.segments.values import clean

__all__ = ["Encoding", "Segments", "build", "clean", "wire_address"]
