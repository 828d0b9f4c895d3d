"""One line for each log record: its words, and the ids that our code gives along with them."""

import logging
import re

# What every record has, so that the rest is known to be `extra`.
_STANDARD = vars(logging.makeLogRecord({})).keys() | {"message", "asctime"}
# Whoever has the token of a personal link can act for its reader; Django names the path of every refused request.
_PERSONAL_LINK = re.compile(
    r"/(unsubscribe|preferences|confirm|answer|my/[a-z-]+"
    r"|meetings/(?:reply|sign-in|actions|minutes|members|files/\d+))/[^\s'\"]+"
)
_PLAIN = (str, int, float, list, tuple, set, type(None))


class LineFormatter(logging.Formatter):
    """Writes ``extra`` as ``key=value`` after the message, and no token of a personal link anywhere."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name is logging's
        extra = [
            f"{key}={value}"
            for key, value in vars(record).items()
            if key not in _STANDARD and isinstance(value, _PLAIN)
        ]
        return " ".join([super().formatMessage(record), *extra])

    def format(self, record: logging.LogRecord) -> str:
        return _PERSONAL_LINK.sub(r"/\1/…", super().format(record))
