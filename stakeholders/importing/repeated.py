"""Rows of one file that are about one person: the first is taken, the others are told its number."""

from stakeholders.importing import reasons
from stakeholders.importing.names import fold
from stakeholders.importing.options import Options, SameName
from stakeholders.importing.organisations import Organisations
from stakeholders.importing.people import Person
from stakeholders.importing.planning import Outcome, Plan


class FirstRows:
    """Which row first named a mailbox, a number with a name, a name with an organisation, or meant a contact."""

    def __init__(self, organisations: Organisations, options: Options) -> None:
        self._organisations = organisations
        self._by_name_too = options.same_name == SameName.STOP
        self._rows: dict[object, int] = {}

    def settle(self, number: int, person: Person, plan: Plan) -> Plan:
        """Return `plan`, or an ambiguous one where an earlier row is about the same person. Rows come in order."""
        if plan.outcome in (Outcome.ERROR, Outcome.AMBIGUOUS, Outcome.SKIP):
            return plan
        traits = self._traits(person, plan)
        for code, column, trait in traits:
            if earlier := self._rows.get(trait):
                remark = reasons.problem(code, str(earlier), column=column)
                matches = [plan.contact] if plan.contact else []
                return Plan(Outcome.AMBIGUOUS, [*plan.problems, remark], matches=matches)
        self._rows.update((trait, number) for _code, _column, trait in traits)
        return plan

    def _traits(self, person: Person, plan: Plan) -> list[tuple[str, str, object]]:
        traits: list[tuple[str, str, object]] = [("same_address_in_row", "email", key) for key in person.emails]
        name = fold(person.name or person.name_ur)
        if name:
            traits += [("same_phone_in_row", "phone", (number, name)) for number in person.phones]
        if plan.contact is not None:
            traits.append(("same_contact_in_row", "", plan.contact))
        elif name and self._by_name_too and (person.organisation or person.acronym):
            found = self._organisations.find(person.organisation, person.acronym)
            traits.append(("same_name_in_row", "name", (name, found.pk or fold(person.organisation or person.acronym))))
        return traits
