"""What each provider can do for bulk mail, as django-anymail 15.2 speaks to it; docs/operations.md says it in words.

A batch is one call for many readers. It needs four things at once, without a template stored at the provider: fields in
subject and both bodies, a List-Unsubscribe of each reader's own, the message's identity for each reader, and nobody
seeing anybody else's address. Whoever lacks one of them gets a call for each reader.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django.core.mail.backends.base import BaseEmailBackend

FIELD = "FIELD"  # stands for a field's name in `Profile.merge_field`


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One provider."""

    batch: int = 1  # readers in one call; 1: it cannot merge what we need
    merge_field: str = ""  # how a merge field is written
    fields_in_subject: bool = True
    # What begins a field or a command of the provider's own (a regular expression): its first character is disarmed.
    commands: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)  # anymail's esp_extra for a batch
    identity: Literal["metadata", "tag"] = "metadata"  # what brings the message's identity back in its events
    keeps_message_id: Mapping[str, str] | None = None  # with these headers a single mail keeps our Message-ID
    refused_headers: frozenset[str] = frozenset()  # lower case; a call that holds one is refused
    headers_replace: bool = False  # a reader's headers replace the common ones, so that each reader needs all
    one_click: bool = True  # our List-Unsubscribe arrives as we wrote it
    switches_tracking: bool = False  # open and click tracking can be switched off by the call
    failed_is_passing: bool = False  # its status "failed" means: not now


# Also one that stands before a placeholder of ours, which becomes a field in braces.
_BRACES = r"\{(?=[{%#]|\[\[)"

PROFILES: Mapping[str, Profile] = {
    "Amazon SES": Profile(),
    "Brevo": Profile(
        batch=1000,
        # It escapes values for HTML by itself, in the text too; ours are escaped where they have to be.
        merge_field="{% autoescape off %}{{ params.FIELD }}{% endautoescape %}",
        commands=_BRACES,
    ),
    "MailerSend": Profile(identity="tag", commands=r"\{(?=[{%$])", switches_tracking=True),
    "Mailgun": Profile(
        batch=1000,
        merge_field="%recipient.FIELD%",
        commands=r"%(?=recipient|unsubscribe|tag_unsubscribe|mailing_list)",
        switches_tracking=True,
    ),
    "Mailjet": Profile(
        batch=50,
        merge_field="[[var:FIELD]]",
        fields_in_subject=False,
        commands=r"\[(?=\[)|" + _BRACES,
        refused_headers=frozenset({"list-id", "message-id", "date"}),
        headers_replace=True,
        switches_tracking=True,
    ),
    "Mailtrap": Profile(commands=_BRACES),
    "Mandrill": Profile(commands=r"\*(?=\|)|" + _BRACES, switches_tracking=True),
    "Postal": Profile(identity="tag"),
    "Postmark": Profile(keeps_message_id={"X-PM-KeepID": "true"}, switches_tracking=True),
    "Resend": Profile(),
    "Scaleway": Profile(),
    "SendGrid": Profile(
        batch=1000,
        merge_field="[%FIELD%]",
        commands=r"[\[<](?=%)",
        extra={"merge_field_format": "[%{}%]"},
        switches_tracking=True,
    ),
    "SparkPost": Profile(
        batch=1000,
        merge_field="{{{FIELD}}}",  # three braces: as it is, not escaped again
        commands=_BRACES,
        one_click=False,
        switches_tracking=True,
    ),
    "Unisender Go": Profile(
        batch=500,
        merge_field="{{FIELD}}",
        commands=_BRACES,
        switches_tracking=True,
        failed_is_passing=True,
    ),
}

# Postmark's bulk endpoint, which POSTMARK_USE_BULK_API in ANYMAIL chooses, merges inline content.
POSTMARK_BULK = Profile(batch=500, merge_field="{{{FIELD}}}", commands=_BRACES, switches_tracking=True)

_UNKNOWN = Profile()


def profile_for(backend: BaseEmailBackend) -> Profile:
    """Return what the provider behind `backend` can do; one that is not in the table gets a call for each reader."""
    if getattr(backend, "use_bulk_api", False):
        return POSTMARK_BULK
    return PROFILES.get(getattr(backend, "esp_name", ""), _UNKNOWN)
