"""The terms of reference of a group in the admin: versions put on record, completed, taken back."""

from functools import cached_property
from typing import Any

from django.forms import FileInput, ModelChoiceField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.forms.models import WagtailAdminModelForm, formfield_for_dbfield

from meetings.actions.progress import meetings_of
from meetings.admin.group_screens import CHANGE, GroupScreen
from meetings.admin.workspace import refusals_told
from meetings.groups import terms
from meetings.models import TermsOfReference, WorkingGroup


class TermsForm(WagtailAdminModelForm):
    """A new version; of one that is saved only what is still empty can be added."""

    class Meta:
        model = TermsOfReference
        formfield_callback = formfield_for_dbfield
        fields = ["version", "adopted_on", "adopted_at", "change_note", "file", "body", "body_ur"]
        widgets = {"file": FileInput}
        help_texts = {
            "file": gettext_lazy("What was signed: PDF or Word, at most 25 MB. It can be added later."),
            "change_note": gettext_lazy("In a sentence, for readers: what is new in this version."),
        }

    def __init__(self, *args: Any, group: WorkingGroup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.group = group
        met = meetings_of(group).order_by("-start")
        if isinstance(choice := self.fields["adopted_at"], ModelChoiceField):
            choice.queryset = met.defer("body", "body_ur")
        if self.instance.pk is None:
            self.initial.setdefault("version", terms.next_version(group))
            return
        for name in [name for name in self.fields if getattr(self.instance, name)]:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        group, version, day = self.instance.group, cleaned.get("version"), cleaned.get("adopted_on")
        if self.instance.pk is None and version and day:
            why_not = terms.misplaced(group, version=version, adopted_on=day, today=timezone.localdate())
            if why_not:
                self.add_error("adopted_on", why_not)
        if version == 0:
            self.add_error("version", _("Versions are counted from 1."))
        if self.instance.pk is None and not (self.errors or cleaned.get("file") or cleaned.get("body")):
            self.add_error(None, _("Write the text, or add the file that was signed."))
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        # The group is no field of the form, and yet a version is to be unique in it.
        exclusions: set[str] = super()._get_validation_exclusions()
        return exclusions - {"group", "version"}


class GroupTerms(GroupScreen):
    """All versions, the latest first, and the form for the next one."""

    url_name = "meetings_admin:group_terms"
    page_title = gettext_lazy("Terms of reference")
    template_name = "meetings/admin/group_terms.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.require(CHANGE)
        form = TermsForm(request.POST, request.FILES, group=self.group)
        if form.is_valid():
            form.save()
            messages.success(request, _("The version is on record."))
            return self.home()
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or TermsForm(group=self.group)
        versions = list(self.group.terms.select_related("adopted_at").order_by("-version"))
        return super().get_context_data(form=form, media=form.media, versions=versions, **kwargs)


class OneVersion(GroupScreen):
    """A view of one version of the group's terms; of another group's there is none at this address."""

    permission = CHANGE
    url_name = "meetings_admin:group_terms"

    @cached_property
    def version(self) -> TermsOfReference:
        found = TermsOfReference.objects.select_related("group")
        return get_object_or_404(found, id=self.kwargs["pk"], group=self.group)


class CompleteTerms(OneVersion):
    """Add what a version lacks: the signed file, the Urdu text. What is written stays."""

    page_title = gettext_lazy("Complete a version")
    template_name = "meetings/admin/group_form.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = TermsForm(request.POST, request.FILES, group=self.group, instance=self.version)
        if form.is_valid():
            form.save()
            messages.success(request, _("The version is complete."))
            return self.home()
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or TermsForm(group=self.group, instance=self.version)
        said = _("What is written stays as it was adopted. Here only what is missing can be added.")
        return super().get_context_data(form=form, media=form.media, said=said, **kwargs)


class TakeBackTerms(OneVersion):
    """Ask once, then take the latest version away, with its file."""

    page_title = gettext_lazy("Take a version away")
    template_name = "meetings/admin/group_remove.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with refusals_told(request):
            terms.take_back(terms=self.version)
            messages.success(request, _("The version is gone."))
        return self.home()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        said = _("Version %(version)s goes for good, with its text and file. Do so only if it was entered by mistake.")
        return super().get_context_data(said=said % {"version": self.version.version}, **kwargs)
