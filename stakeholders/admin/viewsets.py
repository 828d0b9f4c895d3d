"""The group “People” of the admin's menu."""

from typing import Any

from django.contrib import messages
from django.db.models import ProtectedError, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from stakeholders.admin.consent_views import GiveView, WithdrawView
from stakeholders.admin.contact_page import ContactInspectView
from stakeholders.admin.contacts import ContactIndexView
from stakeholders.admin.filters import ConsentFilterSet, OrganisationFilterSet
from stakeholders.admin.forms import ContactForm, TermForm
from stakeholders.admin.list_health import ListHealthViewSet
from stakeholders.admin.organisation_page import OrganisationInspectView
from stakeholders.admin.privacy.certificates import ErasureViewSet
from stakeholders.admin.privacy.requests import ErasureRequestViewSet
from stakeholders.admin.privacy.retention import RetentionViewSet
from stakeholders.admin.repermission import RepermissionViewSet
from stakeholders.admin.suppressions import SuppressionViewSet
from stakeholders.models import ConsentRecord, Contact, Language, Organisation, OrganisationKind, Province, Topic
from stakeholders.permissions import EXPORT_CONTACTS, ConsentPolicy, TermPolicy
from stakeholders.spreadsheets import GuardedIndexView


class ContactViewSet(ModelViewSet):
    model = Contact
    icon = "user"
    name = "contact"
    index_view_class = ContactIndexView
    inspect_view_class = ContactInspectView
    inspect_view_enabled = True
    inspect_template_name = "stakeholders/admin/contact_inspect.html"
    inspect_view_fields = ["name", "name_ur", "language", "province", "stated_organisation", "note"]
    copy_view_enabled = False
    add_to_reference_index = False
    search_backend_name = None
    search_fields = ContactIndexView.search_fields
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("name"), FieldPanel("name_ur")]),
            FieldRowPanel([FieldPanel("language"), FieldPanel("province")]),
            InlinePanel(
                "addresses",
                heading=gettext_lazy("Addresses"),
                label=gettext_lazy("Address"),
                panels=[FieldRowPanel([FieldPanel("address"), FieldPanel("kind"), FieldPanel("primary")])],
            ),
            InlinePanel(
                "affiliations",
                heading=gettext_lazy("Posts"),
                label=gettext_lazy("Post"),
                panels=[
                    FieldPanel("organisation"),
                    FieldPanel("designation"),
                    FieldRowPanel([FieldPanel("start"), FieldPanel("end")]),
                ],
            ),
            FieldPanel("stated_organisation"),
            FieldPanel("note"),
        ],
        base_form_class=ContactForm,
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/address/<int:link_id>/stop/<str:topic>/", WithdrawView.as_view(), name="withdraw"),
            path("<int:pk>/address/<int:link_id>/give/", GiveView.as_view(), name="give"),
        ]


class OrganisationIndexView(GuardedIndexView):
    export_permission = EXPORT_CONTACTS
    filterset_class = OrganisationFilterSet
    export_filename = "organisations"
    list_export = ["name", "name_ur", "acronym", "kind", "parent", "website"]

    @cached_property
    def columns(self) -> list[Column]:
        return [
            self._get_title_column("name"),
            Column("acronym", label=gettext_lazy("Acronym"), sort_key="acronym"),
            Column("kind", label=gettext_lazy("Kind"), sort_key="kind__order"),
            Column("parent", label=gettext_lazy("Part of")),
        ]

    def get_base_queryset(self) -> QuerySet[Organisation]:
        return super().get_base_queryset().select_related("kind", "parent")


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
    delete_view_class = OrganisationDeleteView
    inspect_view_class = OrganisationInspectView
    inspect_view_enabled = True
    inspect_template_name = "stakeholders/admin/organisation_inspect.html"
    inspect_view_fields = ["name", "name_ur", "acronym", "kind", "parent", "website", "public", "verified_on"]
    copy_view_enabled = False
    search_backend_name = None
    search_fields = ["name", "name_ur", "acronym"]
    panels = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("name_ur"), FieldPanel("acronym")]),
        FieldPanel("slug"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("parent")]),
        FieldPanel("provinces"),
        FieldRowPanel([FieldPanel("website"), FieldPanel("public")]),
    ]


organisation_chooser = ChooserViewSet(
    "organisation_chooser",
    model=Organisation,
    icon="group",
    choose_one_text=gettext_lazy("Choose an organisation"),
    choose_another_text=gettext_lazy("Choose another organisation"),
)


def _moment(record: ConsentRecord) -> str:
    """Return when it was, to the minute: “two days ago” proves nothing."""
    return date_format(localtime(record.at), "SHORT_DATETIME_FORMAT")


class ConsentIndexView(generic.IndexView):
    filterset_class = ConsentFilterSet

    @cached_property
    def columns(self) -> list[Column]:
        return [
            self._get_title_column("address"),
            Column("moment", label=gettext_lazy("At"), accessor=_moment, sort_key="at"),
            Column("purpose", label=gettext_lazy("Topic"), sort_key="purpose"),
            Column("get_action_display", label=gettext_lazy("Action"), sort_key="action"),
            Column("get_basis_display", label=gettext_lazy("Basis")),
            Column("get_source_display", label=gettext_lazy("Source")),
            Column("note", label=gettext_lazy("Note")),
            Column("recorded_by", label=gettext_lazy("Recorded by")),
        ]

    def get_base_queryset(self) -> QuerySet[ConsentRecord]:
        return super().get_base_queryset().select_related("address", "recorded_by")


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
    search_fields = ["address__email"]
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
        ConsentViewSet(),
        SuppressionViewSet(),
        RepermissionViewSet(),
        ErasureRequestViewSet(),
        ErasureViewSet(),
        RetentionViewSet(),
        ListHealthViewSet(),
        TopicViewSet("topic", model=Topic),
        TermViewSet("province", model=Province),
        TermViewSet("organisation_kind", model=OrganisationKind),
        TermViewSet("language", model=Language),
    )
