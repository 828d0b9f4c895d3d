"""What is thrown out when: the rules, what each would deal with now, and what they did lately."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from stakeholders.admin.privacy.base import PrivacyPage
from stakeholders.models import RetentionRun
from stakeholders.permissions import ERASE
from stakeholders.privacy import retention

RUNS_SHOWN = 30


class RetentionView(PrivacyPage, TemplateView):
    template_name = "stakeholders/admin/privacy/retention.html"
    page_title = gettext_lazy("What is thrown out")
    header_icon = "history"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        due = retention.dry_run(now=timezone.now())
        what = {key: rule.what for key, rule in retention.rules.items()}
        return super().get_context_data(
            **kwargs,
            rules=[(rule, due[key]) for key, rule in retention.rules.items()],
            runs=[(run, what.get(run.rule, run.rule)) for run in RetentionRun.objects.all()[:RUNS_SHOWN]],
        )


class RetentionViewSet(ViewSet):
    """One page, with its place in the menu."""

    name = "retention"
    url_prefix = "people/retention"
    icon = "history"
    menu_label = gettext_lazy("What is thrown out")

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", RetentionView.as_view(), name="index")]

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        """Return a menu item that only those see who may open the page."""

        class RetentionMenuItem(MenuItem):
            def is_shown(self, request: HttpRequest) -> bool:
                return request.user.has_perm(ERASE)

        return RetentionMenuItem
