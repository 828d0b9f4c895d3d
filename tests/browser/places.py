"""Where everything stands that a reader may come to: public pages, pages behind mailed links, and what mails show."""

import datetime
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Site

from coordination_site.roles import COORDINATOR
from delivery import tokens as delivery_tokens
from delivery.models import Address, MailingContent
from home.models import ContentPage
from meetings import links
from meetings.attendance import signing_in
from meetings.models import Meeting
from newsletters.compose import compose
from newsletters.models import IssuePage
from stakeholders import mail, tokens
from stakeholders.models import Contact, ErasureRequest
from stakeholders.repermission.tokens import answer_token
from tests.architecture import public_site
from tests.factories.home import grow, in_urdu
from tests.factories.meetings import ActionItemFactory, InvitationFactory
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory

LANGUAGES = ("en", "ur")


@dataclass(frozen=True)
class Person:
    """Somebody who takes the newsletter, is invited to meetings, and has an action to carry out."""

    contact: Contact
    address: Address


def build() -> Person:
    """Fill the site, and plant somebody for whom the pages behind mailed links are."""
    public_site.build()
    contact = ContactFactory(name="Amina Example", emails=["amina@example.org"], given=["newsletter"])
    person = Person(contact, contact.main_address.address)
    for slug in ("national", "decided"):
        InvitationFactory(
            meeting=Meeting.objects.get(slug=slug), address=person.address, contact=contact, name=contact.name
        )
    ActionItemFactory(meeting=Meeting.objects.get(slug="decided"), serial=9, text="Write the report", owner=contact)
    now = timezone.now()
    signing_in.open_until(
        Meeting.objects.get(slug="national"), until=now + datetime.timedelta(hours=2), by=staff(COORDINATOR), now=now
    )
    closed = grow(Site.objects.get().root_page, ContentPage, title="For partners", slug="closed")
    for edition in (closed, in_urdu(closed)):
        edition.view_restrictions.create(restriction_type="password", password="of this test alone")
    other = ContactFactory(emails=["bilal@example.org"]).main_address.address
    ErasureRequest.objects.create(address=other, asked_at=now, due_on=now.date())
    return person


def public(language: str) -> list[str]:
    """Return the path of one of every kind of public page, and of one that asks for a password."""
    paths = [*public_site.PAGES, "/closed/", "/ur/closed/"]
    return [path for path in paths if path.startswith("/ur/") == (language == "ur")]


def personal(person: Person, language: str) -> list[str]:
    """Return the path of every page that a mailed link opens, and of those that one without a link comes to."""
    with translation.override(language):
        return [reverse(name, args=args) for name, *args in _personal(person)]


def _personal(person: Person) -> list[tuple[str, ...]]:
    doors = tokens.Door
    key = person.address.pk
    meeting, held = (person.contact.invitations.get(meeting__slug=slug) for slug in ("national", "decided"))
    partner = links.partner_token(person.contact)
    erasure = ErasureRequest.objects.get()
    return [
        ("stakeholders:check_mail",),
        ("stakeholders:confirm", tokens.confirmation_token(tokens.Confirmation(key, ("newsletter",)))),
        ("stakeholders:confirm", "broken"),
        ("stakeholders:preferences_link",),
        ("stakeholders:preferences", delivery_tokens.preferences_token(key)),
        ("stakeholders:unsubscribe", delivery_tokens.unsubscribe_token(key, "newsletter")),
        ("stakeholders:details", tokens.door_token(doors.DETAILS, key)),
        ("stakeholders:download", tokens.door_token(doors.DOWNLOAD, key)),
        ("stakeholders:erasure", tokens.door_token(doors.ERASURE, key)),
        ("stakeholders:erasure_status", tokens.door_token(doors.ERASURE_STATUS, erasure.pk)),
        ("stakeholders:still_you", tokens.door_token(doors.STILL_YOU, key)),
        ("stakeholders:answer", answer_token(key, "newsletter")),
        ("meetings:members_link",),
        ("meetings:members", partner),
        ("meetings:members_meeting", partner, "national"),
        ("meetings:own_calendar", partner),
        ("meetings:reply", links.invitation_token(links.Door.REPLY, meeting)),
        ("meetings:reply", "broken"),
        ("meetings:comment_on_minutes", links.invitation_token(links.Door.COMMENT, held)),
        ("meetings:actions", links.token(links.Door.ACTIONS, person.contact.pk, key)),
        ("meetings:actions_new_link",),
        ("meetings:sign_in", meeting.meeting.sign_in_key),
        ("meetings:signed_in", meeting.meeting.sign_in_key),
    ]


def mails(person: Person, language: str) -> dict[str, str]:
    """Return the HTML of the newsletter and of a personal mail, by what they are."""
    issue = IssuePage.objects.get(number=33, locale__language_code=language)
    mail.send_confirmation(address=person.address, topics=["newsletter"], language=language, now=timezone.now())
    confirmation = MailingContent.objects.latest("pk")
    return {f"newsletter ({language})": compose(issue).html, f"confirmation ({language})": confirmation.html}
