"""Made-up contacts: number 17 is the same person in every demo, whatever the count.

Pure data, no database: `coordination_site.demo_content.people` stores it.
"""

import csv
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from coordination_site.demo_content import CONTENT
from coordination_site.demo_content.organisations import ORGANISATIONS, MadeUpOrganisation


class Circumstance(StrEnum):
    """Why a contact gets the newsletter or does not. Everything but the first shows as an exclusion."""

    SUBSCRIBED = "subscribed"
    NO_ADDRESS = "no address"
    ADDRESS_REFUSED = "address refused"
    NEVER_SUBSCRIBED = "never subscribed"
    UNCONFIRMED = "unconfirmed"
    WITHDRAWN = "withdrawn"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    SUPPRESSED = "suppressed"
    SHARES_MAILBOX = "shares the role mailbox of the contact before"
    SPELLED_TWICE = "has the address of the contact before, in capitals"
    PAUSED = "wants no mail for a while"


class Rule(NamedTuple):
    """From contact number `first` on, one in `every` is in this circumstance."""

    first: int
    every: int
    circumstance: Circumstance


# About one contact in twenty is out of reach, and each way of being so occurs among the first forty.
RULES = (
    Rule(5, 160, Circumstance.NO_ADDRESS),
    Rule(9, 95, Circumstance.WITHDRAWN),
    Rule(13, 220, Circumstance.NEVER_SUBSCRIBED),
    Rule(17, 150, Circumstance.UNCONFIRMED),
    Rule(21, 125, Circumstance.BOUNCED),
    Rule(26, 700, Circumstance.COMPLAINED),
    Rule(29, 180, Circumstance.SHARES_MAILBOX),
    Rule(33, 600, Circumstance.SUPPRESSED),
    Rule(36, 250, Circumstance.SPELLED_TWICE),
    Rule(38, 500, Circumstance.ADDRESS_REFUSED),
    Rule(40, 300, Circumstance.PAUSED),
)

# Names that break careless software, each with the local part of its address. Their owners are all subscribed.
AWKWARD_NAMES = {
    1: ('Amina "Mina" Qureshi', "آمنہ ”مینا“ قریشی", "amina.qureshi"),
    2: ("Zainab D’Souza", "زینب ڈی سوزا", "zainab.dsouza"),
    3: ("Khattak, Palwasha", "خٹک، پلوشہ", "palwasha+newsletters"),
    4: ("Rabia Malik-Awan", "رابعہ ملک-اعوان", "rabia.malik-awan"),
    6: ("Iqra Shah 🌱", "اقرا شاہ 🌱", "iqra_shah"),
    7: ("Saad O'Neil & Sons <Archive>", "سعد او نیل", "saad.o'neil"),
    8: ("", "گُلِ زمان یوسف‌زئی", "gul.zaman"),
    10: (
        "Prof. Dr. Muhammad Abdul Hadi Farooqi Siddiqui of the Upper Valley Mission",
        "پروفیسر ڈاکٹر محمد عبدالہادی فاروقی صدیقی",
        "m.a.h.f.siddiqui",
    ),
}
HONORIFICS = (("Dr", "ڈاکٹر", 5), ("Prof.", "پروفیسر", 31))
REFUSED_SPELLINGS = ("{local}@@{domain}", "{local} at {domain}", "{local}@{domain}.", "{local}..x@{domain}")

DESIGNATIONS: dict[str, Sequence[str]] = {
    "federal": (
        "Joint Secretary",
        "Deputy Secretary",
        "Section Officer",
        "Chief, Health Section",
        "Research Associate",
    ),
    "provincial": ("Director General", "Additional Secretary", "Focal Person, MHPSS", "Programme Manager"),
    "district": ("District Health Officer", "District Coordinator", "Monitoring Officer", "Focal Person, MHPSS"),
    "un": ("Technical Officer", "National Programme Officer", "Mental Health Specialist", "Information Officer"),
    "ingo": ("MHPSS Adviser", "Country Representative", "Programme Coordinator"),
    "ngo": ("Executive Director", "Field Supervisor", "Case Worker", "Community Mobiliser"),
    "academic": ("Professor of Psychiatry", "Lecturer", "Research Fellow", "Dean"),
    "professional": ("President", "General Secretary", "Member"),
    "facility": (
        "Medical Superintendent",
        "Consultant Psychiatrist",
        "Clinical Psychologist",
        "Primary Care Physician",
    ),
    "donor": ("Portfolio Manager", "Health Adviser"),
    "media": ("Health Editor", "Reporter"),
    "private": ("Product Lead", "Clinical Lead"),
}


