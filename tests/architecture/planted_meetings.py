"""Meetings and groups that are open to different readers, part by part, each text of them a needle of its own.

The value of a needle says where it stands: the name of the meeting, then the text, between ``xq`` and ``qx``. Who may
read it stands beside it: what is more closed must not be found by who reads more openly.
"""

import datetime
import re
from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.utils import timezone

from delivery import addresses
from meetings.enums import ApprovalBasis, MinutesState, NoticeKind, Presence, Reply, State, Visibility
from meetings.minutes import gathering
from meetings.minutes.parts import to_json
from meetings.models import (
    ActionUpdate,
    Highlight,
    Invitation,
    Meeting,
    MeetingChange,
    MeetingDocument,
    Minutes,
    MinutesComment,
    MinutesVersion,
    Notice,
    Priority,
    ReviewContact,
    TermsOfReference,
    WorkingGroup,
    WorkPlanItem,
    YearInReview,
)
from meetings.visibility import strictest
from stakeholders.models import Contact, Organisation
from tests.factories.meetings import (
    ActionItemFactory,
    AgendaItemFactory,
    AttendanceFactory,
    DecisionFactory,
    GroupMembershipFactory,
    InvitationFactory,
    MeetingFactory,
    MeetingSeriesFactory,
    WorkingGroupFactory,
)
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory, OrganisationFactory

PUBLIC, PARTNERS, UNIT = Visibility.PUBLIC, Visibility.PARTNERS, Visibility.UNIT
LEVELS = (PUBLIC, PARTNERS, UNIT)
NOBODY = "nobody"  # in no place but staff's, whoever else reads
NOW = timezone.now()
OPEN = {
    "visibility": PUBLIC,
    "agenda_visibility": PUBLIC,
    "minutes_visibility": PUBLIC,
    "attendance_visibility": PUBLIC,
}
# By name: what is otherwise than that everything is open, held, and its minutes approved.
MEETINGS: dict[str, dict] = {
    "open": {},
    "agendap": {"agenda_visibility": PARTNERS},
    "agendau": {"agenda_visibility": UNIT},
    "minutesp": {"minutes_visibility": PARTNERS},
    "minutesu": {"minutes_visibility": UNIT},
    "attendancep": {"attendance_visibility": PARTNERS},
    "attendanceu": {"attendance_visibility": UNIT},
    "partners": {"visibility": PARTNERS},
    "unit": {"visibility": UNIT},
    "draft": {"state": State.DRAFT},
    "ahead": {"state": State.ANNOUNCED, "minutes": MinutesState.DRAFT},
    "off": {"state": State.CANCELLED, "minutes": MinutesState.DRAFT},
    "unwritten": {"minutes": MinutesState.DRAFT},
    "circulated": {"minutes": MinutesState.CIRCULATED},
}
MINUTES_FOR = {MinutesState.DRAFT: UNIT, MinutesState.CIRCULATED: PARTNERS, MinutesState.APPROVED: PUBLIC}


@dataclass(frozen=True)
class Needle:
    """A text, where it stands, and the most open reader who may find it."""

    name: str
    what: str
    level: str

    @property
    def value(self) -> str:
        return f"xq{self.name}{self.what}qx"


def needles_in(text: str) -> set[str]:
    """Return every needle in `text`, whoever may find it."""
    return set(re.findall("xq[a-z0-9]+?qx", text))


@dataclass
class World:
    """What was planted: each needle with who may read it at most, and who stands in it."""

    needles: list[Needle] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)
    documents: list[MeetingDocument] = field(default_factory=list)
    partner: Contact = field(
        default_factory=lambda: ContactFactory(name="Partner Reader", emails=["reader@example.org"])
    )

    def closed_to(self, reader: str) -> set[str]:
        """Return what a reader of the kind `reader` must not find."""
        order = [*LEVELS, NOBODY]
        return {needle.value for needle in self.needles if order.index(needle.level) > order.index(reader)}

    def open_to(self, reader: str) -> set[str]:
        return {needle.value for needle in self.needles} - self.closed_to(reader)

    def texts(self, *whats: str) -> set[str]:
        """Return the needles in these texts of all meetings and groups."""
        return {needle.value for needle in self.needles if needle.what in whats}


