"""Working groups of the demo with the organisations that sit in them, and segments that staff would save."""

import datetime
from collections.abc import Iterator

from coordination_site.demo_content.tree import mark_urdu
from meetings.enums import GroupLevel, GroupRole
from meetings.models import GroupMembership, WorkingGroup
from stakeholders.models import Organisation, Province, Segment
from stakeholders.segments.rules import AllOf, AnyOf, Is, Not, Rule

ESTABLISHED = datetime.date(2024, 3, 4)

# Slug, acronym, name, name in Urdu, province of a group below the national level, kinds of organisation that sit in it.
GROUPS = (
    (
        "mhpss-twg",
        "MHPSS TWG",
        "Technical Working Group on Mental Health and Psychosocial Support",
        "تکنیکی ورکنگ گروپ برائے ذہنی صحت اور نفسیاتی و سماجی معاونت",
        "",
        ("federal", "un", "ingo", "academic"),
    ),
    (
        "schools-task-team",
        "",
        "Task Team on Mental Health in Schools",
        "ٹاسک ٹیم برائے اسکولوں میں ذہنی صحت",
        "",
        ("academic", "ngo", "donor"),
    ),
    (
        "kp-coordination",
        "KP MHPSS",
        "Provincial Coordination Group, Khyber Pakhtunkhwa",
        "صوبائی رابطہ گروپ، خیبر پختونخوا",
        "PK-KP",
        ("provincial", "district", "facility"),
    ),
)
FIRST_SEATS = (GroupRole.CHAIR, GroupRole.CO_CHAIR, GroupRole.SECRETARIAT)
SEATS = 9  # of one group

SEGMENTS: dict[str, Rule] = {
    "Health departments in Balochistan or KP who read Urdu": AllOf(
        (Is("kind", ("provincial",)), Is("province", ("PK-BA", "PK-KP")), Is("language", ("ur",)))
    ),
    "UN agencies and international NGOs": Is("kind", ("un", "ingo")),
    "Trained in mhGAP, outside Islamabad": AllOf((Is("tag", ("mhgap-trained",)), Not(Is("province", ("PK-IS",))))),
    "Universities, and whoever speaks at the conference": AnyOf(
        (Is("kind", ("academic",)), Is("tag", ("conference-2026",)))
    ),
}


def load_groups() -> int:
    """Add the working groups that are missing, with their seats, and return how many were added."""
    standing = set(WorkingGroup.objects.values_list("slug", flat=True))
    provinces = {province.code: province for province in Province.objects.all()}
    added = 0
    for slug, acronym, name, name_ur, province, kinds in GROUPS:
        if slug in standing:
            continue
        group = WorkingGroup.objects.create(
            slug=slug,
            acronym=acronym,
            name=name,
            name_ur=name_ur,
            level=GroupLevel.PROVINCE if province else GroupLevel.NATIONAL,
            province=provinces.get(province),
            established_on=ESTABLISHED,
        )
        GroupMembership.objects.bulk_create(_seats(group, kinds))
        mark_urdu(group.pages.all())
        added += 1
    return added


def _seats(group: WorkingGroup, kinds: tuple[str, ...]) -> Iterator[GroupMembership]:
    members = Organisation.objects.filter(kind__code__in=kinds)
    if group.province:
        members = members.filter(provinces=group.province)
    for place, organisation in enumerate(members.order_by("slug")[:SEATS]):
        role = FIRST_SEATS[place] if place < len(FIRST_SEATS) else GroupRole.MEMBER
        yield GroupMembership(group=group, organisation=organisation, role=role, start=ESTABLISHED)


def load_segments() -> int:
    """Add the segments that are missing, and return how many were added."""
    standing = set(Segment.objects.values_list("name", flat=True))
    missing = [Segment(name=name, rule=rule.to_json()) for name, rule in SEGMENTS.items() if name not in standing]
    return len(Segment.objects.bulk_create(missing))
