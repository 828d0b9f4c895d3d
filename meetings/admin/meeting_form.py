"""The form of a meeting's details. It writes nothing itself: `meetings.details` does."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm, formfield_for_dbfield

from meetings import details, numbering, zones
from meetings.admin import clocks
from meetings.models import Meeting
from meetings.models.meetings import RESERVED_SLUG

SECTIONS: list[tuple[str | Promise, list[str]]] = [
    (gettext_lazy("What it is"), ["series", "number", "kind", "title", "title_ur", "slug"]),
    (gettext_lazy("When"), ["start", "end", "zone"]),
    (
        gettext_lazy("Where"),
        ["mode", "place", "place_ur", "address", "map_url", "join_url", "join_details"],
    ),
    (gettext_lazy("Who"), ["groups", "co_organisers", "provinces", "chair", "minutes_by"]),
    (gettext_lazy("Text"), ["summary", "summary_ur", "body", "body_ur"]),
    (
        gettext_lazy("Who sees what"),
        ["visibility", "agenda_visibility", "minutes_visibility", "attendance_visibility"],
    ),
]
_INSIDE = gettext_lazy("Never more open than the meeting itself: of the two, the stricter holds.")


class MeetingForm(WagtailAdminModelForm):
    start = clocks.ClockField(
        label=gettext_lazy("Starts"), help_text=gettext_lazy("By the clock of the meeting’s own time zone.")
    )
    end = clocks.ClockField(
        label=gettext_lazy("Ends"), help_text=gettext_lazy("On a later day, where it lasts several days.")
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    class Meta:
        model = Meeting
        formfield_callback = formfield_for_dbfield
        fields = [name for _heading, names in SECTIONS for name in names]
        widgets = {
            "groups": forms.CheckboxSelectMultiple,
            "provinces": forms.CheckboxSelectMultiple,
            "zone": forms.TextInput(attrs={"list": "zones"}),
            "join_details": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "number": gettext_lazy("Only of a meeting of a series."),
            "slug": gettext_lazy("The last part of its address. Empty: it follows from the title. Old links break."),
            "visibility": gettext_lazy("Of a draft, only the unit knows. The list of the site shows what is for all."),
            "agenda_visibility": _INSIDE,
            "minutes_visibility": _INSIDE,
            "attendance_visibility": gettext_lazy("Names of people are never shown to everybody."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False
        self.initial["revision"] = self.instance.revision
        if self.instance.pk:
            for name in ("start", "end"):
                self.initial[name] = clocks.shown(getattr(self.instance, name), self.instance.zone)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        try:
            zones.validate_zone(cleaned.get("zone", ""))
        except ValidationError as error:  # nobody can say which moments are meant
            self.add_error("zone", error)
            cleaned.pop("start", None)
            cleaned.pop("end", None)
        else:
            clocks.read(self, cleaned["zone"])
        if not cleaned.get("slug") and cleaned.get("title"):
            cleaned["slug"] = self.instance.slug or numbering.free_slug(cleaned["title"])
        if cleaned.get("slug") == RESERVED_SLUG:
            cleaned["slug"] = numbering.free_slug(cleaned["slug"])
        other = details.number_holder(cleaned.get("series"), cleaned.get("number"), but=self.instance)
        if other:
            self.add_taken(str(details.number_taken(other)), other, "number")
        return cleaned

    def add_taken(self, words: str, other: Meeting, field: str) -> None:
        """Say at `field` that `other` has what was typed, with the way to it."""
        url = reverse("meetings_admin:meeting", args=[other.pk])
        self.add_error(field, format_html('{} <a href="{}">{}</a>', words, url, _("Open it")))

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, as `meetings.details` takes it."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def sections(self) -> list[tuple[str | Promise, list[forms.BoundField]]]:
        return [(heading, [self[name] for name in names]) for heading, names in SECTIONS]
