"""Putting a tag on many contacts, and taking it off again."""

from django.db import transaction
from django.db.models import QuerySet

from stakeholders.models import Contact, Tag

MOST = 20_000  # contacts at a time: a choice that large is more often a slip than meant
_CHUNK = 2000


@transaction.atomic
def put_on(*, tag: Tag, contacts: QuerySet[Contact]) -> int:
    """Put `tag` on those of the contacts that don't have it; return how many those are."""
    tagged = Contact.tags.through
    standing = tagged.objects.filter(tag=tag).values("contact")
    missing = list(contacts.order_by().exclude(pk__in=standing).values_list("pk", flat=True))
    tagged.objects.bulk_create(
        (tagged(contact_id=pk, tag_id=tag.pk) for pk in missing), batch_size=_CHUNK, ignore_conflicts=True
    )
    return len(missing)


@transaction.atomic
def take_off(*, tag: Tag, contacts: QuerySet[Contact]) -> int:
    """Take `tag` off the contacts; return how many had it."""
    tagged = Contact.tags.through.objects.filter(tag=tag, contact__in=contacts.order_by().values("pk"))
    deleted, _by_model = tagged.delete()
    return deleted
