"""The public register of decisions, and the page of each, under an address that can be cited."""

import itertools

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from meetings.decisions import register
from meetings.enums import Visibility
from meetings.models import Decision, WorkingGroup

PER_PAGE = 50


class Narrowing(forms.Form):
    """What the list is narrowed to. A value that is none narrows nothing, and is said to be left out."""

    q = forms.CharField(label=_("Words or number"), required=False, max_length=100)
    group = forms.TypedChoiceField(label=_("Working group"), required=False, empty_value=None)
    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)

    def __init__(self, chosen: QueryDict) -> None:
        super().__init__(chosen, label_suffix="")
        public = register.open_to_all().order_by()
        groups = WorkingGroup.objects.filter(visibility=Visibility.PUBLIC, meetings__decisions__in=public.values("pk"))
        by_slug = {group.slug: group for group in groups.distinct().order_by("name")}
        named = [(slug, str(group)) for slug, group in by_slug.items()]
        self.fields["group"].choices = [("", _("All groups")), *named]  # type: ignore[attr-defined]
        self.fields["group"].coerce = by_slug.__getitem__  # type: ignore[attr-defined]
        years = public.order_by("-year").values_list("year", flat=True).distinct()
        self.fields["year"].choices = [("", _("All years")), *((y, str(y)) for y in years)]  # type: ignore[attr-defined]

    def narrowed(self, decisions: QuerySet[Decision]) -> QuerySet[Decision]:
        self.is_valid()
        chosen = self.cleaned_data
        decisions = register.search(decisions, chosen.get("q") or "")
        if chosen.get("group"):
            decisions = decisions.filter(meeting__groups=chosen["group"])
        return decisions.filter(year=chosen["year"]) if chosen.get("year") else decisions


def decisions(request: HttpRequest) -> HttpResponse:
    """Show the decisions that everybody may read, by year, the latest first."""
    form = Narrowing(request.GET)
    found = form.narrowed(register.open_to_all())
    shown = Paginator(register.whole(found), PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "shown": shown,
        "years": [(year, list(rows)) for year, rows in itertools.groupby(shown, key=lambda row: row.year)],
        "narrowed": any(form.cleaned_data.values()) or bool(form.errors),
        "query": query.urlencode(),
    }
    return render(request, "meetings/decisions.html", context)


def decision(request: HttpRequest, number: str) -> HttpResponse:
    """Show one decision. What is withdrawn or superseded stays here and says so."""
    parsed = register.parse(number)
    if parsed is None:
        raise Http404
    year, serial = parsed
    row = register.whole(register.open_to_all()).filter(year=year, serial=serial).first()
    if row is None:
        raise Http404
    if row.number != number:  # d-2026-3 is another way to write it, and there is one address
        return redirect("meetings:decision", row.number)
    return render(request, "meetings/decision.html", {"decision": row})
