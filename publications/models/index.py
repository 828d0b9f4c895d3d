"""The list of publications."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.query import PageQuerySet

from home import feeds
from home.elsewhere import elsewhere
from home.models import BasePage
from publications import listing
from publications.citing.formats import FORMATS


class PublicationIndexPage(RoutablePageMixin, BasePage):
    """All publications, by year, the newest first. A reader can narrow them and take them away as citations."""

    max_count_per_parent = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["publications.PublicationPage"]

    def publications(self) -> PageQuerySet:
        """Return all that the public may see of, also what was withdrawn."""
        from publications.models.publications import PublicationPage

        return PublicationPage.objects.child_of(self).live().public()

    @path("")
    def everything(self, request: HttpRequest) -> TemplateResponse:
        """The list of all publications, or of those that a reader chose."""
        context = listing.context(self.publications(), request.GET)
        context["elsewhere"] = elsewhere(self, lambda index: index.publications().filter(withdrawn_on=None), request)
        response = self.render(request, context_overrides=context)
        if context["selection"] or context["selection"].shows_withdrawn:
            response["X-Robots-Tag"] = "noindex"  # it tells nothing that the whole list doesn't
        return response

    @path("export/")
    def export(self, request: HttpRequest) -> HttpResponseBase:
        """What was picked in the list, or all that fits, as a file of citations."""
        file_format = FORMATS.get(request.GET.get("format", ""))
        if file_format is None:
            raise Http404("There is no such format.")
        picked = request.GET.getlist("pick")
        if request.GET.get("which") == "picked" and not picked:
            return redirect(f"{self.get_url(request)}?{_without_export(request)}#export")
        only = picked if request.GET.get("which") == "picked" else []
        found = listing.taken_away(self.publications(), request.GET, only)
        return file_format.response(found, name="publications")

    @path("feed/")
    def feed(self, request: HttpRequest) -> HttpResponseBase:
        """The newest publications as an Atom feed."""
        newest = listing.in_order(self.publications().filter(withdrawn_on=None))[: feeds.LATEST]
        entries = [page.feed_entry(request, on=on) for page in newest if (on := page.listing_date)]
        return feeds.atom(request, page=self, title=self.title, entries=entries)


def _without_export(request: HttpRequest) -> str:
    """Return what the address says of the list, with a word that nothing was picked."""
    query = request.GET.copy()
    for name in ("format", "which", "pick"):
        query.pop(name, None)
    query["nothing"] = "1"
    return query.urlencode()
