"""What is asked before publications are brought in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publications.importing import files
from publications.importing.files import UnreadableFileError


class BringForm(forms.Form):
    """A pasted text or a file. What is cleaned is `source`, the text to read, and `filename`, empty for a paste."""

    text = forms.CharField(
        label=gettext_lazy("Paste it here"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "autocomplete": "off", "dir": "auto"}),
        help_text=gettext_lazy("BibTeX, RIS or CSL-JSON; which of them is found out."),
    )
    file = forms.FileField(
        label=gettext_lazy("Or choose a file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".bib,.bibtex,.ris,.json,.txt"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit = _("A file of reference managers or publishers (.bib, .ris, .json) of up to %d MB.")
        self.fields["file"].help_text = limit % (files.MAX_BYTES // 1024**2)

    def clean(self) -> dict[str, Any]:
        """Take one of the two, as text."""
        cleaned = super().clean() or {}
        text, file = cleaned.get("text", ""), cleaned.get("file")
        if text.strip() and file:
            raise ValidationError(_("Either paste a text or choose a file, not both."))
        if not text.strip() and not file:
            if not self.errors:
                raise ValidationError(_("Paste a text or choose a file."))
            return cleaned
        try:
            cleaned["source"] = files.text_of(file.read(files.MAX_BYTES + 1)) if file else files.lines(text)
        except UnreadableFileError as error:
            self.add_error("file" if file else "text", str(error))
        cleaned["filename"] = file.name if file else ""
        return cleaned
