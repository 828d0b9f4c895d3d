"""Looking at a made-up DNS, and reading what came of it."""

from delivery.sender.checking import check
from delivery.sender.profile import Profile

DOMAIN = "unit.example.org"


def profile(**changes):
    """Return a unit that sends from 192.0.2.25 and signs with one key."""
    usual = {"domain": DOMAIN, "from_domain": DOMAIN, "selectors": ("news",), "servers": ("192.0.2.25",)}
    return Profile(**usual | changes)


def look(world, **changes):
    return check(profile(**changes), resolver=world)


def codes(found, check=""):
    return [each.code for each in found if each.check.value.startswith(check)]


def only(found, code):
    """Return the one finding of that code."""
    (match,) = [each for each in found if each.code == code]
    return match
