"""A public site, and behind it everything that must not come out: people in every state, and what is kept about them.

What is planted is unlike any other word of the site, so that to find it is to have found a leak.
"""

import datetime
from dataclasses import dataclass

from django.utils import timezone
from wagtail.models import PageViewRestriction

from delivery import addresses, suppression
from delivery.enums import SuppressionReason
from home.models import ContentPage, HomePage
from stakeholders import consent, search
from stakeholders.models import (
    Affiliation,
    ConsentRecord,
    Contact,
    ContactAddress,
    ContactPhone,
    ErasureRequest,
    ExportRecord,
    ImportBatch,
    ImportRow,
    Organisation,
    OrganisationName,
    Segment,
    Tag,
)
from tests.architecture import public_site
from tests.factories.delivery import MailingFactory, MessageFactory
from tests.factories.home import grow
from tests.factories.meetings import MeetingFactory
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory, OrganisationFactory, record

GIVEN, WITHDRAWN, REQUESTED = (
    ConsentRecord.Action.GIVEN,
    ConsentRecord.Action.WITHDRAWN,
    ConsentRecord.Action.REQUESTED,
)
SLUG = "planted"
URDU_LETTERS = "ابپتٹجچحخدڈرڑزژسشصطظعغفقکگلمنوہی"


@dataclass(frozen=True)
class Needle:
    """Something that must not be found, and what it is."""

    value: str
    kind: str

    def is_in(self, answer) -> bool:
        """Whether it stands in `answer`, in any disguise."""
        if self.kind == "telephone number":
            return self.value in answer.numbers
        return any(self.value.casefold() in text for text in answer.disguises)


@dataclass(frozen=True)
class Planted:
    """What must not be found anywhere, and the names of those who agreed to be found in the directory."""

    needles: tuple[Needle, ...]
    listed: tuple[str, ...]


def plant() -> Planted:
    """Fill the site and what stands behind it."""
    public_site.build()
    organisation = OrganisationFactory(
        name="Planted Institute",
        slug=SLUG,
        provinces=["PK-BA", "PK-SD"],
        website="https://planted.example.org/",
        description="Does what planted institutes do.",
    )
    people = [_person(state, place, organisation) for place, state in enumerate(STATES)]
    for state, person in zip(STATES, people, strict=True):
        STATES[state](person, organisation)
    needles = [needle for state, person in zip(STATES, people, strict=True) for needle in _needles(state, person)]
    needles += [*_behind_mail(people), *_behind_people(people, organisation), *_organisations(), *_pages()]
    needles.append(Needle(staff("Coordinator", username="zq-staffquist").username, "member of staff"))
    search.refresh_contacts(person.pk for person in people)
    search.refresh_organisations(Organisation.with_merged.values_list("pk", flat=True))
    return Planted(
        tuple(needles), tuple(person.name for state, person in zip(STATES, people, strict=True) if state in LISTED)
    )


# States: each makes of somebody who agreed to nothing yet, and has a card that shows all, somebody else ---------------


def _agreed(person: Contact, organisation: Organisation) -> None:
    _say(person, GIVEN)


def _withdrawn(person: Contact, organisation: Organisation) -> None:
    _say(person, GIVEN)
    _say(person, WITHDRAWN)


def _merged(person: Contact, organisation: Organisation) -> None:
    _say(person, GIVEN)
    Contact.objects.filter(pk=person.pk).update(merged_into=Contact.objects.order_by("pk").first())


def _erased(person: Contact, organisation: Organisation) -> None:
    _say(person, GIVEN)
    suppression.suppress(_address(person), reason=SuppressionReason.ERASED, now=timezone.now())


def _asked_to_be_erased(person: Contact, organisation: Organisation) -> None:
    _say(person, GIVEN)
    now = timezone.now()
    ErasureRequest.objects.create(address=_address(person), asked_at=now, due_on=now.date())


def _left_the_post(person: Contact, organisation: Organisation) -> None:
    _say(person, GIVEN)
    person.affiliations.update(end=timezone.localdate() - datetime.timedelta(days=1))


def _left_the_mailbox(person: Contact, organisation: Organisation) -> None:
    _say(person, GIVEN)
    person.addresses.update(retired_on=timezone.localdate())


def _shares_a_mailbox(person: Contact, organisation: Organisation) -> None:
    _say(person, GIVEN)
    ContactAddress.objects.create(contact=ContactFactory(name="Colleaguequist"), address=_address(person))


def _without_post_on_card(person: Contact, organisation: Organisation) -> None:
    _say(person, GIVEN)
    Contact.objects.filter(pk=person.pk).update(card_post=False)


def _works_in_hiding(person: Contact, organisation: Organisation) -> None:
    _say(person, GIVEN)
    hidden = OrganisationFactory(name="Shelterquist", slug="shelterquist", public=False, parent=organisation)
    person.affiliations.update(organisation=hidden)


def _bounced(person: Contact, organisation: Organisation) -> None:
    record(_address(person), "newsletter")
    suppression.suppress(
        _address(person), reason=SuppressionReason.HARD_BOUNCE, note="zq-bouncequist", now=timezone.now()
    )


STATES = {
    "listed": _agreed,
    "alsolisted": _agreed,
    "unlisted": lambda person, organisation: None,
    "subscribed": lambda person, organisation: record(_address(person), "newsletter", "meetings") and None,
    "asked": lambda person, organisation: _say(person, REQUESTED),
    "withdrawn": _withdrawn,
    "merged": _merged,
    "erased": _erased,
    "asking": _asked_to_be_erased,
    "moved": _left_the_post,
    "retired": _left_the_mailbox,
    "sharing": _shares_a_mailbox,
    "postless": _without_post_on_card,
    "hidden": _works_in_hiding,
    "bounced": _bounced,
}
LISTED = {"listed", "alsolisted"}


