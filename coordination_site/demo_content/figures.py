"""The unit's key figures."""

import datetime

from coordination_site.demo_content import read
from home.models import KeyFigure

AS_OF = datetime.date(2025, 12, 31)
SOURCE = "Records of the unit"


def load_figures() -> int:
    """Add the figures that are missing, and return how many were added."""
    known = set(KeyFigure.objects.values_list("key", flat=True))
    missing = [
        KeyFigure(key=key, as_of=AS_OF, source=SOURCE, **fields)
        for key, fields in read("figures").items()
        if key not in known
    ]
    KeyFigure.objects.bulk_create(missing)
    return len(missing)
