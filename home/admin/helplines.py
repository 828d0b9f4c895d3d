"""The register of helplines in the admin, and the act that lets one be seen."""

import datetime
from collections.abc import Callable
from typing import Any, cast

import django_filters
from django import forms
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.contrib.auth.models import AbstractUser
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from home import formats
from home.helplines import register
from home.models import Helpline
from home.staff import name_of

VERIFY = "home.verify_helpline"
VIEW_ORGANISATIONS = "stakeholders.view_organisation"


def stands(line: Helpline) -> str:
    """Say in a word or two whether readers see the helpline."""
    if line.verified_on is None:
        return _("To be verified")
    return _("Shown") if line.is_current(timezone.localdate()) else _("Hidden: verify it again")


def _day(field: str) -> Callable[[Helpline], str]:
    """Return what writes the date of `field`: to the day, as it matters here."""

    def day(line: Helpline) -> str:
        date = getattr(line, field)
        return formats.long_date(date) if date else ""

    return day


class HelplineFilterSet(WagtailFilterSet):
    shown = django_filters.ChoiceFilter(
        label=gettext_lazy("Seen by readers"),
        choices=[("yes", gettext_lazy("Shown")), ("no", gettext_lazy("Hidden"))],
        method="by_shown",
    )

    class Meta:
        model = Helpline
        fields: list[str] = []

    def by_shown(self, queryset: QuerySet[Helpline], name: str, value: str) -> QuerySet[Helpline]:
        shown = Helpline.objects.current(timezone.localdate())
        return queryset.filter(pk__in=shown) if value == "yes" else queryset.exclude(pk__in=shown)


class HelplineIndexView(generic.IndexView):
    filterset_class = HelplineFilterSet

    @cached_property
    def columns(self) -> list[Column]:
        return [
            self._get_title_column("name"),
            Column("stands", label=_("Seen by readers"), accessor=stands),
            Column("verified_on", label=_("Verified on"), accessor=_day("verified_on"), sort_key="verified_on"),
            Column("valid_until", label=_("Shown until"), accessor=_day("valid_until"), sort_key="valid_until"),
            Column("verified_by", label=_("Verified by"), accessor=lambda line: name_of(line.verified_by)),
        ]

    def get_base_queryset(self) -> QuerySet[Helpline]:
        return super().get_base_queryset().select_related("verified_by")


class HelplineCreateView(generic.CreateView):
    def get_success_url(self) -> str:
        """Return the next step: a helpline that nobody verified is not shown."""
        name = "verify" if self.request.user.has_perm(VERIFY) else "edit"
        return reverse(f"helpline:{name}", args=[self.object.pk])


class HelplineEditView(generic.EditView):
    def save_instance(self) -> Helpline:
        before = register.facts(Helpline.objects.get(pk=self.object.pk))
        line: Helpline = super().save_instance()
        fresh = Helpline.objects.get(pk=line.pk)
        if register.after_edit(fresh, before=before, by=self.request.user, now=timezone.now()):
            messages.warning(
                self.request, _("What readers are told has changed: the helpline is hidden until somebody verifies it.")
            )
        return fresh

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = super().header_more_buttons
        if self.request.user.has_perm(VERIFY):
            url = reverse("helpline:verify", args=[self.object.pk])
            buttons = [Button(_("Verify"), url=url, icon_name="check", priority=5), *buttons]
        return buttons

    def get_page_subtitle(self) -> str:
        return f"{self.object} ({stands(self.object)})"


class VerifyForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("How you made sure"),
        max_length=200,
        help_text=gettext_lazy("“Called at 10:15, a counsellor answered in Urdu.” Kept in the helpline’s history."),
    )
    seen = forms.CharField(widget=forms.HiddenInput)


class VerifyView(PermissionRequiredMixin, WagtailAdminTemplateMixin, FormView):
    """All that readers are told of a helpline, and the button that says: it is so, today."""

    permission_required = VERIFY
    raise_exception = True
    form_class = VerifyForm
    template_name = "home/admin/verify_helpline.html"
    page_title = gettext_lazy("Verify a helpline")
    header_icon = "check"
    _show_breadcrumbs = True

    @cached_property
    def line(self) -> Helpline:
        return get_object_or_404(Helpline, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.line)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("helpline:index"), "label": capfirst(Helpline._meta.verbose_name_plural)},
            {"url": "", "label": self.page_title, "sublabel": self.get_page_subtitle()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        until = timezone.localdate() + datetime.timedelta(days=self.line.verify_every)
        line = self.line
        told = filter(None, (line.hours, line.exceptions, line.hours_ur, line.exceptions_ur))
        return super().get_context_data(**kwargs, line=line, told=list(told), stands=stands(line), until=until)

    def get_initial(self) -> dict[str, Any]:
        return {"seen": register.facts(self.line)}

    def form_valid(self, form: VerifyForm) -> HttpResponse:
        said = form.cleaned_data
        by = cast(AbstractUser, self.request.user)  # who is nobody has no permission
        try:
            register.verify(self.line, seen=said["seen"], note=said["note"], by=by, now=timezone.now())
        except register.HelplineError as error:
            messages.error(self.request, str(error))
            return redirect("helpline:verify", self.line.pk)
        messages.success(self.request, _("“%(name)s” is verified today, and shown.") % {"name": self.line})
        return redirect("helpline:index")


class HelplineViewSet(ModelViewSet):
    """Helplines. None is shown that a person has not tried lately."""

    model = Helpline
    name = "helpline"
    icon = "mobile-alt"
    menu_label = gettext_lazy("Helplines")
    menu_order = 260
    add_to_admin_menu = True
    copy_view_enabled = False
    index_view_class = HelplineIndexView
    add_view_class = HelplineCreateView
    edit_view_class = HelplineEditView
    search_fields = ["name", "name_ur", "operated_by"]
    search_backend_name = None
    edit_handler = ObjectList(
        [
            HelpPanel(
                gettext_lazy(
                    "Readers see it once somebody has verified it; a change of what they are told hides it again."
                )
            ),
            FieldRowPanel(["name", "name_ur"]),
            InlinePanel("channels", heading=gettext_lazy("Ways to reach it"), min_num=1),
            MultiFieldPanel(
                [FieldRowPanel(["hours", "hours_ur"]), FieldRowPanel(["exceptions", "exceptions_ur"])],
                heading=gettext_lazy("When somebody answers"),
            ),
            FieldRowPanel(["audience", "audience_ur"]),
            FieldPanel("languages", widget=forms.CheckboxSelectMultiple),
            FieldRowPanel(["cost", "province"]),
            FieldPanel("operated_by"),
            FieldPanel("operator", permission=VIEW_ORGANISATIONS),
            FieldRowPanel(["in_strip", "sort_order", "verify_every"]),
        ]
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("verify/<int:pk>/", VerifyView.as_view(), name="verify")]
