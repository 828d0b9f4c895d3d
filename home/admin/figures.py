"""Key figures in the admin."""

from typing import Any

import django_filters
from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log

from home import formats
from home.figures import recording
from home.models import KeyFigure


class KeyFigureForm(WagtailAdminModelForm):
    """A figure, whether its new value is newer or right, and what was seen when the page was opened."""

    data: Any

    corrects = forms.BooleanField(
        label=gettext_lazy("This is a correction"),
        required=False,
        help_text=gettext_lazy(
            "The value that stood here was wrong, rather than old. Readers see that it was corrected."
        ),
    )
    note = forms.CharField(
        label=gettext_lazy("Why it changes"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Shown to readers in the figure’s history."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.fields["stale_after"].required = False
        else:
            self.fields["seen"].initial = recording.fingerprint(self.instance)

    def clean_stale_after(self) -> int:
        days: int | None = self.cleaned_data["stale_after"]
        return self.instance.stale_after if days is None else days

    def _post_clean(self) -> None:
        """Compare with what stands in the database, once the form's values are in the instance."""
        super()._post_clean()
        if self.errors:
            return
        held = KeyFigure.objects.filter(pk=self.instance.pk).first()
        try:
            if held is not None and recording.fingerprint(held) != self.cleaned_data["seen"]:
                self.add_error(None, recording.changed_meanwhile(held))
                # Who has read what stands there may save again.
                self.data = self.data.copy()
                self.data[self.add_prefix("seen")] = recording.fingerprint(held)
                return
            recording.check(
                held or self.instance, self.instance, corrects=self.cleaned_data["corrects"], today=timezone.localdate()
            )
        except recording.FigureError as error:
            self.add_error(error.field, str(error))


class StaleFilterSet(WagtailFilterSet):
    stale = django_filters.ChoiceFilter(
        label=gettext_lazy("Age"),
        choices=[("yes", gettext_lazy("Too old")), ("no", gettext_lazy("Recent enough"))],
        method="by_age",
    )

    class Meta:
        model = KeyFigure
        fields = ["as_of"]

    def by_age(self, queryset: QuerySet[KeyFigure], name: str, value: str) -> QuerySet[KeyFigure]:
        today = timezone.localdate()
        old = [figure.pk for figure in KeyFigure.objects.only("as_of", "stale_after") if figure.is_stale(today)]
        return queryset.filter(pk__in=old) if value == "yes" else queryset.exclude(pk__in=old)


def _age(figure: KeyFigure) -> str:
    return _("Too old") if figure.is_stale(timezone.localdate()) else ""


class KeyFigureIndexView(generic.IndexView):
    filterset_class = StaleFilterSet

    @cached_property
    def columns(self) -> list[Column]:
        return [
            self._get_title_column("label"),
            Column("qualifier", label=_("Qualifier"), accessor="get_qualifier_display"),
            Column("value", label=_("Value"), sort_key="value"),
            Column(
                "as_of", label=_("As of"), accessor=lambda figure: formats.long_date(figure.as_of), sort_key="as_of"
            ),
            Column("age", label=_("Age"), accessor=_age),
            Column("source", label=_("Source")),
        ]


class KeyFigureCreateView(generic.CreateView):
    def save_instance(self) -> KeyFigure:
        figure: KeyFigure = self.form.save(commit=False)
        recording.begin(figure, by=self.request.user, now=timezone.now())
        log(instance=figure, action="wagtail.create", content_changed=True)
        return figure


class KeyFigureEditView(generic.EditView):
    """Whoever saves second sees what the first one wrote, and keeps what they typed."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with transaction.atomic():
            KeyFigure.objects.select_for_update().filter(pk=self.object_pk).first()  # the others wait
            return super().post(request, *args, **kwargs)

    def save_instance(self) -> KeyFigure:
        figure: KeyFigure = self.form.save(commit=False)
        said = self.form.cleaned_data
        recording.record(
            figure,
            seen=said["seen"],
            corrects=said["corrects"],
            note=said["note"],
            by=self.request.user,
            now=timezone.now(),
        )
        self.has_content_changes = self.form.has_changed()
        log(instance=figure, action="wagtail.edit", content_changed=self.has_content_changes)
        return figure


class KeyFigureViewSet(ModelViewSet):
    """One row, shown in many places: an edit here changes the home page and every draft, never a mail that was sent."""

    model = KeyFigure
    icon = "order"
    menu_label = gettext_lazy("Key figures")
    menu_order = 250
    add_to_admin_menu = True
    copy_view_enabled = False
    index_view_class = KeyFigureIndexView
    add_view_class = KeyFigureCreateView
    edit_view_class = KeyFigureEditView
    search_fields = ["key", "label", "label_ur", "brand", "definition"]
    search_backend_name = None
    edit_handler = ObjectList(
        [
            HelpPanel(gettext_lazy("The home page and all newsletters that pick this figure show what stands here.")),
            MultiFieldPanel(
                [
                    FieldRowPanel(["qualifier", "value", "as_of"]),
                    FieldPanel("source"),
                    FieldPanel("corrects"),
                    FieldPanel("note"),
                    FieldPanel("seen", classname="w-hidden"),
                ],
                heading=gettext_lazy("The number"),
            ),
            FieldPanel("label"),
            FieldPanel("label_ur"),
            FieldRowPanel(["unit", "unit_ur"]),
            FieldRowPanel(["brand", "brand_language"]),
            FieldPanel("definition"),
            FieldPanel("definition_ur"),
            FieldPanel("stale_after"),
            FieldPanel("key"),
        ],
        base_form_class=KeyFigureForm,
    )
