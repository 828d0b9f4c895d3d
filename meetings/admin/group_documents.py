"""The documents of a group itself in the admin: put there, replaced, taken away."""

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from meetings import documents
from meetings.admin.documents import DocumentForm
from meetings.admin.group_screens import CHANGE, GroupScreen
from meetings.models import MeetingDocument


class GroupDocuments(GroupScreen):
    """The group's own documents, and the form for another one. Those of its meetings stand with the meetings."""

    url_name = "meetings_admin:group_documents"
    page_title = gettext_lazy("Documents")
    template_name = "meetings/admin/group_documents.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.require(CHANGE)
        form = DocumentForm(request.POST, request.FILES, of=self.group)
        if form.is_valid():
            documents.save(form.save(commit=False), by=self.user)
            messages.success(request, _("The document is there."))
            return self.home()
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or DocumentForm(of=self.group)
        own = self.group.documents.select_related("meeting", "group", "item").order_by("kind", "title", "pk")
        rows = [(row, documents.address_of(row), documents.level(row).label) for row in own]
        return super().get_context_data(form=form, rows=rows, **kwargs)


class OneGroupDocument(GroupScreen):
    permission = CHANGE
    url_name = "meetings_admin:group_documents"

    @cached_property
    def document(self) -> MeetingDocument:
        return get_object_or_404(MeetingDocument, id=self.kwargs["pk"], group=self.group)


class ChangeGroupDocument(OneGroupDocument):
    page_title = gettext_lazy("Change a document")
    template_name = "meetings/admin/group_form.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = DocumentForm(request.POST, request.FILES, of=self.group, instance=self.document)
        if form.is_valid():
            documents.save(form.save(commit=False), by=self.user)
            messages.success(request, _("The document is saved."))
            return self.home()
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or DocumentForm(of=self.group, instance=self.document)
        name = self.document.file_name
        said = _("The file that is there: %(name)s. A new one takes its place.") % {"name": name} if name else ""
        return super().get_context_data(form=form, said=said, **kwargs)


class RemoveGroupDocument(OneGroupDocument):
    page_title = gettext_lazy("Take a document away")
    template_name = "meetings/admin/group_remove.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.document.delete()
        messages.success(request, _("The document is gone."))
        return self.home()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        said = _("“%(title)s” goes for good, with its file.") % {"title": self.document.title_in_language}
        return super().get_context_data(said=said, **kwargs)
