"""The form of a segment: its name, and its rule as rows and groups."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from stakeholders.exceptions import UnknownCriterionError
from stakeholders.models import Segment
from stakeholders.segments import builder, rules
from stakeholders.segments.rules import EVERYBODY, Rule


def built(data: QueryDict, *, complain: bool) -> builder.Group:
    """Return the builder as it was submitted; with `complain`, what is missing is marked."""
    group = builder.submitted(data)
    builder.fill(group, on=timezone.localdate(), complain=complain)
    return group


def rule_in(group: builder.Group) -> Rule:
    """Return the rule that a builder says.

    Raises:
        ValidationError: it says nothing, or too much, or something that is not there.
    """
    if any(row.error or (row.criterion and not row.values) for row in group.rows()):
        raise ValidationError(_("Each condition needs something that is chosen."))
    rule = builder.rule_of(group)
    if rule is None:
        raise ValidationError(_("Add at least one condition."))
    try:
        rules.check(rule, most=rules.MAX_OF_SEGMENT)
    except UnknownCriterionError as error:
        raise ValidationError(str(error)) from error
    return rule


class SegmentForm(WagtailAdminModelForm):
    """A segment's name and note; the rule is read from the builder's inputs, which are named by their place."""

    class Meta:
        model = Segment
        fields = ["name", "note"]
        widgets = {"note": forms.TextInput}

    def __init__(self, *args: Any, changing: QueryDict | None = None, **kwargs: Any) -> None:
        """With `changing`, a form whose parts are being added and removed: shown as it is, not yet judged."""
        super().__init__(*args, **kwargs)
        if changing is not None:
            self.initial |= {name: changing.get(name, "") for name in self.fields}
            self.builder = built(changing, complain=False)
        elif isinstance(self.data, QueryDict):
            self.builder = built(self.data, complain=True)
        else:
            self.builder = self._stored()

    def _stored(self) -> builder.Group:
        """Return what is stored, as far as it still means something; a new segment begins with an empty row."""
        try:
            group = builder.showing(rules.read(self.instance.rule) if self.instance.rule else EVERYBODY)
        except UnknownCriterionError:
            group = builder.showing(EVERYBODY)
        if not group.parts:
            group.parts.append(builder.Row(path=f"{builder.ROOT}.0"))
        builder.fill(group, on=timezone.localdate(), complain=False)
        return group

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        try:
            self.instance.rule = rule_in(self.builder).to_json()
        except ValidationError as error:
            self.add_error(None, error)
        return cleaned

    def save(self, commit: bool = True) -> Segment:
        if self.instance.pk is None:
            self.instance.created_by = self.for_user
        return super().save(commit=commit)
