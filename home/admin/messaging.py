"""Publishing what the rules of safe messaging object to: the findings once more, and the note that is kept."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.models import Page

from home.admin.page_screens import PageScreen
from home.safe_messaging import overriding
from home.safe_messaging.overriding import Standing


class OverrideForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("Why it is right to publish these words"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Kept with your name and the date. It falls with the next change of the text."),
    )
    seen = forms.CharField(widget=forms.HiddenInput)


class OverrideView(PageScreen, FormView):
    """What blocks, and the note that lets it pass."""

    form_class = OverrideForm
    template_name = "home/admin/override_messaging.html"
    page_title = gettext_lazy("Publish these words all the same")
    header_icon = "warning"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not overriding.may_override(self.page, self.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def page(self) -> Page:
        """Return the draft, whose words are judged."""
        return get_object_or_404(Page, pk=self.kwargs["pk"]).specific.get_latest_revision_as_object()

    @cached_property
    def standing(self) -> Standing:
        return overriding.standing(self.page)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, findings=self.standing.blocking)

    def get_initial(self) -> dict[str, Any]:
        return {"seen": self.standing.fingerprint}

    def form_valid(self, form: OverrideForm) -> HttpResponse:
        said = form.cleaned_data
        try:
            overriding.override(self.page, seen=said["seen"], note=said["note"], by=self.user, now=timezone.now())
        except overriding.OverrideError as error:
            messages.error(self.request, str(error))
        else:
            messages.success(self.request, _("Noted. The page can be published as long as its text stays as it is."))
        return redirect(self.editor_url)


urlpatterns: list[URLPattern] = [
    path("safe-messaging/<int:pk>/override/", OverrideView.as_view(), name="safe_messaging_override")
]
