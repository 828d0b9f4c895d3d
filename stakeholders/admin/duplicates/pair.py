"""Two records side by side: they are one, they are two, or somebody else decides."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, View
from wagtail.admin import messages

from stakeholders.admin.duplicates import telling
from stakeholders.admin.duplicates.base import DuplicatesScreen, glances, url_of
from stakeholders.admin.duplicates.comparing import MergeForm
from stakeholders.duplicates import queue
from stakeholders.duplicates.merging import merge_contacts, merge_organisations
from stakeholders.duplicates.planning import plan
from stakeholders.duplicates.subjects import CONTACT
from stakeholders.duplicates.survivors import survivor
from stakeholders.exceptions import MergeRefusedError
from stakeholders.models import Resemblance


class PairScreen(DuplicatesScreen):
    """The two records that the address names."""

    @cached_property
    def kept(self) -> Any:
        return get_object_or_404(self.subject.model.with_merged, id=self.kwargs["kept"])

    @cached_property
    def gone(self) -> Any:
        return get_object_or_404(self.subject.model.with_merged.exclude(id=self.kwargs["kept"]), id=self.kwargs["gone"])

    @cached_property
    def row(self) -> Resemblance | None:
        """Return the pair's place in the queue; none where somebody chose the two by hand."""
        return queue.of_pair(self.subject.code, self.kept.pk, self.gone.pk)


def next_url(pair: Resemblance | None) -> str:
    """Return where the queue goes on."""
    found = queue.following(pair)
    if found is None:
        return reverse("duplicates:index")
    return reverse("duplicates:pair", args=[found.subject, found.first, found.second])


class PairView(PairScreen, FormView):
    """Show both, choose field by field, see what will happen, merge."""

    template_name = "stakeholders/admin/duplicates/pair.html"
    form_class = MergeForm
    page_title = gettext_lazy("One or two?")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Lead away from a pair that is none any more; sending the form twice ends here too."""
        if not self.has_permission():
            return self.handle_no_permission()
        merged = next((record for record in (self.gone, self.kept) if record.merged_into_id is not None), None)
        if merged is None:
            return super().dispatch(request, *args, **kwargs)
        successor = survivor(merged)
        messages.info(request, _("“%(name)s” was merged into this entry.") % {"name": merged})
        return redirect(url_of(self.subject.code, successor.pk))

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "kept": self.kept, "gone": self.gone}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        made = plan(self.kept, self.gone, context["form"].choices())
        code = self.subject.code.value
        here = [code, self.kept.pk, self.gone.pk]
        seen = glances(code, [self.kept.pk, self.gone.pk])
        return {
            **context,
            "row": self.row,
            "sides": [seen[self.kept.pk], seen[self.gone.pk]],
            "counts": telling.counts(made),
            "sentences": telling.sentences(made),
            "stopping": telling.stopping(made),
            "swap_url": reverse("duplicates:pair", args=[code, self.gone.pk, self.kept.pk]),
            "dismiss_url": reverse("duplicates:dismiss", args=here),
            "skip_url": f"{reverse('duplicates:next')}?after={self.row.pk}" if self.row else "",
        }

    def form_valid(self, form: MergeForm) -> HttpResponse:
        if "merge" not in self.request.POST:  # “show what that does”
            return self.render_to_response(self.get_context_data(form=form))
        onwards = next_url(self.row) if self.row else url_of(self.subject.code, self.kept.pk)
        merge = merge_contacts if self.subject is CONTACT else merge_organisations
        try:
            done = merge(kept=self.kept, gone=self.gone, choices=form.choices(), by=self.user, now=timezone.now())
        except MergeRefusedError as refusal:
            messages.error(self.request, str(refusal))
            return redirect(self.request.path)
        messages.success(
            self.request,
            _("“%(gone)s” is now part of “%(kept)s”.") % {"gone": self.gone, "kept": self.kept},
            buttons=[
                messages.button(url_of(self.subject.code, self.kept.pk), _("Look at it")),
                messages.button(reverse("merge:undo", args=[done.pk]), _("Undo…")),
            ],
        )
        return redirect(onwards)


class DismissView(PairScreen, View):
    """“These are two”: the pair leaves the queue for good."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        onwards = next_url(self.row)
        queue.dismiss(subject=self.subject.code, one=self.kept.pk, other=self.gone.pk, by=self.user, now=timezone.now())
        messages.success(
            request,
            _("“%(one)s” and “%(other)s” stay two, and are not proposed again.")
            % {"one": self.kept, "other": self.gone},
        )
        return redirect(onwards)


class NextView(DuplicatesScreen, View):
    """Lead to the pair after the one that is skipped."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        asked = request.GET.get("after", "")
        return redirect(next_url(Resemblance.objects.filter(id=asked).first() if asked.isdecimal() else None))
