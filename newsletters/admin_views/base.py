"""What the sending screens share: permission first, breadcrumbs, and refusals told in words."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any, cast

from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from delivery.enums import MailingKind
from delivery.exceptions import ApprovalBroken, MoveRefused
from delivery.models import Mailing
from newsletters import sending
from newsletters.compose import COMPOSE_ERRORS
from newsletters.exceptions import SendingError
from newsletters.models import IssuePage
from newsletters.permissions import Act, policy


@contextmanager
def refusals_told(request: HttpRequest) -> Iterator[None]:
    """Turn a refusal into a message on the next page. Two tabs and double clicks end here; nothing happens twice."""
    try:
        yield
    except (SendingError, MoveRefused) as refusal:
        messages.error(request, str(refusal))
    except ApprovalBroken:
        messages.error(request, _("What is stored is not what was approved. Nothing was sent; approve it again."))
    except COMPOSE_ERRORS as fault:
        messages.error(request, _("The mail can't be made from this issue: %(fault)s") % {"fault": fault})


def issue_or_404(page_id: int) -> IssuePage:
    """Return the issue. Looked up by `id`, since a number too large for the database crashes a look-up by `pk`."""
    return get_object_or_404(IssuePage.objects.select_related("locale"), id=page_id)


class PolicyMixin(View):
    """Ask the policy before anything else."""

    act = Act.SEE

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        policy.require(request.user, self.act)
        return super().dispatch(request, *args, **kwargs)

    @property
    def user(self) -> AbstractUser:
        """Return who acts; the policy has let nobody through without an account."""
        return cast(AbstractUser, self.request.user)


class IssueMixin(PolicyMixin):
    """A view of one issue, whose key is in the address."""

    @cached_property
    def issue(self) -> IssuePage:
        return issue_or_404(self.kwargs["page_id"])

    @cached_property
    def mailing(self) -> Mailing | None:
        return sending.mailing_for(self.issue)

    @property
    def send_url(self) -> str:
        return reverse("newsletters_admin:send", args=[self.issue.pk])


class MailingMixin(PolicyMixin):
    """A view of one bulk mailing, whose key is in the address."""

    @cached_property
    def mailing(self) -> Mailing:
        mailings = Mailing.objects.filter(kind=MailingKind.BULK).select_related("approved_by", "created_by")
        return get_object_or_404(mailings, pk=self.kwargs["mailing_id"])

    @property
    def mailing_url(self) -> str:
        return reverse("newsletters_admin:mailing", args=[self.mailing.pk])


class Screen(WagtailAdminTemplateMixin, TemplateView):
    """A page in Wagtail's furniture. `trail` is what stands between Home and this page."""

    header_icon = "mail"

    def trail(self) -> list[tuple[str, str]]:
        """Return (label, URL) of the pages above this one."""
        return [(_("Mailings"), reverse("newsletters_admin:mailings"))]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = [{"url": url, "label": label} for label, url in self.trail()]
        return [*self.breadcrumbs_items, *above, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may=policy.allowed(self.request.user), **kwargs)


class Confirmation(Screen):
    """A page that says what will happen and to how many, with the button that does it.

    GET shows, POST acts. A refusal becomes a message; either way the reader lands on `done_url`.
    """

    template_name = "newsletters/admin/confirm.html"
    button_label: Any = ""
    button_class = ""
    statement_template = ""

    def act_on_it(self, request: HttpRequest) -> None:
        raise NotImplementedError

    def done_url(self) -> str:
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with refusals_told(request):
            self.act_on_it(request)
        return redirect(self.done_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            button_label=self.button_label,
            button_class=self.button_class,
            statement_template=self.statement_template,
            back_url=self.done_url(),
            **kwargs,
        )
