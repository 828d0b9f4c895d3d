"""The group “People” of the admin's menu."""

from typing import Any

from django.contrib import messages
from django.db.models import ProtectedError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.views import generic
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from stakeholders.admin.consent_list import ConsentIndexView
from stakeholders.admin.consent_views import GiveView, WithdrawView
from stakeholders.admin.contact_list import ContactIndexView
from stakeholders.admin.contact_page import ContactInspectView
from stakeholders.admin.corrections import CorrectionViewSet
from stakeholders.admin.duplicates.following import FollowsMerge
from stakeholders.admin.duplicates.listing import ResemblanceViewSet
from stakeholders.admin.exports import ContactExportView, ExportViewSet, OrganisationExportView
from stakeholders.admin.forms import ContactForm, OrganisationForm, TermForm
from stakeholders.admin.imports.viewset import ImportViewSet
from stakeholders.admin.list_health import ListHealthViewSet
from stakeholders.admin.organisation_list import OrganisationIndexView
from stakeholders.admin.organisation_page import OrganisationInspectView
from stakeholders.admin.panels import CONTACT_PANELS, ORGANISATION_PANELS
from stakeholders.admin.privacy.certificates import ErasureViewSet
from stakeholders.admin.privacy.requests import ErasureRequestViewSet
from stakeholders.admin.privacy.retention import RetentionViewSet
from stakeholders.admin.repermission import RepermissionViewSet
from stakeholders.admin.segments import SegmentViewSet
from stakeholders.admin.suppressions import SuppressionViewSet
from stakeholders.admin.tagging import TagView
from stakeholders.models import (
    ConsentRecord,
    Contact,
    Language,
    Organisation,
    OrganisationKind,
    Province,
    Sector,
    Tag,
    Topic,
)
from stakeholders.permissions import ConsentPolicy, TermPolicy


class ContactEditView(FollowsMerge, generic.EditView):
    """A contact that was merged is edited as what it is now."""


class ContactViewSet(ModelViewSet):
    model = Contact
    icon = "user"
    name = "contact"
    index_view_class = ContactIndexView
    edit_view_class = ContactEditView
    inspect_view_class = ContactInspectView
    inspect_view_enabled = True
    inspect_template_name = "stakeholders/admin/contact_inspect.html"
    inspect_view_fields = [
        *("name", "name_ur", "language", "province"),
        *("stated_designation", "stated_organisation", "note"),
    ]
    copy_view_enabled = False
    add_to_reference_index = False
    search_backend_name = None
    edit_handler = ObjectList(CONTACT_PANELS, base_form_class=ContactForm)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/address/<int:link_id>/stop/<str:topic>/", WithdrawView.as_view(), name="withdraw"),
            path("<int:pk>/address/<int:link_id>/give/", GiveView.as_view(), name="give"),
            path("export/", ContactExportView.as_view(), name="export"),
            path("tag/", TagView.as_view(), name="tag"),
        ]


class OrganisationEditView(FollowsMerge, generic.EditView):
    """An organisation that was merged is edited as what it is now."""


class OrganisationDeleteView(generic.DeleteView):
    """Deletes what nothing refers to. Posts and sub-units hold on to their organisation."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ProtectedError as error:
            messages.error(
                self.request,
                _("“%(name)s” can’t be deleted: %(count)s records refer to it.")
                % {"name": self.object, "count": len(error.protected_objects)},
            )
            return redirect(self.edit_url_name, self.object.pk)


class OrganisationViewSet(ModelViewSet):
    model = Organisation
    icon = "group"
    name = "organisation"
    index_view_class = OrganisationIndexView
    edit_view_class = OrganisationEditView
    inspect_view_class = OrganisationInspectView
    delete_view_class = OrganisationDeleteView
    inspect_view_enabled = True
    inspect_template_name = "stakeholders/admin/organisation_inspect.html"
    inspect_view_fields = ["name", "name_ur", "acronym", "kind", "parent", "website", "public", "verified_on"]
    copy_view_enabled = False
    search_backend_name = None
    edit_handler = ObjectList(ORGANISATION_PANELS, base_form_class=OrganisationForm)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("export/", OrganisationExportView.as_view(), name="export")]


organisation_chooser = ChooserViewSet(
    "organisation_chooser",
    model=Organisation,
    icon="group",
    choose_one_text=gettext_lazy("Choose an organisation"),
    choose_another_text=gettext_lazy("Choose another organisation"),
)


class ConsentViewSet(ModelViewSet):
    """Read only: what is written here is proof."""

    model = ConsentRecord
    icon = "clipboard-list"
    name = "consent"
    menu_label = gettext_lazy("Consent")
    index_view_class = ConsentIndexView
    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False
    search_backend_name = None
    form_fields = ["action"]

    @property
    def permission_policy(self) -> ConsentPolicy:
        return ConsentPolicy(self.model)


class TermViewSet(ModelViewSet):
    """A controlled list: entries are added, reworded and retired."""

    icon = "list-ul"
    copy_view_enabled = False
    add_to_reference_index = False
    search_backend_name = None
    search_fields = ["label", "label_ur", "code"]
    list_display = ["label", "label_ur", "code", "valid_to"]
    own_panels: list[FieldPanel] = []

    @property
    def permission_policy(self) -> TermPolicy:
        return TermPolicy(self.model)

    def get_edit_handler(self) -> ObjectList:
        panels = [
            FieldPanel("code"),
            FieldRowPanel([FieldPanel("label"), FieldPanel("label_ur")]),
            *self.own_panels,
            FieldPanel("aliases"),
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to"), FieldPanel("order")])],
                heading=gettext_lazy("Offered"),
                help_text=gettext_lazy("To retire an entry, give it an end. What refers to it stays as it is."),
            ),
        ]
        return ObjectList(panels, base_form_class=TermForm).bind_to_model(self.model)


class TopicViewSet(TermViewSet):
    own_panels = [FieldPanel("description"), FieldPanel("description_ur"), FieldPanel("public")]


class PeopleGroup(ModelViewSetGroup):
    menu_label = gettext_lazy("People")
    menu_icon = "group"
    menu_order = 220
    items = (
        ContactViewSet(),
        OrganisationViewSet(),
        SegmentViewSet(),
        ResemblanceViewSet(),
        ConsentViewSet(),
        CorrectionViewSet(),
        SuppressionViewSet(),
        ImportViewSet(),
        RepermissionViewSet(),
        ErasureRequestViewSet(),
        ErasureViewSet(),
        RetentionViewSet(),
        ExportViewSet(),
        ListHealthViewSet(),
        TopicViewSet("topic", model=Topic),
        TermViewSet("province", model=Province),
        TermViewSet("organisation_kind", model=OrganisationKind),
        TermViewSet("language", model=Language),
        TermViewSet("sector", model=Sector),
        TermViewSet("tag", model=Tag),
    )