@dataclass(frozen=True, slots=True)
class MadeUpContact:
    """One invented person: who they are, where they work, how mail reaches them."""

    number: int
    name: str
    name_ur: str
    language: str
    organisation: MadeUpOrganisation
    designation: str
    addresses: tuple[str, ...]  # the main one first
    role_mailbox: bool
    circumstance: Circumstance
    refused: str = ""  # what somebody wrote down for an address, and no mail server could take


def made_up_contacts(count: int) -> Iterator[MadeUpContact]:
    """Yield contacts number 1 to `count`."""
    return (made_up_contact(number) for number in range(1, count + 1))


def made_up_contact(number: int) -> MadeUpContact:
    """Return contact `number`, counted from 1: always the same one."""
    circumstance = circumstance_of(number)
    organisation = ORGANISATIONS[_pick("organisation", number, len(ORGANISATIONS))]
    if circumstance is Circumstance.SHARES_MAILBOX:  # with a colleague, so both work at the same place
        organisation = made_up_contact(number - 1).organisation
    latin, urdu = _name(number)
    designations = DESIGNATIONS[organisation.kind]
    addresses = _addresses(number, circumstance, organisation.domain)
    return MadeUpContact(
        number=number,
        name=latin,
        name_ur=urdu,
        language="ur" if number == 8 or _pick("language", number, 4) == 0 else "en",
        organisation=organisation,
        designation=designations[_pick("designation", number, len(designations))],
        addresses=addresses,
        role_mailbox=bool(addresses) and addresses[0].startswith("focal.person"),
        circumstance=circumstance,
        refused=_refused(number, organisation.domain) if circumstance is Circumstance.ADDRESS_REFUSED else "",
    )


def circumstance_of(number: int) -> Circumstance:
    for rule in RULES:
        if number >= rule.first and (number - rule.first) % rule.every == 0:
            return rule.circumstance
    return Circumstance.SUBSCRIBED


def _addresses(number: int, circumstance: Circumstance, domain: str) -> tuple[str, ...]:
    if circumstance in {Circumstance.NO_ADDRESS, Circumstance.ADDRESS_REFUSED}:
        return ()
    if circumstance is Circumstance.SHARES_MAILBOX:
        return made_up_contact(number - 1).addresses[:1]
    if circumstance is Circumstance.SPELLED_TWICE:
        return tuple(address.upper() for address in made_up_contact(number - 1).addresses[:1])
    if circumstance_of(number + 1) is Circumstance.SHARES_MAILBOX:
        return (f"focal.person{number}@{domain}",)
    main = f"{_local_part(number)}@{domain}"
    return (main, f"{_local_part(number)}@mail.example.net") if number % 23 == 0 else (main,)


def _refused(number: int, domain: str) -> str:
    spelling = REFUSED_SPELLINGS[_pick("spelling", number, len(REFUSED_SPELLINGS))]
    return spelling.format(local=_local_part(number), domain=domain)


def _local_part(number: int) -> str:
    if number in AWKWARD_NAMES:
        return AWKWARD_NAMES[number][2]
    given, family = _pair(number)
    return f"{given[0]}.{family[0]}{number}".lower().replace(" ", "")


def _name(number: int) -> tuple[str, str]:
    if number in AWKWARD_NAMES:
        latin, urdu, _local = AWKWARD_NAMES[number]
        return latin, urdu
    (given, given_ur), (family, family_ur) = _pair(number)
    latin, urdu = f"{given} {family}", f"{given_ur} {family_ur}"
    for honorific, honorific_ur, every in HONORIFICS:
        if number % every == 0:
            latin, urdu = f"{honorific} {latin}", f"{honorific_ur} {urdu}"
    return latin, urdu


def _pair(number: int) -> tuple[tuple[str, str], tuple[str, str]]:
    given, family = _names("given"), _names("family")
    return given[_pick("given", number, len(given))], family[_pick("family", number, len(family))]


@cache
def _names(part: str) -> list[tuple[str, str]]:
    with (CONTENT / "names.csv").open(encoding="utf-8", newline="") as file:
        return [(row["latin"], row["urdu"]) for row in csv.DictReader(file) if row["part"] == part]


def _pick(what: str, number: int, count: int) -> int:
    """Return an index below `count` that looks random and never changes, on any Python."""
    return zlib.crc32(f"{what} {number}".encode()) % count
