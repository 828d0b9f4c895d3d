"""Forms of agendas: the short one for a new item, the whole one, and the order that items were dragged into."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meetings.agenda import rules
from meetings.enums import ItemKind
from meetings.exceptions import MeetingsError
from meetings.models import AgendaItem
from stakeholders.admin.viewsets import organisation_chooser

KINDS = [choice for choice in ItemKind.choices if choice[0] not in rules.STANDARD]
_LONGEST_ORDER = 20 * rules.MAX_ITEMS  # a key has 19 digits at most


class AddItemForm(forms.ModelForm):
    """What one types when an agenda is drawn up; the rest is on the item's own page."""

    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS, initial=ItemKind.DISCUSSION)
    duration = forms.IntegerField(
        label=_("Length in minutes"), min_value=1, max_value=rules.MAX_MINUTES, required=False
    )

    class Meta:
        model = AgendaItem
        fields = ["title", "kind", "duration", "presenter"]


class ItemForm(AddItemForm):
    """All of an item, with the revision that it was read at. A standard item keeps its kind."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    class Meta(AddItemForm.Meta):
        fields = ["title", "title_ur", "kind", "duration", "presenter", "organisation", "background", "visibility"]
        widgets = {
            "title_ur": forms.TextInput(attrs={"lang": "ur", "dir": "rtl"}),
            "organisation": organisation_chooser.widget_class,
            "background": forms.Textarea(attrs={"rows": 6}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.kind in rules.STANDARD:
            del self.fields["kind"]


class RevisionForm(forms.Form):
    """Which revision of an item somebody had before them when they decided."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


def order_in(data: QueryDict) -> dict[str, list[int]]:
    """Return the order of items that is asked for (`keys`) and the one that the page had shown (`seen`).

    Raises:
        MeetingsError: what was sent are no keys.
    """
    return {"keys": _keys(data.get("order", "")), "seen": _keys(data.get("seen", ""))}


def _keys(text: str) -> list[int]:
    parts = text[:_LONGEST_ORDER].split(",")
    if not all(part.isascii() and part.isdigit() for part in parts):
        raise MeetingsError(gettext("The order does not hold every item once: nothing was moved."))
    return [int(part) for part in parts]


def refused(form: forms.BaseForm, refusal: MeetingsError | ValidationError) -> None:
    """Show a refusal above the form, with all that was typed still in it."""
    form.add_error(None, refusal if isinstance(refusal, ValidationError) else ValidationError(str(refusal)))
