"""A person as the product makes one, with traces in every table that may hold any."""

import datetime
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from coordination_site import roles
from delivery import addresses, feedback
from delivery.enums import EventKind, ExclusionReason, MailingKind
from delivery.models import Address, Exclusion, Mailing, MailingContent, Message
from stakeholders import search
from stakeholders.models import (
    Affiliation,
    Contact,
    ContactAddress,
    ContactPhone,
    Correction,
    ErasureRequest,
    ExportFile,
    ExportPiece,
    ExportRecord,
    ImportBatch,
    ImportRow,
    Merge,
    Pause,
    Resemblance,
    Tag,
)
from tests.factories.delivery import MailingFactory, MessageFactory
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory, OrganisationFactory

NAME, NAME_UR = "Zarmina Quetzal", "زرمینہ قیوم"
EMAIL, SECOND = "zarmina.quetzal@zq.example.org", "zq-private@example.net"
PHONE = "+923335557771"
LINE = f"{NAME},{EMAIL},0333-5557771\n"


@dataclass
class Person:
    """The contact, and a colleague who must lose nothing."""

    contact: Contact
    colleague: Contact


def subscribe(email, name=NAME):
    """Ask for the newsletter by the public form, and press the button behind the mailed link; say whether mail came."""
    caught = MailingContent.objects.count()
    form = {"email": email, "topics": ["newsletter"], "language": "en", "name": name, "organisation": "Ministry"}
    answer = Client().post(reverse("stakeholders:subscribe"), form)
    assert answer.status_code == 302
    if MailingContent.objects.count() == caught:
        return False
    link = re.search(r"http\S+/subscribe/confirm/\S+", MailingContent.objects.latest("pk").text)[0]
    Client().post(urlsplit(link).path)
    return True


def person(now=None) -> Person:
    """Return somebody who subscribed, was imported, merged, mailed, bounced, corrected and asked to be erased."""
    now = now or timezone.now()
    assert subscribe(EMAIL)
    contact = Contact.objects.get()
    contact.name_ur, contact.note = NAME_UR, f"{NAME} speaks at the conference"
    contact.save()
    organisation = OrganisationFactory()
    second = addresses.get_or_create(SECOND)
    ContactAddress.objects.create(contact=contact, address=second)
    ContactPhone.objects.create(contact=contact, number=PHONE)
    Affiliation.objects.create(contact=contact, organisation=organisation, designation="Deputy to Z. Quetzal")
    contact.tags.add(Tag.objects.create(code="speaker", label="Speaker"))
    search.refresh_contacts([contact.pk])
    colleague = ContactFactory(name="Bilal Example", emails=["bilal@example.org"], given=["newsletter"])
    _merged(contact, now)
    _imported(contact, now)
    _mailed(contact, now)
    _worked_on(contact)
    _exported(now)
    Resemblance.objects.create(
        subject="contact", first=contact.pk, second=colleague.pk, kind="name", score=70, found_at=now
    )
    Correction.objects.create(contact=contact, at=now, fields=["name"], message=f"{NAME} moved, call {PHONE}")
    Pause.objects.create(address=second, until=now.date(), set_at=now)
    ErasureRequest.objects.create(
        address=contact.main_address.address, asked_at=now, due_on=now.date() + datetime.timedelta(days=30)
    )
    return Person(contact, colleague)


def _merged(contact, now):
    gone = ContactFactory(name=f"{NAME} (old)", merged_into=contact)
    Merge.objects.create(subject="contact", kept=contact.pk, gone=gone.pk, before={"name": NAME}, at=now)


def _imported(contact, now):
    batch = ImportBatch.objects.create(
        filename="list.csv",
        file=f"Name,Mail,Phone\n{LINE}".encode("utf-16"),
        sha256="0" * 64,
        size=10,
        state=ImportBatch.State.COMMITTED,
        columns=[{"heading": "Name", "sample": [NAME], "field": "name"}],
        committed_at=now,
    )
    cells = [NAME, NAME_UR, EMAIL, PHONE]
    ImportRow.objects.create(
        batch=batch,
        number=2,
        outcome="create",
        cells=cells,
        plan={"name": NAME},
        undo={"email": EMAIL},
        contact=contact,
        applied_at=now,
    )
    ImportRow.objects.create(
        batch=batch, number=3, outcome="error", cells=[NAME_UR, "0333-5557771"], problems=[{"text": f"“{NAME_UR}”"}]
    )
    ImportRow.objects.create(batch=batch, number=4, outcome="ambiguous", cells=["x", EMAIL.upper()])
    ImportBatch.objects.create(
        filename="waiting.csv", file=LINE.encode(), sha256="1" * 64, size=9, state=ImportBatch.State.UPLOADED
    )


def _mailed(contact, now):
    address = contact.main_address.address
    newsletter = MailingFactory(state="sending", purpose="newsletter", candidates=3, prepared=2, excluded=1)
    sent = MessageFactory(
        mailing=newsletter,
        address=address,
        contact_ref=str(contact.pk),
        state="sent",
        values={"name": NAME},
        last_reply=f"250 2.0.0 for {NAME}",
    )
    MessageFactory(
        mailing=newsletter, address=Address.objects.get(key=SECOND), contact_ref=str(contact.pk), values={"name": NAME}
    )
    Exclusion.objects.create(
        mailing=newsletter, contact_ref=str(contact.pk), reason=ExclusionReason.DUPLICATE, detail=NAME, address=address
    )
    news = feedback.News(
        message_pk=sent.pk,
        kind=EventKind.BOUNCED,
        at=now,
        source="report",
        fingerprint="f" * 64,
        permanent=True,
        detail=f"No such person: {NAME}",
    )
    feedback.hear(news, now=now)
    one_off = Mailing.objects.filter(kind=MailingKind.ONE_OFF).latest("pk")
    MailingContent.objects.filter(mailing=one_off).update(text=f"Dear {NAME}", calendar=f"CN={NAME}")
    Message.objects.filter(mailing=one_off).update(values={"name": NAME})


def _exported(now):
    log = ExportRecord.objects.create(at=now, what="contacts", format="csv")
    file = ExportFile.objects.create(
        record=log, state="ready", question={"search": NAME}, language="en", filename="contacts.csv", expires_at=now
    )
    ExportPiece.objects.create(file=file, number=0, data=LINE.encode())


def _worked_on(contact):
    ModelLogEntry.objects.create(
        content_type=ContentType.objects.get_for_model(Contact),
        object_id=str(contact.pk),
        label=str(contact),
        action="wagtail.edit",
        data={"title": NAME},
        timestamp=timezone.now(),
        user=staff(roles.COORDINATOR),
    )
