"""What one row would do: to whom, what it would write, and what stands in its way. Writes nothing, asks nothing."""

from dataclasses import dataclass, field
from typing import Any

from delivery.enums import SuppressionReason
from stakeholders.consent import Action
from stakeholders.importing import reasons
from stakeholders.importing.matching import Match, match
from stakeholders.importing.names import fold
from stakeholders.importing.options import Options, UnknownOrganisation
from stakeholders.importing.organisations import Organisations
from stakeholders.importing.people import Person
from stakeholders.importing.reasons import Remark
from stakeholders.importing.world import Known, World
from stakeholders.models import ConsentRecord, ImportRow

Outcome = ImportRow.Outcome
ERASED = "erased"
TODAY = "today"  # the day of the import: a move that the file gives no day for


@dataclass(slots=True)
class Plan:
    """The outcome; `changes` is what would be written, in JSON's types:

    fields: attribute -> [before, after]; emails: key -> address; phones: number -> WhatsApp; tags: keys;
    post: {organisation, name, kind, designation, closes, starts}; filled: [post, designation]; consent: topics.
    """

    outcome: Outcome
    problems: list[Remark] = field(default_factory=list)
    contact: int | None = None
    matches: list[int] = field(default_factory=list)
    changes: dict[str, Any] = field(default_factory=dict)

    @property
    def writes(self) -> bool:
        return self.outcome in (Outcome.CREATE, Outcome.UPDATE)


