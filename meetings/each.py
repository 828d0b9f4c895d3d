"""Work on many rows of which none may keep the others waiting."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

log = logging.getLogger(__name__)
Row = TypeVar("Row")


def each(rows: Iterable[Row], act: Callable[[Row], bool], *, what: str) -> int:
    """Have `act` deal with each of `rows`; return for how many it returned True. `what` names the work in the log.

    Raises:
        ExceptionGroup: it failed for some. The others were dealt with all the same.
    """
    done, errors = 0, []
    for row in rows:
        try:
            done += act(row)
        except Exception as error:
            log.exception("%s.failed", what)
            errors.append(error)
    if errors:
        raise ExceptionGroup(f"{what} failed for some.", errors)
    return done
