"""The documents of one meeting: put there, replaced, taken away."""

from functools import cached_property
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.forms.models import WagtailAdminModelForm, formfield_for_dbfield

from meetings import documents
from meetings.admin.workspace import CHANGE, MeetingScreen, OfMeeting
from meetings.enums import Visibility
from meetings.models import Meeting, MeetingDocument, WorkingGroup


class DocumentForm(WagtailAdminModelForm):
    """A file, or where it lies on the web: one of both. A new file takes the place of the one that was there.

    `of` is what the document belongs to: a meeting, or a working group.
    """

    class Meta:
        model = MeetingDocument
        formfield_callback = formfield_for_dbfield
        fields = ["title", "title_ur", "kind", "file", "url", "item", "visibility"]
        widgets = {"file": forms.FileInput}
        help_texts = {
            "file": gettext_lazy("PDF, Word, PowerPoint, Excel, OpenDocument, PNG or JPEG, at most 25 MB."),
            "url": gettext_lazy("Instead of a file."),
            "visibility": gettext_lazy("Never more open than what it belongs to."),
        }

    def __init__(self, *args: Any, of: Meeting | WorkingGroup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(of, WorkingGroup):
            self.instance.group = of
            del self.fields["item"]
        else:
            self.instance.meeting = of
            cast(forms.ModelChoiceField, self.fields["item"]).queryset = of.items.all()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        uploaded, url = bool(self.files.get("file")), cleaned.get("url")
        if uploaded and url:
            raise ValidationError(_("Either a file or an address on the web, not both."))
        if "file" not in self.errors and "url" not in self.errors and not (uploaded or url or cleaned.get("file")):
            raise ValidationError(_("Choose a file, or give an address on the web."))
        if url:
            cleaned["file"] = False  # what Django takes for: none any more
        return cleaned


class Documents(MeetingScreen):
    """All documents, whoever may see them, and the form for another one."""

    url_name = "meetings_admin:documents"
    page_title = gettext_lazy("Documents")
    template_name = "meetings/admin/documents.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.require(CHANGE)
        form = self._form(request.POST, request.FILES)
        if form.is_valid():
            documents.save(form.save(commit=False), by=self.user)
            messages.success(request, _("The document is there."))
            return redirect("meetings_admin:documents", self.meeting.pk)
        return self.render_to_response(self.get_context_data(form=form))

    def _form(self, *data: Any) -> DocumentForm:
        return DocumentForm(*data, of=self.meeting)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "form" not in kwargs:
            kwargs["form"] = self._form()
        rows = [
            (document, documents.address_of(document), documents.level(document).label)
            for document in documents.of(self.meeting, Visibility.UNIT)
        ]
        return super().get_context_data(rows=rows, may_change=self.user.has_perm(CHANGE), **kwargs)


class OneDocument(OfMeeting):
    """A view of one document of the meeting; of another meeting's there is none at this address."""

    permission = CHANGE

    @cached_property
    def document(self) -> MeetingDocument:
        return get_object_or_404(MeetingDocument, id=self.kwargs["pk"], meeting=self.meeting)


class ChangeDocument(OneDocument, MeetingScreen):
    url_name = "meetings_admin:documents"
    page_title = gettext_lazy("Change a document")
    template_name = "meetings/admin/document.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self._form(request.POST, request.FILES)
        if form.is_valid():
            documents.save(form.save(commit=False), by=self.user)
            messages.success(request, _("The document is saved."))
            return redirect("meetings_admin:documents", self.meeting.pk)
        return self.render_to_response(self.get_context_data(form=form))

    def _form(self, *data: Any) -> DocumentForm:
        return DocumentForm(*data, of=self.meeting, instance=self.document)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "form" not in kwargs:
            kwargs["form"] = self._form()
        return super().get_context_data(document=self.document, **kwargs)


class RemoveDocument(OneDocument, MeetingScreen):
    """Ask once, then take it away, with its file."""

    url_name = "meetings_admin:documents"
    page_title = gettext_lazy("Take a document away")
    template_name = "meetings/admin/document_remove.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.document.delete()
        messages.success(request, _("The document is gone."))
        return redirect("meetings_admin:documents", self.meeting.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(document=self.document, **kwargs)
