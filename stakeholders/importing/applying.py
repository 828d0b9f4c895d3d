"""Writing one chunk of a file into the directory, and keeping with each row what it wrote: the way back.

The caller holds a transaction and the claim on the batch. Queries are as many for a thousand rows as for ten.
"""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from delivery import addresses, bulk, suppression
from delivery.exceptions import InvalidAddress
from delivery.models import Address
from stakeholders import consent, search
from stakeholders.consent import Action
from stakeholders.importing import linking, posting
from stakeholders.importing.names import fold
from stakeholders.importing.options import ConsentGrounds, Options
from stakeholders.importing.organisations import Organisations
from stakeholders.importing.people import Person
from stakeholders.importing.steps import Step
from stakeholders.importing.world import FIELDS, World
from stakeholders.models import ConsentRecord, ConsentWording, Contact, ImportRow, Topic


@dataclass(slots=True)
class Writer:
    """What is the same for all chunks of a batch. `by` is the key of who imports."""

    options: Options
    organisations: Organisations
    wording: ConsentWording | None
    by: int | None

    def write(self, steps: list[Step], world: World, *, now: datetime.datetime) -> None:
        """Write what the plans of `steps` say, and mark their rows as applied, in the caller's transaction.

        Raises:
            DatabaseError: another person wrote the same at the same moment; nothing of the chunk is kept.
        """
        today = timezone.localdate(now)
        mailboxes = self._mailboxes(steps, world)
        self._organisations(steps)
        self._contacts(steps, world, now)
        linking.link(steps, world, mailboxes)
        posting.post(steps, world, today=today)
        self._consent(steps, mailboxes, now)
        self._refusals(steps, world, mailboxes, now)
        search.refresh_contacts(step.contact for step in steps)
        _mark(steps, now)

    def _mailboxes(self, steps: list[Step], world: World) -> dict[str, int]:
        """Return the address of every key, making those that are missing."""
        missing = {key: step for step in steps for key in step.changes.get("emails", {}) if key not in world.mailboxes}
        made = addresses.get_or_create_many(step.changes["emails"][key] for key, step in missing.items())
        mailboxes = dict(world.mailboxes)
        for key, step in missing.items():
            address = made[step.changes["emails"][key]]
            if isinstance(address, InvalidAddress):
                raise address  # the check lets none through
            mailboxes[key] = address.pk
            step.undo.setdefault("mailboxes", []).append(address.pk)
        return mailboxes

    def _organisations(self, steps: list[Step]) -> None:
        """Make what the directory lacks, once, and let the posts refer to it."""
        wanted: dict[str, tuple[str, str]] = {}
        makers: dict[str, Step] = {}
        naming = [step for step in steps if "name" in step.changes.get("post", {})]
        for step in naming:
            post = step.changes["post"]
            folded = fold(post["name"])
            if (known := self.organisations.find(post["name"])).pk:
                post["organisation"] = known.pk
            elif folded not in wanted:
                wanted[folded], makers[folded] = (post["name"], post["kind"]), step
        made = self.organisations.create(wanted) if wanted else {}
        for step in naming:
            step.changes["post"].setdefault("organisation", made.get(fold(step.changes["post"]["name"])))
        for folded, step in makers.items():
            step.undo.setdefault("made", []).append(made[folded])

    def _contacts(self, steps: list[Step], world: World, now: datetime.datetime) -> None:
        new = [step for step in steps if not step.contact]
        made = Contact.objects.bulk_create(
            Contact(**{name: after for name, (_before, after) in step.changes["fields"].items()}) for step in new
        )
        for step, contact in zip(new, made, strict=True):
            step.contact = contact.pk
            step.undo["created"] = True
        changed = [step for step in steps if step.changes.get("fields") and "created" not in step.undo]
        rows = []
        for step in changed:
            after = {name: value for name, (_before, value) in step.changes["fields"].items()}
            values = {**world.contacts[step.contact].fields, **after}
            rows.append((*(values[name] for name in FIELDS), now, step.contact))
            step.undo["fields"] = step.changes["fields"]
        bulk.update(Contact, (*FIELDS, "updated_at"), rows)

    def _consent(self, steps: list[Step], mailboxes: dict[str, int], now: datetime.datetime) -> None:
        grounds = self.options.consent
        giving = [step for step in steps if step.changes.get("consent")]
        if grounds is None or not giving:
            return
        records = [
            (step, self._record(grounds, mailboxes[next(iter(step.person.emails))], topic, now))
            for step in giving
            for topic in step.changes["consent"]
        ]
        consent.record_many(record for _step, record in records)
        for step, record in records:
            step.undo.setdefault("consent", []).append([record.address_id, record.purpose, record.pk])

    def _refusals(self, steps: list[Step], world: World, mailboxes: dict[str, int], now: datetime.datetime) -> None:
        """Write down the no that the file tells of, of every topic on which nothing was said here: nobody asks again.

        It is the other program's word, and stays when the import is undone.
        """
        refused = {next(iter(step.person.emails)) for step in steps if step.person.stopped and step.person.emails}
        if not refused:
            return
        topics = list(Topic.objects.values_list("code", flat=True))
        consent.record_many(
            ConsentRecord(
                address_id=mailboxes[key],
                purpose=topic,
                action=Action.WITHDRAWN,
                source=ConsentRecord.Source.PROVIDER,
                at=now,
                recorded_by_id=self.by,
            )
            for key in sorted(refused)
            for topic in topics
            if topic not in world.consent.get(key, {})
        )

    def _record(self, grounds: ConsentGrounds, address: int, topic: str, now: datetime.datetime) -> ConsentRecord:
        return ConsentRecord(
            address_id=address,
            purpose=topic,
            action=Action.GIVEN,
            basis=grounds.basis,
            source=ConsentRecord.Source.IMPORT,
            at=now,
            language=self.wording.language if self.wording else "",
            wording=self.wording,
            note=grounds.note,
            recorded_by_id=self.by,
        )


def hold(people: list[Person]) -> None:
    """Lock the mailboxes that the rows name, before anything is read of them.

    Of two that write at once the later sees the earlier: a no, an erasure, a merge of whom the rows mean.
    """
    keys = {key for person in people for key in person.emails}
    suppression.lock_addresses(Address.objects.filter(key__in=keys).values_list("pk", flat=True))


def _mark(steps: list[Step], now: datetime.datetime) -> None:
    bulk.update(
        ImportRow,
        ["contact_id", "undo", "applied_at"],
        [(step.contact, step.undo, now, step.row.pk) for step in steps],
    )
