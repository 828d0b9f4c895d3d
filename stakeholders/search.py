"""The one folded column by which contacts and organisations are searched, and who keeps it true."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone

from stakeholders.folding import fold
from stakeholders.models import Affiliation, Contact, ContactAddress, ContactPhone, Organisation, OrganisationName

CHUNK = 2000  # rows written at a time


def matching(records: QuerySet, text: str) -> QuerySet:
    """Return those of `records` (contacts or organisations) in which every word of `text` stands, folded."""
    for word in fold(text).split():
        records = records.filter(search_text__contains=word)
    return records


def refresh_contacts(pks: Iterable[int]) -> None:
    """Write the search column of these contacts anew, by a few queries whatever their number."""
    contacts = list(Contact.objects.filter(pk__in=list(pks)))
    wanted = [contact.pk for contact in contacts]
    parts: dict[int, list[str]] = {contact.pk: [] for contact in contacts}
    for contact in contacts:
        parts[contact.pk] += [
            *(contact.name, contact.name_ur),
            *(contact.stated_designation, contact.stated_organisation),
        ]
    for owner, email in ContactAddress.objects.filter(contact__in=wanted).values_list("contact", "address__email"):
        parts[owner].append(email)
    for owner, number in ContactPhone.objects.filter(contact__in=wanted).values_list("contact", "number"):
        parts[owner].append(number)
    posts = Affiliation.objects.current(timezone.localdate()).filter(contact__in=wanted)
    names = ("designation", "organisation__name", "organisation__name_ur", "organisation__acronym")
    for owner, *post in posts.values_list("contact", *names):
        parts[owner] += post
    for contact in contacts:
        contact.search_text = " ".join(fold(part) for part in parts[contact.pk] if part)
    Contact.objects.bulk_update(contacts, ["search_text"], batch_size=CHUNK)


def refresh_organisations(pks: Iterable[int]) -> None:
    """Write the search column of these organisations anew: all their names."""
    organisations = list(Organisation.objects.filter(pk__in=list(pks)))
    parts = {
        organisation.pk: [organisation.name, organisation.name_ur, organisation.acronym]
        for organisation in organisations
    }
    for owner, name in OrganisationName.objects.filter(organisation__in=parts).values_list("organisation", "name"):
        parts[owner].append(name)
    for organisation in organisations:
        organisation.search_text = " ".join(fold(part) for part in parts[organisation.pk] if part)
    Organisation.objects.bulk_update(organisations, ["search_text"], batch_size=CHUNK)
