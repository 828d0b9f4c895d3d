"""What Gmail and Yahoo demand of whoever sends them thousands of mails a day, in one line each.

Both published the same demands in 2024: SPF and DKIM, an aligned DMARC record, servers with names that lead back to
them, and one-click unsubscription (RFC 8058), which works over HTTPS only.
"""

from collections.abc import Iterable, Iterator

from delivery.sender.findings import Check, Finding, finding
from delivery.sender.profile import Profile
from delivery.sender.words import Level

_RECEIVERS = ("Gmail", "Yahoo")
_DEMANDED = {
    Check.SPF: "SPF",
    Check.DKIM: "DKIM",
    Check.DMARC: "DMARC",
    Check.ALIGNMENT: "DMARC alignment",
    Check.PTR: "PTR",
}


def check_bulk_rules(profile: Profile, found: Iterable[Finding]) -> Iterator[Finding]:
    """Yield one line for each receiver, summing up what was found."""
    levels: dict[Check, set[Level]] = {}
    for each in found:
        levels.setdefault(each.check, set()).add(each.level)
    missing = [word for check, word in _DEMANDED.items() if Level.ERROR in levels.get(check, ())]
    unknown = [
        word for check, word in _DEMANDED.items() if Level.UNKNOWN in levels.get(check, ()) and word not in missing
    ]
    if not profile.https:
        missing.append("HTTPS")
    for who in _RECEIVERS:
        if missing:
            yield finding(Check.BULK, "bulk.missing", who=who, missing=", ".join(missing))
        elif unknown:
            yield finding(Check.BULK, "bulk.unclear", who=who, unknown=", ".join(unknown))
        else:
            yield finding(Check.BULK, "bulk.met", who=who)
