"""How colleagues are called on each other's screens."""

from django.contrib.auth.models import AbstractUser


def name_of(user: AbstractUser | None) -> str:
    """Return how colleagues know `user`; empty for nobody."""
    return (user.get_full_name() or user.get_username()) if user else ""
