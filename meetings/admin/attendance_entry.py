"""Writing down who was there: one by one, from a pasted list, and corrections of what stands there."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from meetings.admin.workspace import RECORD_ATTENDANCE, MeetingScreen
from meetings.attendance import bringing, marking, matching, people, recording
from meetings.attendance.people import Who
from meetings.exceptions import MeetingsError, StaleEditError
from meetings.models import Attendance
from stakeholders.admin.choosers import VIEW_CONTACTS, contact_chooser
from stakeholders.admin.viewsets import organisation_chooser
from stakeholders.forms import LineField
from stakeholders.models import Contact, Organisation

VIEW_ORGANISATIONS = "stakeholders.view_organisation"
LONGEST_TEXT = 400_000  # characters of a pasted list


class PersonForm(forms.Form):
    """Somebody as staff type them. Choosers are there for those who may see contacts."""

    contact = forms.ModelChoiceField(
        Contact.objects.all(), label=gettext_lazy("Person"), required=False, widget=contact_chooser.widget_class
    )
    name = LineField(label=gettext_lazy("Name"), max_length=255, required=False)
    organisation = forms.ModelChoiceField(
        Organisation.objects.all(),
        label=gettext_lazy("Organisation"),
        required=False,
        widget=organisation_chooser.widget_class,
    )
    organisation_name = LineField(
        label=gettext_lazy("Organisation as written"),
        max_length=255,
        required=False,
        help_text=gettext_lazy("One that the directory knows by this name is found by itself."),
    )
    designation = LineField(label=gettext_lazy("Designation"), max_length=150, required=False)

    def __init__(self, *args: Any, may: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may(VIEW_CONTACTS):
            del self.fields["contact"]
        if not may(VIEW_ORGANISATIONS):
            del self.fields["organisation"]

    @property
    def who(self) -> Who:
        """Whom a valid form names; what is not said is taken from the contact."""
        data = self.cleaned_data
        contact: Contact | None = data.get("contact")
        known = people.of_contacts([contact], timezone.localdate())[contact.pk] if contact else Who()
        place = data.get("organisation")
        written = data["organisation_name"]
        said = place is not None or bool(written)
        return Who(
            name=data["name"] or known.name,
            organisation=(place.pk if place else people.at_organisation(written)) if said else known.organisation,
            organisation_name=written if said else known.organisation_name,
            designation=data["designation"] or known.designation,
            contact=contact.pk if contact else None,
        )


class AddForm(PersonForm):
    mark = forms.ChoiceField(label=gettext_lazy("Presence"), widget=forms.RadioSelect, initial="present.in_person")


class EntryScreen(MeetingScreen):
    """A page with a form, below the tab."""

    url_name = "meetings_admin:attendance"
    permission = RECORD_ATTENDANCE
    template_name = "meetings/admin/attendance_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {"form": self.form, "media": self.form.media, **super().get_context_data(**kwargs)}

    @cached_property
    def form(self) -> forms.Form:
        raise NotImplementedError

    def again(self, refusal: MeetingsError) -> HttpResponse:
        """Show the form once more, with all that was typed."""
        self.form.add_error(None, str(refusal))
        return self.render_to_response(self.get_context_data())


class AddView(EntryScreen):
    """One person after the other: after each the empty form is there again."""

    page_title = gettext_lazy("Add somebody who was there")

    @cached_property
    def form(self) -> AddForm:
        form = AddForm(self.request.POST or None, may=self.user.has_perm)
        marks = marking.marks_for(self.meeting)
        form.fields["mark"].choices = list(marks.items())  # type: ignore[attr-defined]
        form.fields["mark"].initial = next(iter(marks))
        return form

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data())
        presence, mode = self.form.cleaned_data["mark"].split(".")
        try:
            row = recording.record(
                self.meeting, who=self.form.who, presence=presence, mode=mode, by=self.user, now=timezone.now()
            )
        except MeetingsError as refusal:
            return self.again(refusal)
        words = _("%(name)s: %(presence)s") % {"name": row.name, "presence": row.get_presence_display()}
        messages.success(request, words)
        return redirect("meetings_admin:attendance_add", self.meeting.pk)


class CorrectForm(PersonForm):
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("contact", None)  # whom a row is about does not change: remove it, and add the other one


class CorrectView(EntryScreen):
    page_title = gettext_lazy("Correct a row")

    @cached_property
    def row(self) -> Attendance:
        return get_object_or_404(Attendance, meeting=self.meeting, id=self.kwargs["row_id"])

    @cached_property
    def form(self) -> CorrectForm:
        initial = {name: getattr(self.row, name) for name in recording.CORRECTED}
        initial |= {"organisation": self.row.organisation_id, "seen": recording.stamp(self.row)}
        return CorrectForm(self.request.POST or None, may=self.user.has_perm, initial=initial)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data())
        data = self.form.cleaned_data
        values = {name: data[name] for name in recording.CORRECTED if name in data}
        try:
            recording.correct(self.row, values, seen=data["seen"], by=self.user, now=timezone.now())
        except MeetingsError as refusal:
            return self.again(refusal)
        messages.success(request, _("Saved."))
        return redirect("meetings_admin:attendance", self.meeting.pk)


class PasteForm(forms.Form):
    """A list, and what everybody in it was."""

    text = forms.CharField(
        label=gettext_lazy("The list"),
        strip=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 14, "dir": "auto", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "One person a line: from a chat, the participants of Zoom or Teams, a signature sheet. Name, organisation, "
            "designation and address may be parted by tabs, commas, semicolons, bars or dashes."
        ),
    )
    mark = forms.ChoiceField(label=gettext_lazy("Everybody in it was"), widget=forms.RadioSelect)


class PasteView(EntryScreen):
    """Paste, look at what would be written, write it. What could not be read is in the box again afterwards."""

    page_title = gettext_lazy("Paste a list")
    template_name = "meetings/admin/attendance_paste.html"

    @cached_property
    def form(self) -> PasteForm:
        data = self.request.POST.copy() if self.request.method == "POST" else None
        if data is not None:  # a form's field refuses the whole text for one of them
            data["text"] = data.get("text", "").replace("\x00", " ")
        return self._form(data)

    def _form(self, data: Any = None, **initial: str) -> PasteForm:
        marks = marking.marks_for(self.meeting)
        form = PasteForm(data, initial={"mark": next(iter(marks)), **initial})
        form.fields["mark"].choices = list(marks.items())  # type: ignore[attr-defined]
        return form

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.form.is_valid() or "edit" in request.POST:
            return self.render_to_response(self.get_context_data())
        try:
            if "write" in request.POST:
                return self._write()
            made = bringing.plan(self.meeting, self.form.cleaned_data["text"], **self._asked())
        except StaleEditError as changed:
            messages.warning(request, str(changed))
            made = changed.theirs  # type: ignore[assignment]
        except MeetingsError as refusal:
            return self.again(refusal)
        return self.render_to_response(self.get_context_data(plan=made, how=matching.HOW, free=bringing.FREE))

    def _write(self) -> HttpResponse:
        post = self.request.POST
        text = self.form.cleaned_data["text"]
        made = bringing.carry_out(
            self.meeting, text, digest=post.get("digest", ""), by=self.user, now=timezone.now(), **self._asked()
        )
        messages.success(self.request, _("%(count)d written.") % {"count": made.written})
        if not made.rest:
            return redirect("meetings_admin:attendance", self.meeting.pk)
        form = self._form(text=made.rest, mark=self.form.cleaned_data["mark"])
        return self.render_to_response(self.get_context_data(form=form, handed_back=True))

    def _asked(self) -> dict[str, Any]:
        post = self.request.POST
        presence, mode = self.form.cleaned_data["mark"].split(".")
        choices = {int(name[2:]): value for name, value in post.items() if name[:2] == "c-" and _is_number(name[2:])}
        return {
            "presence": presence,
            "mode": mode,
            "choices": choices,
            "left_out": {int(number) for number in post.getlist("leave") if _is_number(number)},
            "directory": self.user.has_perm(VIEW_CONTACTS),
        }


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 7