@dataclass(frozen=True)
class Planter:
    """Makes the needles of one meeting or group."""

    world: World
    name: str

    def __call__(self, what: str, level: str) -> str:
        """Return a text that nobody but readers of `level` may find."""
        needle = Needle(self.name, what, level)
        self.world.needles.append(needle)
        return needle.value


def plant(meetings: dict[str, dict] | None = None) -> World:
    """Fill the meetings and groups of a site that is set up."""
    world = World()
    groups = [_group(world, level) for level in LEVELS]
    hidden = OrganisationFactory(name=Planter(world, "hidden")("organisation", PARTNERS), slug="hidden", public=False)
    for group in groups:
        GroupMembershipFactory(group=group, organisation=hidden, contact=world.partner)
    for number, (name, closed) in enumerate((MEETINGS if meetings is None else meetings).items()):
        _meeting(world, name, dict(closed), groups, hidden, number)
    return world


def _meeting(
    world: World, name: str, closed: dict, groups: list[WorkingGroup], hidden: Organisation, number: int
) -> None:
    state = closed.get("state", State.HELD)
    minutes_state = closed.pop("minutes", MinutesState.APPROVED)
    levels = {**OPEN, **{key: value for key, value in closed.items() if key in OPEN}}
    of_meeting = UNIT if state == State.DRAFT else levels["visibility"]
    needle = Planter(world, name)
    start = NOW + datetime.timedelta(days=10 + number if state in (State.ANNOUNCED, State.DRAFT) else -20 - number)
    meeting = MeetingFactory(
        series=MeetingSeriesFactory(group=groups[0]),
        slug=f"slug-{name}",
        state=state,
        start=start,
        mode=Meeting.Mode.HYBRID,
        title=needle("title", of_meeting),
        title_ur=needle("titleur", of_meeting),
        summary=needle("summary", of_meeting),
        body=f"<p>{needle('body', of_meeting)}</p>",
        body_ur=f"<p>{needle('bodyur', of_meeting)}</p>",
        place=needle("place", of_meeting),
        address=needle("address", of_meeting),
        map_url=f"https://maps.example.org/{needle('map', of_meeting)}",
        reason=needle("reason", of_meeting) if state == State.CANCELLED else "",
        join_url=f"https://join.example.org/{needle('joinurl', NOBODY)}",
        join_details=needle("joindetails", NOBODY),
        chair=needle("chair", strictest(PARTNERS, of_meeting)),
        minutes_by=needle("minutesby", strictest(PARTNERS, of_meeting)),
        sign_in_key=needle("signinkey", NOBODY),
        sign_in_until=start + datetime.timedelta(hours=3),
        groups=groups,
        **levels,
    )
    world.meetings.append(meeting)
    meeting.co_organisers.add(hidden)
    MeetingChange.objects.create(
        meeting=meeting, sequence=0, at=NOW, before={"place": needle("before", NOBODY)}, after={"place": "There"}
    )
    of_minutes = strictest(of_meeting, levels["minutes_visibility"], MINUTES_FOR[minutes_state])
    _agenda(needle, meeting, strictest(of_meeting, levels["agenda_visibility"]), of_minutes, hidden)
    _people(world, needle, meeting, strictest(of_meeting, levels["attendance_visibility"]), hidden)
    _documents(world, needle, meeting, of_meeting)
    _minutes(needle, meeting, minutes_state, of_minutes)


