"""Variables without which production must not start."""

import os
from collections.abc import Iterable

from django.core.exceptions import ImproperlyConfigured


def require(names: Iterable[str]) -> None:
    """Stop the start when a variable is missing or empty, naming all such at once.

    Raises:
        ImproperlyConfigured: with their names.
    """
    missing = [name for name in names if not os.environ.get(name, "").strip()]
    if missing:
        raise ImproperlyConfigured(f"Set these environment variables (docs/operations.md): {', '.join(missing)}.")
