"""Signing in, made slow for whoever guesses passwords."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.admin.forms.auth import PasswordResetForm as WagtailPasswordResetForm

from coordination_site.models import User
from stakeholders import throttle

# Tries per hour. The first limit stops one guesser without locking the owner out elsewhere; the others stop guessing
# over many accounts, and from many networks.
PER_ACCOUNT_AND_NETWORK = 10
PER_NETWORK = 100
PER_ACCOUNT = 100


class GuardedBackend(ModelBackend):
    """Django's backend behind a limit, so that it holds at every login form: Wagtail has one outside the admin, too.

    Raises:
        ValidationError: too many tries; login forms show it as their own error.
    """

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        if request is None or username is None:  # not a person at a form
            return super().authenticate(request, username, password, **kwargs)
        network = throttle.network(request)
        here = f"{username}\n{network}"
        if not (
            throttle.allowed("sign-in", here, limit=PER_ACCOUNT_AND_NETWORK)
            and throttle.allowed("sign-in-network", network, limit=PER_NETWORK)
            and throttle.allowed("sign-in-account", username, limit=PER_ACCOUNT)
        ):
            raise ValidationError(_("Too many tries to sign in. Please try again in an hour."), code="throttled")
        user = super().authenticate(request, username, password, **kwargs)
        if user:
            throttle.forget("sign-in", here)
        return user


class PasswordResetForm(WagtailPasswordResetForm):
    """Wagtail's form, which nobody can use to flood a mailbox. Like it, it doesn't tell whether anything was sent."""

    def get_users(self, email: str) -> Iterable[User]:
        return super().get_users(email) if throttle.address_allowed(email.lower()) else ()