@dataclass(frozen=True, slots=True)
class Planner:
    """What holds for all rows of a file. `languages` are the keys of languages by code."""

    options: Options
    organisations: Organisations
    languages: dict[str, int]

    def plan(self, person: Person, world: World) -> Plan:
        """Return what the row of `person` does in `world`."""
        if not person.emails and not (person.phones and (person.name or person.name_ur)):
            return Plan(Outcome.ERROR, [reasons.problem("nobody")])
        if any(ERASED in world.suppressed[key].values() for key in person.emails if key in world.suppressed):
            return Plan(Outcome.SKIP, [reasons.problem("erased", column="email")])
        found = match(person, world, self.organisations, self.options)
        if found.ambiguous:
            return Plan(Outcome.AMBIGUOUS, [reasons.problem(found.ambiguous)], matches=found.candidates)
        if found.contact is None:
            return self._new(person, world)
        return self._known(person, world, world.contacts[found.contact], found)

    def _new(self, person: Person, world: World) -> Plan:
        plan = Plan(Outcome.CREATE)
        language = person.language or self.languages[self.options.language]
        post, stated = self._post(person, plan)
        values = {
            "name": person.name,
            "name_ur": person.name_ur,
            "language_id": language,
            "province_id": person.province,
            "stated_organisation": stated,
            "note": person.note,
        }
        plan.changes = _without_empty(
            {
                "fields": {name: [None, value] for name, value in values.items() if value},
                "emails": dict(person.emails),
                "phones": dict(person.phones),
                "tags": sorted({*person.tags, *self.options.tags}),
                "post": post,
                "consent": self._consent(person, set(person.emails), world, plan),
            }
        )
        return plan

    def _known(self, person: Person, world: World, contact: Known, found: Match) -> Plan:
        plan = Plan(Outcome.UPDATE, contact=contact.pk)
        if found.by_given_up_address:
            plan.problems.append(reasons.warning("given_up_address", column="email"))
        post, stated, filled = self._move(person, contact, plan)
        plan.changes = _without_empty(
            {
                "fields": self._fields(person, contact, stated, plan),
                "emails": {key: email for key, email in person.emails.items() if key not in contact.keys},
                "phones": {number: app for number, app in person.phones.items() if number not in contact.phones},
                "tags": sorted({*person.tags, *self.options.tags} - contact.tags),
                "post": post,
                "filled": filled,
                "consent": self._consent(person, contact.keys.union(person.emails), world, plan),
            }
        )
        if not plan.changes:
            plan.outcome = Outcome.UNCHANGED
        return plan

    def _fields(self, person: Person, contact: Known, stated: str, plan: Plan) -> dict[str, list[Any]]:
        """Fill what is empty; write over what is there only where the batch says so, and never with nothing."""
        offered = {
            "name": person.name,
            "name_ur": person.name_ur,
            "language_id": person.language,
            "province_id": person.province,
            "stated_organisation": stated,
            "note": person.note,
        }
        changes = {}
        for name, value in offered.items():
            before = contact.fields[name]
            if not value or _says_the_same(name, before, value):
                continue
            if not before:
                changes[name] = [before, value]
            elif name == "note":  # a note is added to: what the unit wrote is not in the file
                changes[name] = [before, f"{before}\n{value}"]
            elif self.options.file_wins:
                changes[name] = [before, value]
            else:
                field_name = name.removesuffix("_id")
                plan.problems.append(reasons.warning(f"kept_{field_name}", column=field_name))
        return changes

    def _post(self, person: Person, plan: Plan) -> tuple[dict[str, Any] | None, str]:
        """Return the post that the row names, and the organisation in words where there is no record of it."""
        if not person.organisation and not person.acronym:
            if person.designation:
                plan.problems.append(
                    reasons.warning("post_without_organisation", person.designation, column="designation")
                )
            return None, ""
        found = self.organisations.find(person.organisation, person.acronym)
        if found.pk:
            return {"organisation": found.pk, "designation": person.designation, "starts": person.since}, ""
        stated = (person.organisation or person.acronym)[:200]
        if found.several:
            plan.problems.append(reasons.warning("organisation_of_several", stated, column="organisation"))
        elif self.options.organisations == UnknownOrganisation.CREATE:
            kind = person.kind or self.options.kind
            plan.problems.append(reasons.warning("organisation_made", stated, column="organisation"))
            named = {"name": person.organisation or person.acronym, "kind": kind}
            return {**named, "designation": person.designation, "starts": person.since}, ""
        else:
            plan.problems.append(reasons.warning("organisation_unknown", stated, column="organisation"))
        return None, stated

    def _move(self, person: Person, contact: Known, plan: Plan) -> tuple[dict[str, Any] | None, str, list[Any]]:
        """Compare the post in the row with those held now. A move ends one and begins another: nothing is lost."""
        post, stated = self._post(person, plan)
        if post is None:
            return None, "" if contact.posts and not self.options.file_wins else stated, []
        there = next((held for held in contact.posts if held.organisation == post.get("organisation")), None)
        if there is None and not contact.posts:
            return post, "", []
        if there is not None and not (person.designation and there.designation != person.designation):
            return None, "", []
        if there is not None and not there.designation:
            return None, "", [there.pk, person.designation]
        if not self.options.file_wins:
            plan.problems.append(reasons.warning("kept_post", column="organisation"))
            return None, "", []
        leaves = there or (contact.posts[0] if len(contact.posts) == 1 else None)
        if leaves is None:
            plan.problems.append(reasons.warning("several_posts"))
        return {**post, "closes": leaves and leaves.pk, "starts": person.since or TODAY}, "", []

    def _consent(self, person: Person, keys: set[str], world: World, plan: Plan) -> list[str]:
        """Return the topics that the batch may give at the row's first address, and tell whom it must not revive.

        What the person refused at any of their mailboxes, `keys`, they refused: a new address is no way around it. What
        an earlier import gave and took back (see `undoing`) was nobody's word.
        """
        key = next(iter(person.emails), None)
        if key is None:
            return []
        suppressed = _complaints(world, keys) | world.suppressed.get(key, {})
        stopped = {
            topic
            for mailbox in keys
            for topic, stand in world.consent.get(mailbox, {}).items()
            if stand.action == Action.WITHDRAWN and stand.source != ConsentRecord.Source.IMPORT
        }
        plan.problems += [reasons.not_revived(why, topic) for topic, why in sorted(suppressed.items())]
        plan.problems += [reasons.not_revived("unsubscribed", topic) for topic in sorted(stopped)]
        if person.stopped:
            plan.problems.append(reasons.not_revived(f"file_{person.stopped}", ""))
        if self.options.consent is None or "" in suppressed or person.stopped:
            return []
        offered = set(self.options.consent.topics)
        wanted = offered if person.topics is None else offered.intersection(person.topics)
        given = {topic for topic, stand in world.consent.get(key, {}).items() if stand.action == Action.GIVEN}
        return sorted(wanted - stopped - given - suppressed.keys())


def _complaints(world: World, keys: set[str]) -> dict[str, str]:
    """Return the topics of which the person complained, wherever. A bounce, unlike that, is the mailbox's alone."""
    return {
        topic: why
        for mailbox in keys
        for topic, why in world.suppressed.get(mailbox, {}).items()
        if why == SuppressionReason.COMPLAINT
    }


def _says_the_same(name: str, before: Any, value: Any) -> bool:
    """Say whether the directory has it already; names in capitals or with another ye are no news."""
    if name == "note":
        return value in before
    return before == value or (isinstance(value, str) and fold(before or "") == fold(value))


def _without_empty(changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in changes.items() if value}
