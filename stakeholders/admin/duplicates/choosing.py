"""“Merge with…”: somebody knows the other entry, and looks it up."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from stakeholders import search
from stakeholders.admin.duplicates.base import DuplicatesScreen, glance, glances

MOST = 20  # entries shown; beyond it one types more


class ChooseView(DuplicatesScreen, TemplateView):
    template_name = "stakeholders/admin/duplicates/choose.html"
    page_title = gettext_lazy("Merge with…")

    def get_page_subtitle(self) -> str:
        return glance(self.kwargs["subject"], self.kwargs["pk"]).name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record = get_object_or_404(self.subject.model.objects, id=self.kwargs["pk"])
        text = self.request.GET.get("q", "").strip()
        found: list[int] = []
        if text:
            others = search.matching(self.subject.model.objects.exclude(pk=record.pk), text)
            found = list(others.values_list("pk", flat=True)[: MOST + 1])
        seen = glances(self.subject.code, found[:MOST])
        code = self.subject.code.value
        return super().get_context_data(
            **kwargs,
            record=record,
            text=text,
            found=[(seen[pk], reverse("duplicates:pair", args=[code, record.pk, pk])) for pk in found[:MOST]],
            more=len(found) > MOST,
        )
