"""Absolute addresses of the pages that mail links to. The pages live in a higher room and are named by string."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from delivery import tokens

_SAMPLE = "TOKEN"


@dataclass(frozen=True, slots=True)
class PersonalLinks:
    """The personal links of one language. Reversed once; per reader only the token is put in."""

    _unsubscribe: str
    _preferences: str

    @classmethod
    def for_language(cls, language: str) -> "PersonalLinks":
        """Return the links as a reader of `language` should see them; a language without pages gets the default's."""
        known = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(known):
            return cls(
                absolute(reverse("stakeholders:unsubscribe", args=[_SAMPLE])),
                absolute(reverse("stakeholders:preferences", args=[_SAMPLE])),
            )

    def unsubscribe_url(self, address_id: int, purpose: str) -> str:
        """Return where one click or one button stops `purpose` (RFC 8058)."""
        return self._unsubscribe.replace(_SAMPLE, tokens.unsubscribe_token(address_id, purpose))

    def unsubscribe(self, address_id: int, purpose: str) -> tuple[str, str]:
        """Return the URL and the mailto URI of List-Unsubscribe (RFC 2369), signed once for both.

        In the mailto (RFC 6068) the token is the subject, since a local part is too short for it. A token has only
        letters, digits and ``.:-_``, which stand for themselves in a URI.
        """
        token = tokens.unsubscribe_token(address_id, purpose)
        mailto = f"mailto:unsubscribe@{settings.SENDER_DOMAIN}?subject={token}"
        return self._unsubscribe.replace(_SAMPLE, token), mailto

    def preferences_url(self, address_id: int) -> str:
        """Return where a reader chooses topics and language."""
        return self._preferences.replace(_SAMPLE, tokens.preferences_token(address_id))


def absolute(path: str) -> str:
    """Return `path` on this site as a full URL."""
    return f"{settings.SITE_URL}{path}"
