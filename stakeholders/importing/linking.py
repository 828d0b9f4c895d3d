"""Writing to contacts what they are reached by and marked with: addresses, telephone numbers, tags."""

from delivery.bulk import Table
from stakeholders.importing.people import kind_of
from stakeholders.importing.steps import Step
from stakeholders.importing.world import World
from stakeholders.models import Contact, ContactAddress, ContactPhone


def link(steps: list[Step], world: World, mailboxes: dict[str, int]) -> None:
    """Add what the plans of `steps` add; `mailboxes` are the addresses by key."""
    links: list[tuple[object, ...]] = []
    phones: list[tuple[object, ...]] = []
    tags: list[tuple[object, ...]] = []
    for step in steps:
        known = world.contacts.get(step.contact)
        needs_main = not (known and known.keys)
        for position, key in enumerate(step.changes.get("emails", {})):
            links.append((step.contact, mailboxes[key], kind_of(key).value, needs_main and position == 0))
            step.undo.setdefault("links", []).append(mailboxes[key])
        phones += [(step.contact, number, app) for number, app in step.changes.get("phones", {}).items()]
        tags += [(step.contact, tag) for tag in step.changes.get("tags", [])]
        step.undo.update((name, step.changes[name]) for name in ("phones", "tags") if name in step.changes)
    Table(ContactAddress(), ["contact_id", "address_id", "kind", "primary"]).insert(links)
    Table(ContactPhone(), ["contact_id", "number", "whatsapp"]).insert(phones)
    Table(Contact.tags.through(), ["contact_id", "tag_id"]).insert(tags)
