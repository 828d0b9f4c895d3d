"""Organisations by whatever people call them."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, Self

from django.db.models import Count, Max
from django.utils.text import slugify

from stakeholders import search
from stakeholders.importing.names import fold
from stakeholders.models import Organisation, OrganisationKind, OrganisationName


@dataclass(frozen=True, slots=True)
class Found:
    """What a name led to: one organisation, none, or several."""

    pk: int | None = None
    several: bool = False


@dataclass(slots=True)
class Organisations:
    """Every name, acronym, Urdu name and other name, folded. Some thousands at most: they are held in memory."""

    stamp: Any = None
    names: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    labels: dict[int, str] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Self:
        """Return what there is now, by two queries."""
        loaded = cls(stamp=_stamp())
        for pk, *names in Organisation.objects.values_list("pk", "name", "name_ur", "acronym"):
            loaded.add(pk, *names)
        for pk, folded in OrganisationName.objects.filter(organisation__merged_into=None).values_list(
            "organisation", "folded"
        ):
            loaded.names[folded].add(pk)
        return loaded

    def is_current(self) -> bool:
        """Say whether nobody added, renamed or merged one since, by one query per table."""
        return bool(self.stamp == _stamp())

    def add(self, pk: int, *names: str) -> None:
        """Let all of `names` lead to the organisation; the first is what it is called."""
        self.labels[pk] = names[0]
        for name in names:
            if folded := fold(name):
                self.names[folded].add(pk)

    def find(self, *names: str) -> Found:
        """Return the one organisation that bears the first of `names` that is known."""
        for name in names:
            if found := self.names.get(fold(name)) if name else None:
                return Found(next(iter(found))) if len(found) == 1 else Found(several=True)
        return Found()

    def create(self, wanted: dict[str, tuple[str, str]]) -> dict[str, int]:
        """Make organisations of folded name -> (name, code of the kind); return their keys. The public sees none."""
        kinds = dict(OrganisationKind.objects.values_list("code", "pk"))
        slugs = _free_slugs([name for name, _kind in wanted.values()])
        made = [
            Organisation(name=name[:255], slug=slug, kind_id=kinds[kind], public=False)
            for slug, (name, kind) in zip(slugs, wanted.values(), strict=True)
        ]
        Organisation.objects.bulk_create(made)
        search.refresh_organisations(organisation.pk for organisation in made)
        for organisation in made:
            self.add(organisation.pk, organisation.name)
        self.stamp = _stamp()
        return dict(zip(wanted, (organisation.pk for organisation in made), strict=True))


def _stamp() -> tuple[Any, ...]:
    organisations = Organisation.with_merged.aggregate(Max("updated_at"), Count("pk"))
    names = OrganisationName.objects.aggregate(Max("pk"), Count("pk"))
    return (*organisations.values(), *names.values())


def _free_slugs(names: list[str]) -> list[str]:
    """Return for each name a slug that no organisation has, nor another of `names`."""
    stems = [slugify(name)[:240] or "organisation" for name in names]
    taken = set(Organisation.with_merged.values_list("slug", flat=True)) if stems else set()
    slugs = []
    for stem in stems:
        slug, number = stem, 2
        while slug in taken:
            slug, number = f"{stem}-{number}", number + 1
        taken.add(slug)
        slugs.append(slug)
    return slugs
