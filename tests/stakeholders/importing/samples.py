"""What Mailchimp, Google Contacts and Outlook export, about invented people.

The headings are those that the programs write, in their order: Mailchimp's audience export with its columns in capitals
and a file each for subscribed, unsubscribed and cleaned; “Google CSV” as it was until 2024 and as it is now; Outlook's.
"""

from tests.stakeholders.importing.corpus import csv_file

_MAILCHIMP_TAIL = [
    *("MEMBER_RATING", "OPTIN_TIME", "OPTIN_IP", "CONFIRM_TIME", "CONFIRM_IP", "LATITUDE", "LONGITUDE", "GMTOFF"),
    *("DSTOFF", "TIMEZONE", "CC", "REGION", "LAST_CHANGED", "LEID", "EUID", "NOTES", "TAGS"),
]
_UNSUBSCRIBED = ["UNSUB_TIME", "UNSUB_CAMPAIGN_TITLE", "UNSUB_CAMPAIGN_ID", "UNSUB_REASON", "UNSUB_REASON_OTHER"]
_CLEANED = ["CLEAN_TIME", "CLEAN_CAMPAIGN_TITLE", "CLEAN_CAMPAIGN_ID"]
_MAILCHIMP_HEAD = ["Email Address", "First Name", "Last Name", "Phone Number", "Organisation", "صوبہ"]


def _member(email: str, first: str, last: str, phone: str, organisation: str, province: str, tags: str) -> list[str]:
    system = [
        "2",
        "2024-03-14 09:21:07",
        "203.0.113.7",
        "2024-03-14 09:22:41",
        "203.0.113.7",
        "33.7215",
        "73.0433",
        "5",
    ]
    system += ["5", "Asia/Karachi", "PK", "is", "2025-11-02 06:00:19", "481516", "a1b2c3d4e5", "", tags]
    return [email, first, last, phone, organisation, province, *system]


_MEMBERS = [
    _member(
        "amina@example.org", "Amina", "Yusuf", "0300 1234567", "Health Department", "KPK", '"Trained 2025","Speakers"'
    ),
    _member("bilal@example.org", "بلال", "خان", "", "", "پنجاب", ""),
]


def mailchimp() -> bytes:
    """Return subscribed_members_export_….csv."""
    return csv_file([[*_MAILCHIMP_HEAD, *_MAILCHIMP_TAIL], *_MEMBERS], newline="\n")


def mailchimp_unsubscribed() -> bytes:
    """Return unsubscribed_members_export_….csv."""
    when = ["2025-01-09 11:40:02", "January news", "9f8e7d", "No longer interested", ""]
    rows = [[*member[:6], *when, *member[6:]] for member in _MEMBERS]
    return csv_file([[*_MAILCHIMP_HEAD, *_UNSUBSCRIBED, *_MAILCHIMP_TAIL], *rows], newline="\n")


def mailchimp_cleaned() -> bytes:
    """Return cleaned_members_export_….csv."""
    rows = [[*member[:6], "2025-01-09 11:40:02", "January news", "9f8e7d", *member[6:]] for member in _MEMBERS]
    return csv_file([[*_MAILCHIMP_HEAD, *_CLEANED, *_MAILCHIMP_TAIL], *rows], newline="\n")


