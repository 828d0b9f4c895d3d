"""Two records side by side, and the form in which a person chooses what the survivor has."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.db.models import Model
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stakeholders.duplicates.planning import Choices, Side, proposed
from stakeholders.duplicates.relations import Relation, relations_to
from stakeholders.duplicates.subjects import CONTACT, Subject, subject_of
from stakeholders.models import Affiliation, Contact, ContactAddress, ContactPhone, Organisation, OrganisationName

SIDES = [(Side.KEPT, gettext_lazy("of the entry that stays")), (Side.GONE, gettext_lazy("of the other"))]
BOTH = (Side.BOTH, gettext_lazy("both, one below the other"))


def _post(post: Any) -> str:
    dates = [date_format(day, "SHORT_DATE_FORMAT") if day else "…" for day in (post.start, post.end)]
    return f"{post} ({' – '.join(dates)})" if post.start or post.end else str(post)


@dataclass(frozen=True)
class Group:
    """Rows of one kind that a person may leave out, one by one."""

    heading: Any
    model: type[Model]
    related: tuple[str, ...]
    told: Callable[[Any], str]


def groups_of(subject: Subject) -> list[Group]:
    """Return the rows that are shown one by one; those of higher rooms are only counted."""
    if subject is CONTACT:
        return [
            Group(_("Addresses"), ContactAddress, ("address",), lambda row: f"{row} ({row.get_kind_display()})"),
            Group(_("Telephone numbers"), ContactPhone, (), str),
            Group(_("Posts"), Affiliation, ("organisation",), _post),
            Group(_("Tags"), Contact.tags.through, ("tag",), lambda row: str(row.tag)),
        ]
    return [
        Group(_("Other names"), OrganisationName, (), lambda row: f"{row} ({row.get_reason_display()})"),
        Group(_("Provinces"), Organisation.provinces.through, ("province",), lambda row: str(row.province)),
        Group(_("Sectors"), Organisation.sectors.through, ("sector",), lambda row: str(row.sector)),
    ]


def relation_of(subject: Subject, model: type[Model]) -> Relation:
    return next(relation for relation in relations_to(subject.model) if relation.model is model)


def version_of(*records: Any) -> str:
    """Return what changes when one of the records is saved: a choice made of older values is asked for again."""
    return " ".join(record.updated_at.isoformat() for record in records)


@dataclass
class Item:
    """One row of one side. `value` is empty where there is nothing to choose: both have it."""

    value: str
    text: str


class MergeForm(forms.Form):
    """Which side each differing field takes, which rows join, and which address is the main one."""

    seen = forms.CharField(widget=forms.HiddenInput)
    rows = forms.MultipleChoiceField(required=False)
    main_address = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, kept: Any, gone: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept, self.gone = kept, gone
        self.subject = subject_of(kept)
        self.offered = {group: self._items(group) for group in groups_of(self.subject)}
        self._choice("rows").choices = [(item.value, item.text) for item in self._everything()]
        self.fields["rows"].initial = [item.value for item in self._everything()]
        self.fields["seen"].initial = version_of(kept, gone)
        self._add_sides()
        self._add_main_address()

    def _items(self, group: Group) -> tuple[list[Item], list[Item]]:
        relation = relation_of(self.subject, group.model)
        pair = (self.kept.pk, self.gone.pk)
        doubled = relation.doubled(kept=pair[0], gone=pair[1]) | relation.doubled(kept=pair[1], gone=pair[0])
        kept, gone = (
            [
                Item("" if row.pk in doubled else f"{relation.label}:{row.pk}", group.told(row))
                for row in relation.rows(pk).select_related(*group.related)
            ]
            for pk in pair
        )
        return kept, gone

    def _everything(self) -> list[Item]:
        """Return the rows that may be left out."""
        return [item for sides in self.offered.values() for side in sides for item in side if item.value]

    def _add_sides(self) -> None:
        for name in self.differing:
            self.fields[name] = forms.TypedChoiceField(
                choices=[*SIDES, *([BOTH] if name in self.subject.joinable else [])],
                coerce=Side,
                widget=forms.RadioSelect,
                initial=proposed(self.subject, self.kept, self.gone, name),
            )

    def _add_main_address(self) -> None:
        links = ContactAddress.objects.none()
        if self.subject is CONTACT:
            links = ContactAddress.objects.filter(contact__in=[self.kept.pk, self.gone.pk]).select_related("address")
        emails = {link.address_id: (link.pk, str(link)) for link in sorted(links, key=self._own_last)}
        self._choice("main_address").choices = list(emails.values())
        main = (self.kept.main_address or self.gone.main_address) if self.subject is CONTACT else None
        self.fields["main_address"].initial = main.pk if main else None

    def _choice(self, name: str) -> forms.ChoiceField:
        return cast(forms.ChoiceField, self.fields[name])

    def _own_last(self, link: ContactAddress) -> bool:
        """Sort so that, of two links to one address, the survivor's is the one that counts."""
        return link.contact_id == self.kept.pk

    @property
    def differing(self) -> list[str]:
        """Return the fields in which the two say different things."""
        attributes = {name: self.subject.attribute(name) for name in self.subject.chosen}
        return [name for name, held in attributes.items() if getattr(self.kept, held) != getattr(self.gone, held)]

    def clean_seen(self) -> str:
        seen: str = self.cleaned_data["seen"]
        if seen != version_of(self.kept, self.gone):
            raise forms.ValidationError(_("One of the two was changed meanwhile. Look at them again."))
        return seen

    def choices(self) -> Choices:
        """Return what was chosen, or what is proposed where nothing valid was sent."""
        if not self.is_bound or not self.is_valid():
            return Choices()
        joining = set(self.cleaned_data["rows"])
        out = {item.value for item in self._everything() if item.value not in joining}
        return Choices(
            sides={name: self.cleaned_data[name] for name in self.differing},
            left_out=frozenset((label, int(pk)) for label, _colon, pk in (value.partition(":") for value in out)),
            main_address=self.cleaned_data["main_address"],
        )

    def field_rows(self) -> list[dict[str, Any]]:
        """Return each field that either side fills: label, both texts and, where they differ, the choice."""
        differing = self.differing
        rows = []
        for name in self.subject.chosen:
            texts = [_text(getattr(record, name)) for record in (self.kept, self.gone)]
            if any(texts):
                label = capfirst(self.subject.model._meta.get_field(name).verbose_name)
                options = dict(zip(Side, self[name], strict=False)) if name in differing else {}
                rows.append({"name": name, "label": label, "texts": texts, "options": options})
        return rows

    def groups(self) -> list[dict[str, Any]]:
        """Return each kind of rows that either side has, with what is ticked."""
        ticked = set(self["rows"].value() or [])
        return [
            {"label": group.heading, "sides": [[(item, item.value in ticked) for item in side] for side in sides]}
            for group, sides in self.offered.items()
            if any(sides)
        ]


def _text(value: Any) -> str:
    return "" if value in (None, "") else str(value)
