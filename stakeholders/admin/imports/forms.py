"""What is asked before a file is checked."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from stakeholders.importing.fields import FIELDS
from stakeholders.importing.options import ConsentGrounds, Options, SameName, UnknownOrganisation
from stakeholders.importing.tables import MAX_BYTES, MAX_ROWS
from stakeholders.models import ConsentRecord, Language, OrganisationKind, Tag, Topic


class UploadForm(forms.Form):
    """The file, refused before it is read if it is too large."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV, or an Excel workbook (.xlsx), of up to %(megabytes)d MB and %(rows)d rows. Exports of Mailchimp, "
            "Google Contacts and Outlook can be taken as they are. Nothing is imported yet."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limits = {"megabytes": MAX_BYTES // 1024**2, "rows": MAX_ROWS}
        self.fields["file"].help_text = str(self.fields["file"].help_text) % limits

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(_("The file is larger than %d MB. Split it.") % (MAX_BYTES // 1024**2))
        return file


class ColumnsForm(forms.Form):
    """What each column of the file is."""

    keep_as = forms.CharField(
        label=gettext_lazy("Keep these choices as"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("A name of your own. The next file with the same headings begins with them."),
    )

    def __init__(self, *args: Any, columns: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        choices = [(field.code, field.label) for field in FIELDS.values()]
        for position, column in enumerate(columns):
            self.fields[f"column-{position}"] = forms.ChoiceField(
                label=column["heading"], choices=choices, initial=column["field"]
            )

    def chosen(self) -> list[str]:
        """Return the code of a field for every column, in order."""
        return [self.cleaned_data[f"column-{position}"] for position in range(len(self.columns))]

    def rows(self) -> list[tuple[forms.BoundField, list[str]]]:
        """Return for every column its choice and some of what is in it."""
        return [(self[f"column-{position}"], column["sample"]) for position, column in enumerate(self.columns)]

    def clean(self) -> dict[str, Any]:
        """Refuse two columns that are the same and can't be joined."""
        cleaned = super().clean() or {}
        seen: dict[str, str] = {}
        for position, column in enumerate(self.columns):
            code = cleaned.get(f"column-{position}")
            if code in seen and not FIELDS[code].multiple:
                text = _("“%(first)s” is that already.") % {"first": seen[code]}
                self.add_error(f"column-{position}", text)
            elif code:
                seen[code] = column["heading"]
        return cleaned


class OptionsForm(forms.Form):
    """How the rows are taken, and what proves that people agreed. By default: carefully, and without consent."""

    language = forms.ModelChoiceField(
        Language.objects.all(),
        label=gettext_lazy("Language of new contacts"),
        to_field_name="code",
        empty_label=None,
        help_text=gettext_lazy("Where the row names none."),
    )
    file_wins = forms.TypedChoiceField(
        label=gettext_lazy("Where the file and the directory differ"),
        choices=[
            ("", gettext_lazy("Keep what is in the directory, and fill in what is empty")),
            ("1", gettext_lazy("Take what is in the file; a post that changed is ended, and the new one begins")),
        ],
        coerce=bool,
        required=False,
        widget=forms.RadioSelect,
    )
    same_name = forms.ChoiceField(
        label=gettext_lazy("Somebody of the same name at the same organisation, with another address"),
        choices=[
            (SameName.STOP, gettext_lazy("Leave the row out, for me to look at")),
            (SameName.NEW, gettext_lazy("Is another person: make a new contact")),
        ],
        widget=forms.RadioSelect,
    )
    organisations = forms.ChoiceField(
        label=gettext_lazy("Organisations that are not in the directory"),
        choices=[
            (UnknownOrganisation.STATED, gettext_lazy("Keep as text with the contact")),
            (UnknownOrganisation.CREATE, gettext_lazy("Add to the directory, not shown to the public")),
        ],
        widget=forms.RadioSelect,
    )
    kind = forms.ModelChoiceField(
        OrganisationKind.objects.all(),
        label=gettext_lazy("Kind of organisations that are added"),
        to_field_name="code",
        required=False,
        help_text=gettext_lazy("Where the row names none."),
    )
    tags = forms.ModelMultipleChoiceField(
        Tag.objects.all(),
        label=gettext_lazy("Tags for everybody in the file"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    agreed = forms.BooleanField(
        label=gettext_lazy("These people agreed to get mail, and we can prove it"),
        required=False,
        help_text=gettext_lazy(
            "If you are not sure, leave it. Contacts without consent get no newsletter; they can be asked later."
        ),
    )
    source = forms.CharField(
        label=gettext_lazy("Where the proof is"),
        max_length=230,
        required=False,
        help_text=gettext_lazy("“Sign-up sheets of the workshop in Lahore, in the unit’s cabinet”, for example."),
    )
    given_on = forms.DateField(label=gettext_lazy("When they agreed"), required=False, widget=AdminDateInput)
    basis = forms.ChoiceField(
        label=gettext_lazy("On what grounds"), choices=ConsentRecord.Basis, required=False, widget=forms.RadioSelect
    )
    wording = forms.CharField(
        label=gettext_lazy("The words that they agreed to"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("As they stood on the sheet or the form, in full."),
    )
    topics = forms.ModelMultipleChoiceField(
        Topic.objects.all(),
        label=gettext_lazy("To what"),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    GROUNDS = ("source", "given_on", "basis", "wording", "topics")

    def clean_given_on(self) -> datetime.date | None:
        day: datetime.date | None = self.cleaned_data["given_on"]
        if day and day > timezone.localdate():
            raise ValidationError(_("That day is still to come."))
        return day

    def clean(self) -> dict[str, Any]:
        """Ask for all of the proof, or none; and for a kind where organisations are made."""
        cleaned = super().clean() or {}
        if cleaned.get("agreed"):
            for name in self.GROUNDS:
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Without this no consent can be written down."))
        if cleaned.get("organisations") == UnknownOrganisation.CREATE and not cleaned.get("kind"):
            self.add_error("kind", _("Say what kind they are."))
        return cleaned

    def options(self, before: Options) -> Options:
        """Return the options as they were filled in; what this form does not ask for stays as it was."""
        cleaned = self.cleaned_data
        return Options(
            sheet=before.sheet,
            sheets=before.sheets,
            language=cleaned["language"].code,
            tags=tuple(tag.pk for tag in cleaned["tags"]),
            file_wins=bool(cleaned["file_wins"]),
            same_name=SameName(cleaned["same_name"]),
            organisations=UnknownOrganisation(cleaned["organisations"]),
            kind=cleaned["kind"].code if cleaned["kind"] else "",
            consent=self._grounds() if cleaned["agreed"] else None,
        )

    def _grounds(self) -> ConsentGrounds:
        cleaned = self.cleaned_data
        return ConsentGrounds(
            source=cleaned["source"],
            given_on=cleaned["given_on"],
            basis=cleaned["basis"],
            wording=cleaned["wording"],
            topics=tuple(topic.code for topic in cleaned["topics"]),
        )


def initial(options: Options) -> dict[str, Any]:
    """Return what `OptionsForm` shows for these options."""
    grounds = options.consent
    return {
        "language": options.language,
        "file_wins": "1" if options.file_wins else "",
        "same_name": options.same_name,
        "organisations": options.organisations,
        "kind": options.kind,
        "tags": options.tags,
        "agreed": grounds is not None,
        **({name: getattr(grounds, name) for name in OptionsForm.GROUNDS} if grounds else {}),
    }