def _say(person: Contact, action: ConsentRecord.Action) -> None:
    record(_address(person), consent.DIRECTORY, action=action)


def _address(person: Contact):
    return person.addresses.select_related("address").get().address


def _person(state: str, place: int, organisation: Organisation) -> Contact:
    person = ContactFactory(
        name=f"Zarmina {state.title()}quist",
        name_ur=f"زرمینہ{URDU_LETTERS[place]}کوئستن",
        note=f"zq-note-{state}",
        stated_organisation=f"zq-stated-{state}",
        emails=[f"zq.{state}@mail.planted.example.net"],
        card_phone=True,
        card_email=True,
    )
    Affiliation.objects.create(contact=person, organisation=organisation, designation="Psychologist")
    ContactPhone.objects.create(contact=person, number=f"+9230055501{place:02}", whatsapp=True)
    return person


def _needles(state: str, person: Contact) -> list[Needle]:
    number = ContactPhone.objects.get(contact=person).number.removeprefix("+92")
    found = [
        Needle(f"zq.{state}", "address"),
        Needle(f"zq-note-{state}", "note"),
        Needle(f"zq-stated-{state}", "organisation as stated"),
        Needle(number, "telephone number"),
    ]
    if state not in LISTED:
        found += [Needle(f"{state}quist", "name"), Needle(person.name_ur, "name")]
    return found


def _behind_mail(people: list[Contact]) -> list[Needle]:
    """Plant a mailing with its messages, whose values hold names."""
    mailing = MailingFactory(state="sent", title="zq-mailingquist")
    for person in people:
        MessageFactory(mailing=mailing, address=_address(person), state="sent", values={"name": person.name})
    addresses.get_or_create("zq-nobodyquist@planted.example.net")
    return [
        Needle("zq-mailingquist", "mailing"),
        Needle("zq-nobodyquist", "address"),
        Needle("zq-bouncequist", "suppression"),
    ]


def _behind_people(people: list[Contact], organisation: Organisation) -> list[Needle]:
    """Plant what staff keep about people: tags, segments, imports, exports."""
    tag = Tag.objects.create(code="zq-tagquist", label="Tagquist", label_ur="ٹیگکوئستن")
    Contact.tags.through.objects.bulk_create(Contact.tags.through(tag=tag, contact=person) for person in people)
    Segment.objects.create(name="Segmentquist", note="zq-segmentnote")
    batch = ImportBatch.objects.create(filename="zq-filequist.csv", sha256="0" * 64, size=1)
    ImportRow.objects.create(batch=batch, number=2, outcome="create", cells=["Cellquist", "zq-cell@example.net"])
    ExportRecord.objects.create(at=timezone.now(), what="contacts", format="csv", narrowed="zq-narrowedquist")
    values = {
        "tag": ("tagquist", "ٹیگکوئستن"),
        "segment": ("segmentquist", "zq-segmentnote"),
        "import": ("zq-filequist", "cellquist", "zq-cell"),
        "export": ("zq-narrowedquist",),
        "name": ("colleaguequist",),
    }
    return [Needle(value, kind) for kind, group in values.items() for value in group]


def _organisations() -> list[Needle]:
    """Plant organisations that are not public, and names by which public ones are only searched."""
    public = Organisation.objects.get(slug=SLUG)
    OrganisationFactory(
        name="Hiddenquist", slug="hiddenquist", provinces=["PK-GB"], public=False, description="zq-deed"
    )
    OrganisationFactory(name="Absorbedquist", slug="absorbedquist", public=False, merged_into=public)
    for reason in (OrganisationName.Reason.MISSPELT, OrganisationName.Reason.VARIANT, OrganisationName.Reason.MERGED):
        OrganisationName.objects.create(
            organisation=public, name=f"Named {reason}mere", reason=reason, note="zq-namenote"
        )
    hidden = ("hiddenquist", "shelterquist", "absorbedquist", "zq-deed")
    values = (*hidden, "misspeltmere", "variantmere", "mergedmere", "zq-namenote")
    return [Needle(value, "organisation") for value in values]


def _pages() -> list[Needle]:
    """Plant a draft, a page that one needs a password for, meetings that not everybody knows of, a link to join."""
    home = HomePage.objects.get(locale__language_code="en")
    grow(home, ContentPage, title="Draftquist", slug="draftquist", live=False, body=[("text", "<p>zq-draftbody</p>")])
    private = grow(
        home, ContentPage, title="Privatequist", slug="privatequist", body=[("text", "<p>zq-privatebody</p>")]
    )
    PageViewRestriction.objects.create(
        page=private, restriction_type=PageViewRestriction.PASSWORD, password="only for this test"
    )
    MeetingFactory(title="Meetingquist", slug="meetingquist", state="draft")
    MeetingFactory(title="Closedquist", slug="closedquist", visibility="partners")
    MeetingFactory(slug="joined", join_url="https://join.example.org/zq-join", join_details="zq-code")
    meetings = ("meetingquist", "closedquist", "zq-join", "zq-code")
    values = ("draftquist", "zq-draftbody", "privatequist", "zq-privatebody", *meetings)
    return [Needle(value, "page that is not public") for value in values]
