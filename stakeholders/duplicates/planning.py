"""What a merge will do, worked out before it does it: the same plan is shown to a person and then carried out."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from home.folding import fold
from stakeholders.duplicates import strictness
from stakeholders.duplicates.relations import Relation, relations_to
from stakeholders.duplicates.subjects import Subject, subject_of
from stakeholders.models import Contact, ContactAddress, Organisation, OrganisationName


class Side(StrEnum):
    """Whose value a field takes."""

    KEPT = "kept"
    GONE = "gone"
    BOTH = "both"


@dataclass(frozen=True)
class Choices:
    """What a person chose; what they did not is as `proposed` says.

    `left_out` are rows, as (model label, key), that shall not be the survivor's: they stay with, or go to, the entry
    that disappears. `main_address` is the key of a `ContactAddress`.
    """

    sides: Mapping[str, Side] = field(default_factory=dict)
    left_out: frozenset[tuple[str, int]] = frozenset()
    main_address: int | None = None


@dataclass(frozen=True)
class Move:
    """Rows that change hands."""

    relation: Relation
    pks: list[int]


@dataclass(frozen=True)
class Plan:
    """What a merge will write."""

    subject: Subject
    kept: Contact | Organisation
    gone: Contact | Organisation
    values: dict[str, Any]  # of the survivor's own fields, by attribute name, where they change
    joining: list[Move]  # rows of the one that goes, for the survivor
    leaving: list[Move]  # rows of the survivor that were left out
    staying: list[Move]  # rows of the one that goes that the survivor has its own of, or that were left out
    main_address: int | None = None
    stopping: dict[int, set[str]] = field(default_factory=dict)  # address id → purposes that are withdrawn
    judged: dict[str, list[int]] = field(default_factory=dict)  # address ids of either side, and those of the one to be
    names: list[str] = field(default_factory=list)  # that the survivor is also known by


def proposed(subject: Subject, kept: Any, gone: Any, name: str) -> Side:
    """Return the side that a field takes where nobody chose: the survivor's, unless it says nothing."""
    own, other = getattr(kept, subject.attribute(name)), getattr(gone, subject.attribute(name))
    if own in ("", None) and other not in ("", None):
        return Side.GONE
    if name in subject.joinable and own and other and own != other:
        return Side.BOTH
    return Side.KEPT


def plan(kept: Any, gone: Any, choices: Choices) -> Plan:
    """Work out what merging `gone` into `kept` will write. Reads only."""
    subject = subject_of(kept)
    joining: list[Move] = []
    leaving: list[Move] = []
    staying: list[Move] = []
    for relation in relations_to(subject.model):
        theirs = list(relation.rows(gone.pk).values_list("pk", flat=True))
        out = {pk for label, pk in choices.left_out if label == relation.label}
        doubled = relation.doubled(kept=kept.pk, gone=gone.pk) if theirs else set()
        # A row that points at both, a unit that is part of the other, is settled by the fields.
        own = {kept.pk, gone.pk} if relation.model is subject.model else set()
        joins = [pk for pk in theirs if pk not in doubled | out | own]
        _append(joining, relation, joins)
        _append(staying, relation, [pk for pk in theirs if pk not in {*joins, *own}])
        if out:
            _append(leaving, relation, list(relation.rows(kept.pk).filter(pk__in=out).values_list("pk", flat=True)))
    values = _values(subject, kept, gone, choices)
    made = Plan(subject, kept, gone, values, joining, leaving, staying)
    return _for_contact(made, choices) if isinstance(kept, Contact) else _for_organisation(made)


def _append(moves: list[Move], relation: Relation, pks: list[int]) -> None:
    if pks:
        moves.append(Move(relation, pks))


def _values(subject: Subject, kept: Any, gone: Any, choices: Choices) -> dict[str, Any]:
    values = {}
    for name in subject.chosen:
        attribute = subject.attribute(name)
        own, other = getattr(kept, attribute), getattr(gone, attribute)
        match choices.sides.get(name) or proposed(subject, kept, gone, name):
            case Side.GONE:
                values[attribute] = other
            case Side.BOTH if name in subject.joinable:
                values[attribute] = "\n\n".join(text for text in (own, other) if text)
    for name, combined in subject.combined.items():
        values[name] = combined(getattr(kept, name), getattr(gone, name))
    return {name: value for name, value in values.items() if value != getattr(kept, name)}


def _for_contact(made: Plan, choices: Choices) -> Plan:
    """Add which address is the main one, and what stricter consent stops at the survivor's addresses."""
    links = ContactAddress.objects.filter(contact__in=[made.kept.pk, made.gone.pk]).order_by("-primary", "pk")
    rows = list(links)
    leaving, joining = (_pks(moves, ContactAddress) for moves in (made.leaving, made.joining))
    own = [row for row in rows if row.contact_id == made.kept.pk and row.pk not in leaving]
    final = own + [row for row in rows if row.pk in joining]
    main = next((row for row in final if row.pk == choices.main_address), None) or next(iter(final), None)
    ones = [row.address_id for row in rows if row.contact_id == made.kept.pk]
    others = [row.address_id for row in rows if row.contact_id == made.gone.pk]
    stopping = strictness.noes(ones, others)
    reached = {row.address_id for row in final}
    return replace(
        made,
        main_address=main.pk if main else None,
        stopping={address: purposes for address, purposes in stopping.items() if address in reached},
        judged={"kept": ones, "gone": others, "reached": sorted(reached)},
    )


def _pks(moves: list[Move], model: type) -> set[int]:
    return {pk for move in moves if move.relation.model is model for pk in move.pks}


def _for_organisation(made: Plan) -> Plan:
    """Add what the survivor is part of, never itself, and the names by which it will be found too."""
    values = dict(made.values)
    parent = _parent(made.kept, made.gone, wanted=values.pop("parent_id", made.kept.parent_id))
    if parent != made.kept.parent_id:
        values["parent_id"] = parent
    own = [values.get(name, getattr(made.kept, name)) for name in _NAMES]
    joining = _pks(made.joining, OrganisationName) - _pks(made.leaving, OrganisationName)
    known = {fold(name) for name in own}
    known |= set(made.kept.names.values_list("folded", flat=True))
    known |= set(OrganisationName.objects.filter(pk__in=joining).values_list("folded", flat=True))
    names = []
    for record in (made.kept, made.gone):
        for name in (getattr(record, field_name) for field_name in _NAMES):
            if name and fold(name) not in known:
                known.add(fold(name))
                names.append(name)
    return replace(made, values=values, names=names)


_NAMES = ("name", "name_ur", "acronym")


def _parent(kept: Organisation, gone: Organisation, *, wanted: int | None) -> int | None:
    """Return what the survivor is part of: `wanted`, or else what one of the two was; nothing that is part of it."""
    if wanted is None:
        return None
    candidates = (wanted, kept.parent_id, gone.parent_id)
    both = {kept.pk, gone.pk}
    return next((pk for pk in candidates if pk is not None and not both & _line_of(pk)), None)


def _line_of(pk: int | None) -> set[int]:
    """Return the key of an organisation and of all that it is part of."""
    line: set[int] = set()
    while pk is not None and pk not in line:
        line.add(pk)
        pk = Organisation.with_merged.values_list("parent", flat=True).get(pk=pk)
    return line
