"""The public directory as a page of the site."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField

from home.models import BasePage
from home.rich_text import validate_length
from stakeholders.directory import listing, organisation_page, organisations, revealing
from stakeholders.models.organisations import Organisation


class DirectoryPage(RoutablePageMixin, BasePage):
    """Organisations, with what they do and where; each has a room of its own below this page."""

    intro = RichTextField(_("introduction"), blank=True, validators=[validate_length])

    content_panels = [*BasePage.content_panels, FieldPanel("intro")]
    max_count_per_parent = 1
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    template = "stakeholders/directory/list.html"

    @path("")
    def the_list(self, request: HttpRequest) -> TemplateResponse:
        """All public organisations, or those that the address asks for."""
        return self.render(request, context_overrides=listing.context(request.GET.dict()))

    @path("<slug:slug>/", name="organisation")
    def organisation(self, request: HttpRequest, slug: str) -> HttpResponse:
        """One organisation. The address of one that was merged leads to the one that it became."""
        found = self._organisation(slug)
        if found.slug != slug:
            return redirect(self.address_of(found, request), permanent=True)
        context = organisation_page.context(request, found, on=timezone.localdate())
        return self.render(request, context_overrides=context, template="stakeholders/directory/organisation.html")

    @path("<slug:slug>/contact/", name="contact")
    def contact(self, request: HttpRequest, slug: str) -> HttpResponse:
        """The number or address of somebody's card, after a button on the organisation's page was pressed."""
        found = self._organisation(slug)
        if request.method != "POST":
            return redirect(self.address_of(found, request))

        def render(context: dict[str, Any]) -> TemplateResponse:
            return self.render(request, context_overrides=context, template="stakeholders/directory/contact.html")

        return revealing.answer(request, found, on=timezone.localdate(), render=render)

    def address_of(self, organisation: Organisation, request: HttpRequest | None = None) -> str:
        """Return the address of the page of `organisation`."""
        address: str = self.get_url(request) + self.reverse_subpage("organisation", [organisation.slug])
        return address

    def _organisation(self, slug: str) -> Organisation:
        found = organisations.at(slug)
        if found is None:
            raise Http404
        return found
