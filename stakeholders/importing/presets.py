"""The files that other programs export, known by their headings.

Mailchimp's are those of its audience export (“View or export contacts” in its help): field labels, then columns in
capitals that it adds itself. It comes as one file for each of subscribed, unsubscribed, non-subscribed and cleaned;
cleaned are addresses that bounced. Google Contacts has two shapes, “Google CSV” until and since 2024. Outlook's are the
field names of its import and export wizard, and of Outlook on the web.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stakeholders.importing.fields import IGNORE
from stakeholders.importing.statuses import Status
from stakeholders.vocabulary import folded


@dataclass(frozen=True)
class Preset:
    """A program's export: by which headings it is known, and what its columns are."""

    code: str
    name: str | Promise
    signs: frozenset[str]  # folded; all have to be there
    columns: dict[str, str]  # folded heading -> code of a field
    own_fields: bool = False  # people name columns in it: further ones go by their headings
    status: Status | None = None  # what the file says of everybody in it
    advice: str | Promise = field(default="")


def _preset(
    code: str,
    name: str | Promise,
    signs: Sequence[str],
    columns: dict[str, str],
    status: Status | None = None,
    advice: str | Promise = "",
) -> Preset:
    return Preset(
        code=code,
        name=name,
        signs=frozenset(folded(sign) for sign in signs),
        columns={folded(heading): field_code for heading, field_code in columns.items()},
        status=status,
        own_fields=columns is _MAILCHIMP,
        advice=advice,
    )


_MAILCHIMP = {
    "Email Address": "email",
    "Email": "email",
    "First Name": "given_name",
    "Last Name": "family_name",
    "Name": "name",
    "Phone Number": "phone",
    "Phone": "phone",
    "Company": "organisation",
    "Organization": "organisation",
    "Organisation": "organisation",
    "Job Title": "designation",
    "Province": "province",
    "Language": "language",
    "TAGS": "tags",
    "NOTES": "note",
    "Status": "mail_status",
    **dict.fromkeys(
        (
            *("MEMBER_RATING", "OPTIN_TIME", "OPTIN_IP", "CONFIRM_TIME", "CONFIRM_IP", "LATITUDE", "LONGITUDE"),
            *("GMTOFF", "DSTOFF", "TIMEZONE", "CC", "REGION", "LAST_CHANGED", "LEID", "EUID"),
        ),
        IGNORE,  # REGION among them: where a mail was opened, by the reader's network
    ),
}
_GOOGLE = {
    "E-mail 1 - Value": "email",
    "E-mail 2 - Value": "email2",
    "E-mail 3 - Value": "email2",
    "Phone 1 - Value": "phone",
    "Phone 2 - Value": "phone2",
    "Phone 3 - Value": "phone2",
    "Notes": "note",
}
_OUTLOOK = {
    "First Name": "given_name",
    "Last Name": "family_name",
    "E-mail Address": "email",
    "E-mail 2 Address": "email2",
    "E-mail 3 Address": "email2",
    "Company": "organisation",
    "Job Title": "designation",
    "Business Phone": "phone",
    "Business Phone 2": "phone2",
    "Mobile Phone": "phone2",
    "Categories": "tags",
    "Notes": "note",
}
_NO_MAIL = _("Nobody in this file may be written to on the strength of it.")

# The first that fits is taken: what says more stands first.
PRESETS: tuple[Preset, ...] = (
    _preset(
        "mailchimp-unsubscribed",
        _("Mailchimp: unsubscribed contacts"),
        ["UNSUB_TIME"],
        _MAILCHIMP,
        Status.UNSUBSCRIBED,
        _NO_MAIL,
    ),
    _preset(
        "mailchimp-cleaned",
        _("Mailchimp: cleaned contacts"),
        ["CLEAN_TIME"],
        _MAILCHIMP,
        Status.BOUNCED,
        _NO_MAIL,
    ),
    _preset("mailchimp", _("Mailchimp: audience export"), ["MEMBER_RATING", "OPTIN_TIME"], _MAILCHIMP),
    _preset(
        "google",
        _("Google Contacts"),
        ["First Name", "Labels", "E-mail 1 - Value"],
        _GOOGLE
        | {
            "First Name": "given_name",
            "Last Name": "family_name",
            "Organization Name": "organisation",
            "Organization Title": "designation",
            "Labels": "tags",
        },
    ),
    _preset(
        "google-before-2024",
        _("Google Contacts, until 2024"),
        ["Given Name", "Group Membership", "E-mail 1 - Value"],
        _GOOGLE
        | {
            "Name": "name",
            "Organization 1 - Name": "organisation",
            "Organization 1 - Title": "designation",
            "Group Membership": "tags",
        },
    ),
    _preset("outlook", _("Outlook"), ["First Name", "E-mail Address", "Business Phone"], _OUTLOOK),
)


def recognise(headings: Sequence[str]) -> Preset | None:
    """Return the program whose export has these headings, or None."""
    there = {folded(heading) for heading in headings}
    return next((preset for preset in PRESETS if preset.signs <= there), None)
