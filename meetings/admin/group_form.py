"""The form in which a working group, its seats and its work plan are kept."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BaseForm, CheckboxSelectMultiple, Textarea
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.panels import TabbedInterface as Tabs

from meetings.groups import keeping
from meetings.groups.keeping import Held
from meetings.models import WorkingGroup


class GroupForm(WagtailAdminModelForm):
    def clean_parent(self) -> WorkingGroup | None:
        parent: WorkingGroup | None = self.cleaned_data["parent"]
        if keeping.would_be_part_of_itself(self.instance, parent):
            raise ValidationError(_("A group is not part of itself, nor of one of its parts."))
        return parent

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        seats = self.formsets["memberships"]
        if seats.is_valid():
            names = {form.instance.organisation_id: form.instance.organisation for form in _standing(seats.forms)}
            for seat in keeping.held_twice(_held(form) for form in _standing(seats.forms)):
                self.add_error(
                    None,
                    _("%(organisation)s holds the same seat twice at one time. End the first before the second begins.")
                    % {"organisation": names[seat.organisation]},
                )
        return cleaned


def _standing(forms: list[BaseForm]) -> list[Any]:
    """Return the filled-in rows that are not to be deleted."""
    return [form for form in forms if form.cleaned_data.get("organisation") and not form.cleaned_data.get("DELETE")]


def _held(form: Any) -> Held:
    row = form.cleaned_data
    contact = row["contact"].pk if row["contact"] else None
    return Held(row["organisation"].pk, contact, row["role"], row["start"], row["end"])


def _longer(name: str) -> FieldPanel:
    return FieldPanel(name, widget=Textarea(attrs={"rows": 4}))


EDIT_HANDLER = Tabs(
    [
        ObjectList(
            [
                FieldPanel("name"),
                FieldRowPanel([FieldPanel("name_ur"), FieldPanel("acronym")]),
                FieldRowPanel([FieldPanel("slug"), FieldPanel("kind")]),
                FieldRowPanel([FieldPanel("level"), FieldPanel("province")]),
                FieldRowPanel([FieldPanel("parent"), FieldPanel("mailbox")]),
                FieldRowPanel([_longer("purpose"), _longer("purpose_ur")]),
                FieldPanel("sectors", widget=CheckboxSelectMultiple),
                MultiFieldPanel(
                    [FieldRowPanel([FieldPanel("visibility"), FieldPanel("shows_actions")])],
                    heading=gettext_lazy("What the public sees"),
                ),
                MultiFieldPanel(
                    [
                        FieldRowPanel([FieldPanel("established_on"), FieldPanel("review_due_on")]),
                        FieldPanel("concluded_on"),
                        FieldRowPanel([FieldPanel("archive_note"), FieldPanel("archive_note_ur")]),
                    ],
                    heading=gettext_lazy("From its beginning to its end"),
                ),
            ],
            heading=gettext_lazy("The group"),
        ),
        ObjectList(
            [
                HelpPanel(
                    gettext_lazy(
                        "When somebody leaves, say until when, and add who follows. "
                        "What is overwritten or deleted here is gone from the record."
                    )
                ),
                InlinePanel(
                    "memberships",
                    heading=gettext_lazy("Who sits in it"),
                    label=gettext_lazy("Membership"),
                    panels=[
                        FieldRowPanel([FieldPanel("organisation"), FieldPanel("contact")]),
                        FieldRowPanel([FieldPanel("role"), FieldPanel("start"), FieldPanel("end")]),
                        FieldPanel("shows_name"),
                    ],
                ),
            ],
            heading=gettext_lazy("Members"),
        ),
        ObjectList(
            [
                InlinePanel(
                    "plan",
                    heading=gettext_lazy("Work plan"),
                    label=gettext_lazy("Item"),
                    panels=[
                        FieldRowPanel([FieldPanel("year"), FieldPanel("status")]),
                        FieldRowPanel([FieldPanel("title"), FieldPanel("title_ur")]),
                        FieldRowPanel([FieldPanel("lead"), FieldPanel("due_on")]),
                        FieldPanel("note"),
                    ],
                )
            ],
            heading=gettext_lazy("Work plan"),
        ),
    ],
    base_form_class=GroupForm,
)
