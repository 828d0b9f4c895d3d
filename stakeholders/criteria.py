"""What an audience is defined by: codes of the controlled lists, checked when they are read, and told in words."""

from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from stakeholders.exceptions import UnknownCriterionError
from stakeholders.models import Language, OrganisationKind, Province, Topic
from stakeholders.models.terms import Term

RESOLVER = "stakeholders.subscribers"


@dataclass(frozen=True, kw_only=True)
class Criteria:
    """Codes of the controlled lists. An empty tuple leaves its list open: contacts of any province, say."""

    topic: str
    provinces: tuple[str, ...] = field(default=(), metadata={"list": Province})
    kinds: tuple[str, ...] = field(default=(), metadata={"list": OrganisationKind})
    languages: tuple[str, ...] = field(default=(), metadata={"list": Language})

    def to_json(self) -> dict[str, Any]:
        """Return what a mailing stores as its audience: the resolver's name and the criteria."""
        return {"resolver": RESOLVER, **{key: _plain(value) for key, value in asdict(self).items()}}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Return the criteria that `to_json` wrote. Retired entries of a list still count.

        Raises:
            UnknownCriterionError: a key or a code that we don't know, or a value that is no list of codes.
        """
        known = {item.name: item for item in fields(cls)}
        if unknown := data.keys() - known.keys() - {"resolver"}:
            raise UnknownCriterionError(f"Unknown criteria: {', '.join(sorted(unknown))}")
        topic = data.get("topic")
        if not isinstance(topic, str) or not Topic.objects.filter(code=topic).exists():
            raise UnknownCriterionError(f"Unknown topic: {topic!r}")
        lists = {
            name: _known_codes(item.metadata["list"], data.get(name, ()))
            for name, item in known.items()
            if "list" in item.metadata
        }
        return cls(topic=topic, **lists)


def _plain(value: str | tuple[str, ...]) -> str | list[str]:
    return value if isinstance(value, str) else list(value)


def _known_codes(model: type[Term], codes: Any) -> tuple[str, ...]:
    if not isinstance(codes, list | tuple) or not all(isinstance(code, str) for code in codes):
        raise UnknownCriterionError(f"Not a list of codes: {codes!r}")
    if not codes:
        return ()
    known = set(model.objects.filter(code__in=codes).values_list("code", flat=True))
    if unknown := [code for code in codes if code not in known]:
        raise UnknownCriterionError(f"Unknown in {model._meta.verbose_name_plural}: {', '.join(unknown)}")
    return tuple(dict.fromkeys(codes))


def in_words(criteria: Criteria) -> str:
    """Return the criteria as a sentence in the active language, for the screen on which a person approves them."""
    clauses = [_("Everybody who takes “%(topic)s”") % {"topic": _labels(Topic, (criteria.topic,))}]
    if criteria.provinces:
        clauses.append(_("in %(provinces)s") % {"provinces": _labels(Province, criteria.provinces)})
    if criteria.kinds:
        clauses.append(
            _("at an organisation of the kind %(kinds)s") % {"kinds": _labels(OrganisationKind, criteria.kinds)}
        )
    if criteria.languages:
        clauses.append(_("who reads %(languages)s") % {"languages": _labels(Language, criteria.languages)})
    return pgettext("between the parts of a list", ", ").join(clauses)


def _labels(model: type[Term], codes: tuple[str, ...]) -> str:
    """Return “A”, “A or B”, “A, B or C” for the entries with `codes`, in their list's order."""
    *others, last = [str(term) for term in model.objects.filter(code__in=codes)]
    if not others:
        return last
    return _("%(others)s or %(last)s") % {
        "others": pgettext("between the parts of a list", ", ").join(others),
        "last": last,
    }