def _agenda(needle: Planter, meeting: Meeting, of_agenda: str, of_minutes: str, hidden: Organisation) -> None:
    either = min(of_agenda, of_minutes, key=LEVELS.index)
    for place, level in enumerate(LEVELS):
        mark = f"item{level}"
        item = AgendaItemFactory(
            meeting=meeting,
            position=place,
            visibility=level,
            title=needle(f"{mark}title", strictest(level, either)),
            title_ur=needle(f"{mark}titleur", strictest(level, either)),
            background=needle(f"{mark}background", strictest(level, of_agenda)),
            discussion=needle(f"{mark}discussion", strictest(level, of_minutes)),
            presenter=needle(f"{mark}presenter", strictest(PARTNERS, level, either)),
            organisation=hidden,
        )
        _outcomes(needle, meeting, f"{mark}of", strictest(level, of_minutes), item=item, visibility=PUBLIC)
        _outcomes(needle, meeting, f"free{level}", strictest(level, of_minutes), visibility=level)


def _outcomes(needle: Planter, meeting: Meeting, mark: str, level: str, **fields) -> None:
    DecisionFactory(
        meeting=meeting,
        text=needle(f"{mark}decision", level),
        text_ur=needle(f"{mark}decisionur", level),
        rationale=needle(f"{mark}rationale", level),
        **fields,
    )
    action = ActionItemFactory(
        meeting=meeting,
        text=needle(f"{mark}action", level),
        text_ur=needle(f"{mark}actionur", level),
        owner=ContactFactory(name=needle(f"{mark}owner", strictest(PARTNERS, level))),
        owner_organisation=OrganisationFactory(
            name=needle(f"{mark}ownerorg", strictest(PARTNERS, level)), public=False
        ),
        evidence_url=f"https://example.org/{needle(f'{mark}evidence', NOBODY)}",
        **fields,
    )
    ActionUpdate.objects.create(action=action, at=NOW, status="open", note=needle(f"{mark}heard", NOBODY))


def _people(world: World, needle: Planter, meeting: Meeting, of_attendance: str, hidden: Organisation) -> None:
    delegating = InvitationFactory(
        meeting=meeting,
        email=f"{needle('inviteeaddress', NOBODY)}@example.org",
        name=needle("invitee", NOBODY),
        note=needle("note", NOBODY),
        needs=needle("needs", NOBODY),
        came_by=needle("cameby", NOBODY),
        reply=Reply.DELEGATED,
        delegate_name=needle("delegate", NOBODY),
        delegate_email=f"{needle('delegateaddress', NOBODY)}@example.org",
    )
    InvitationFactory(
        meeting=meeting, address=addresses.get_or_create("reader@example.org"), contact=world.partner, name="Reader"
    )
    Notice.objects.create(
        meeting=meeting, kind=NoticeKind.INVITATION, sequence=0, at=NOW, words=needle("words", NOBODY)
    )
    AttendanceFactory(
        meeting=meeting,
        invitation=delegating,
        name=needle("present", strictest(PARTNERS, of_attendance)),
        designation=needle("designation", strictest(PARTNERS, of_attendance)),
        organisation_name=needle("writtenorganisation", strictest(PARTNERS, of_attendance)),
    )
    AttendanceFactory(
        meeting=meeting,
        name=needle("excused", strictest(PARTNERS, of_attendance)),
        presence=Presence.APOLOGIES,
        organisation=OrganisationFactory(name=needle("excusedorg", strictest(PARTNERS, of_attendance)), public=False),
    )
    AttendanceFactory(meeting=meeting, organisation=hidden)
    AttendanceFactory(meeting=meeting, name=needle("absent", NOBODY), presence=Presence.ABSENT)


