"""The two acts on somebody's consent by staff: writing down a no, and a yes that can be proved."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from delivery.enums import WAITING_STATES
from delivery.models import Message
from stakeholders import subscriptions
from stakeholders.admin.forms import GiveForm, WithdrawForm
from stakeholders.models import ConsentRecord, Contact, ContactAddress, Topic
from stakeholders.permissions import RECORD_CONSENT


class ConsentActView(PermissionRequiredMixin, WagtailAdminTemplateMixin, FormView):
    """A page that says what the act will do, to whom, and asks for the reason that is kept with it."""

    permission_required = RECORD_CONSENT
    raise_exception = True
    _show_breadcrumbs = True
    header_icon = "user"

    @cached_property
    def link(self) -> ContactAddress:
        return get_object_or_404(
            ContactAddress.objects.select_related("contact", "address"),
            pk=self.kwargs["link_id"],
            contact=self.kwargs["pk"],
        )

    def get_page_subtitle(self) -> str:
        return str(self.link.address)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("contact:index"), "label": capfirst(Contact._meta.verbose_name_plural)},
            {"url": self.get_success_url(), "label": str(self.link.contact)},
            {"url": "", "label": self.page_title, "sublabel": self.get_page_subtitle()},
        ]

    def get_success_url(self) -> str:
        return reverse("contact:inspect", args=[self.link.contact_id])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        readers = ContactAddress.objects.filter(
            address=self.link.address_id, retired_on=None, contact__merged_into=None
        )
        sharing = readers.exclude(contact=self.link.contact_id)
        return super().get_context_data(
            **kwargs,
            link=self.link,
            sharing=[other.contact for other in sharing.select_related("contact")],
            back_url=self.get_success_url(),
        )


class WithdrawView(ConsentActView):
    """Stop one topic at one address, because somebody told the unit to."""

    form_class = WithdrawForm
    template_name = "stakeholders/admin/withdraw.html"
    page_title = gettext_lazy("Stop mail to")

    @cached_property
    def topic(self) -> Topic:
        return get_object_or_404(Topic, code=self.kwargs["topic"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = Message.objects.filter(
            address=self.link.address_id, mailing__purpose=self.topic.code, state__in=WAITING_STATES
        )
        return super().get_context_data(**kwargs, topic=self.topic, waiting=waiting.count())

    def form_valid(self, form: WithdrawForm) -> Any:
        subscriptions.withdraw(
            address=self.link.address,
            purposes=[self.topic.code],
            source=ConsentRecord.Source.STAFF,
            note=form.cleaned_data["note"],
            by=self.request.user.pk,
            now=timezone.now(),
        )
        messages.success(
            self.request,
            _("“%(topic)s” no longer goes to %(address)s.") % {"topic": self.topic, "address": self.link.address.email},
        )
        return super().form_valid(form)


class GiveView(ConsentActView):
    """Write down a consent that was given on paper, or the official capacity in which somebody gets mail."""

    form_class = GiveForm
    template_name = "stakeholders/admin/give.html"
    page_title = gettext_lazy("Record consent of")

    def form_valid(self, form: GiveForm) -> Any:
        topic = form.cleaned_data["topic"]
        subscriptions.record_given(
            address=self.link.address,
            purpose=topic.code,
            basis=ConsentRecord.Basis(form.cleaned_data["basis"]),
            note=form.cleaned_data["note"],
            by=self.request.user.pk,
            now=timezone.now(),
        )
        messages.success(
            self.request,
            _("“%(topic)s” now goes to %(address)s.") % {"topic": topic, "address": self.link.address.email},
        )
        return super().form_valid(form)
