"""Where the mail goes out: one URL, and the patience for each stage."""

import re
import ssl
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import unquote, urlsplit

Security = Literal["none", "starttls", "tls"]

_SCHEMES: dict[str, tuple[Security, int]] = {
    "smtp": ("none", 25),
    "smtp+starttls": ("starttls", 587),
    "smtps": ("tls", 465),
}
_NOT_ENCODED = "is a / ? or # in the password not percent-encoded?"


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds to wait for the server at each stage; the defaults are those of RFC 5321, 4.5.3.2."""

    connect: float = 30
    greeting: float = 300
    command: float = 300
    data: float = 120
    termination: float = 600  # after the final dot: the server may be delivering
    quit: float = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpConfig:
    """One SMTP service."""

    host: str
    port: int
    security: Security = "none"
    username: str = ""
    password: str = field(default="", repr=False)
    local_name: str = ""  # for EHLO; the connection's own address literal when empty
    lanes: int = 4
    max_messages_per_connection: int = 500
    timeouts: Timeouts = Timeouts()
    tls: ssl.SSLContext | None = None  # None: the system's certificates, verified

    def __post_init__(self) -> None:
        if self.lanes < 1 or self.max_messages_per_connection < 1:
            raise ValueError("lanes and max_messages_per_connection are at least 1")
        if self.local_name and not re.fullmatch(r"[A-Za-z0-9.\-]+|\[[A-Za-z0-9.:]+\]", self.local_name):
            raise ValueError("local_name is a host name or an address literal")

    @classmethod
    def from_url(
        cls,
        url: str,
        *,
        local_name: str = "",
        lanes: int = 4,
        max_messages_per_connection: int = 500,
        timeouts: Timeouts = Timeouts(),
        tls: ssl.SSLContext | None = None,
    ) -> "SmtpConfig":
        """``smtp://``, ``smtp+starttls://`` or ``smtps://`` ``user:password@host:port``, percent-encoded.

        Raises ValueError with the reason, which never repeats the URL: it holds the password.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise ValueError(f"the SMTP URL's host or port cannot be read; {_NOT_ENCODED}") from None
        if parts.scheme not in _SCHEMES:
            raise ValueError(f"an SMTP URL begins with one of {', '.join(f'{s}://' for s in _SCHEMES)}")
        if not parts.hostname:
            raise ValueError("the SMTP URL names no host")
        if parts.path not in ("", "/") or parts.query or parts.fragment:
            raise ValueError(f"the SMTP URL ends after the port; {_NOT_ENCODED}")
        if port == 0:
            raise ValueError("the SMTP URL's port is 0")
        if bool(parts.username) != bool(parts.password):
            raise ValueError("the SMTP URL gives a user name and a password, or neither")
        security, default_port = _SCHEMES[parts.scheme]
        return cls(
            host=parts.hostname,
            port=port or default_port,
            security=security,
            username=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            local_name=local_name,
            lanes=lanes,
            max_messages_per_connection=max_messages_per_connection,
            timeouts=timeouts,
            tls=tls,
        )

    def tls_context(self) -> ssl.SSLContext:
        """The given context, or one that verifies the server's certificate and name."""
        return self.tls or ssl.create_default_context()