def _documents(world: World, needle: Planter, meeting: Meeting, of_meeting: str) -> None:
    items = {item.visibility: item for item in meeting.items.all()}
    of_kind = [("agenda", [meeting.agenda_visibility]), ("minutes", [meeting.minutes_visibility])]
    of_item = [("other", [level, meeting.agenda_visibility]) for level in LEVELS]
    own = [("other", [level]) for level in LEVELS]
    for place, (kind, around) in enumerate([*of_kind, *of_item, *own]):
        allowed = strictest(of_meeting, *around)
        document = MeetingDocument(
            meeting=meeting,
            kind=kind,
            title=needle(f"doc{place}title", allowed),
            title_ur=needle(f"doc{place}titleur", allowed),
            visibility=around[0] if (kind, around) in own else PUBLIC,
            item=items[around[0]] if (kind, around) in of_item else None,
        )
        document.file.save("paper.pdf", ContentFile(f"%PDF-1.7 {needle(f'doc{place}content', allowed)}".encode()))
        world.documents.append(document)


def _minutes(needle: Planter, meeting: Meeting, state: str, of_minutes: str) -> None:
    minutes = Minutes.objects.create(
        meeting=meeting,
        state=state,
        preamble=needle("preamble", of_minutes),
        closing=needle("closing", of_minutes),
        approved_at=NOW if state == MinutesState.APPROVED else None,
        approval_basis=ApprovalBasis.NO_OBJECTION if state == MinutesState.APPROVED else "",
        objections_until=NOW + datetime.timedelta(days=9),
        edited_by=staff("Reviewer", username=needle("staff", NOBODY)),
    )
    if state == MinutesState.DRAFT:
        return
    whole = to_json(gathering.whole(meeting))
    version = MinutesVersion.objects.create(minutes=minutes, number=1, state=state, content=whole, at=NOW)
    MinutesComment.objects.create(
        version=version,
        invitation=Invitation.objects.filter(meeting=meeting).exclude(note="").get(),
        text=needle("comment", NOBODY),
        answer=needle("answer", NOBODY),
        at=NOW,
    )


def _group(world: World, level: str) -> WorkingGroup:
    """Plant a group, open to `level`, with all that hangs on one."""
    needle = Planter(world, f"group{level}")
    group = WorkingGroupFactory(
        name=needle("name", level),
        name_ur=needle("nameur", level),
        acronym=needle("acronym", level),
        slug=f"slug-group-{level}",
        purpose=needle("purpose", level),
        visibility=level,
        shows_actions=True,
    )
    chair = GroupMembershipFactory(
        group=group,
        organisation=OrganisationFactory(name=f"Leading {level}", slug=f"leading-{level}"),
        contact=ContactFactory(name=needle("seat", UNIT)),
        role="chair",
    )
    WorkPlanItem.objects.create(group=group, year=2026, title=needle("plan", level), lead=chair.organisation)
    terms = TermsOfReference(group=group, version=1, adopted_on=NOW.date(), change_note=needle("terms", level))
    terms.file.save("terms.pdf", ContentFile(f"%PDF-1.7 {needle('termsfile', level)}".encode()))
    for visibility in LEVELS:
        allowed = strictest(level, visibility)
        document = MeetingDocument(group=group, title=needle(f"doc{visibility}", allowed), visibility=visibility)
        document.file.save("paper.pdf", ContentFile(f"%PDF-1.7 {needle(f'file{visibility}', allowed)}".encode()))
        world.documents.append(document)
    _reviews(needle, group, level)
    return group


def _reviews(needle: Planter, group: WorkingGroup, level: str) -> None:
    hidden = OrganisationFactory(name=needle("revieworganisation", UNIT), public=False)
    for year, published in ((2025, True), (2024, False)):
        allowed = level if published else UNIT
        review = YearInReview.objects.create(
            group=group, year=year, published=published, introduction=needle(f"intro{year}", allowed)
        )
        highlight = Highlight.objects.create(review=review, category="forum", text=needle(f"highlight{year}", allowed))
        highlight.organisations.add(hidden)
        highlight.save()
        Priority.objects.create(review=review, text=needle(f"priority{year}", allowed))
        ReviewContact.objects.create(review=review, organisation=hidden, name=needle(f"reviewcontact{year}", UNIT))