_GOOGLE = [
    *("First Name", "Middle Name", "Last Name", "Phonetic First Name", "Phonetic Middle Name", "Phonetic Last Name"),
    *("Name Prefix", "Name Suffix", "Nickname", "File As", "Organization Name", "Organization Title"),
    *("Organization Department", "Birthday", "Notes", "Photo", "Labels", "E-mail 1 - Label", "E-mail 1 - Value"),
    *(
        "E-mail 2 - Label",
        "E-mail 2 - Value",
        "Phone 1 - Label",
        "Phone 1 - Value",
        "Phone 2 - Label",
        "Phone 2 - Value",
    ),
]
_GOOGLE_UNTIL_2024 = [
    *("Name", "Given Name", "Additional Name", "Family Name", "Yomi Name", "Given Name Yomi", "Additional Name Yomi"),
    *(
        "Family Name Yomi",
        "Name Prefix",
        "Name Suffix",
        "Initials",
        "Nickname",
        "Short Name",
        "Maiden Name",
        "Birthday",
    ),
    *("Gender", "Location", "Billing Information", "Directory Server", "Mileage", "Occupation", "Hobby", "Sensitivity"),
    *("Priority", "Subject", "Notes", "Language", "Photo", "Group Membership", "E-mail 1 - Type", "E-mail 1 - Value"),
    *(
        "Phone 1 - Type",
        "Phone 1 - Value",
        "Organization 1 - Type",
        "Organization 1 - Name",
        "Organization 1 - Yomi Name",
    ),
    *("Organization 1 - Title", "Organization 1 - Department"),
]
_OUTLOOK = [
    *("Title", "First Name", "Middle Name", "Last Name", "Suffix", "Company", "Department", "Job Title"),
    *(
        "Business Street",
        "Business City",
        "Business State",
        "Business Country/Region",
        "Business Fax",
        "Business Phone",
    ),
    *("Business Phone 2", "Home Phone", "Mobile Phone", "Categories", "E-mail Address", "E-mail Type"),
    *("E-mail Display Name", "E-mail 2 Address", "Language", "Notes", "Web Page"),
]


def _rows(headings: list[str], *people: dict[str, str]) -> list[list[str]]:
    for person in people:
        assert person.keys() <= set(headings)
    return [headings, *([person.get(heading, "") for heading in headings] for person in people)]


def google() -> bytes:
    """Return contacts.csv as Google Contacts exports it now."""
    amina = {
        "First Name": "Amina",
        "Last Name": "Yusuf",
        "Organization Name": "Health Department",
        "Organization Title": "Director",
        "Labels": "Trained 2025 ::: * myContacts",
        "E-mail 1 - Label": "* Work",
        "E-mail 1 - Value": "amina@example.org",
        "E-mail 2 - Value": "amina@example.net",
        "Phone 1 - Value": "+92 300 1234567",
        "Phone 2 - Value": "051-9201234",
    }
    bilal = {
        "First Name": "بلال",
        "Last Name": "خان",
        "E-mail 1 - Value": "bilal@example.org",
        "Labels": "* myContacts",
    }
    return csv_file(_rows(_GOOGLE, amina, bilal), newline="\n")


def google_until_2024() -> bytes:
    """Return google.csv, the “Google CSV” of before."""
    amina = {
        "Name": "Amina Yusuf",
        "Given Name": "Amina",
        "Family Name": "Yusuf",
        "Group Membership": "Trained 2025 ::: * myContacts",
        "E-mail 1 - Type": "* Work",
        "E-mail 1 - Value": "amina@example.org",
        "Phone 1 - Value": "+92 300 1234567",
        "Organization 1 - Name": "Health Department",
        "Organization 1 - Title": "Director",
    }
    return csv_file(_rows(_GOOGLE_UNTIL_2024, amina), newline="\n")


def outlook() -> bytes:
    """Return contacts.csv of Outlook for Windows, in the code page of a Western one."""
    amina = {
        "Title": "Dr.",
        "First Name": "Amina",
        "Last Name": "Yûsuf",
        "Company": "Health Department",
        "Job Title": "Director",
        "Business Phone": "051-9201234",
        "Mobile Phone": "0300 1234567",
        "Categories": "Trained 2025;Speakers",
        "E-mail Address": "amina@example.org",
        "E-mail Type": "SMTP",
        "E-mail Display Name": "Amina Yusuf (amina@example.org)",
        "E-mail 2 Address": "amina@example.net",
        "Language": "English",
    }
    return csv_file(_rows(_OUTLOOK, amina), encoding="cp1252")
