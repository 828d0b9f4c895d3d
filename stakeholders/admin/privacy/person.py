"""The two acts on a person: handing out all that is held, and erasing it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from delivery.models import Address
from stakeholders.admin.privacy.base import PrivacyPage, trail_to
from stakeholders.admin.privacy.forms import EraseForm, HandOutForm
from stakeholders.models import Contact, ContactAddress, Erasure, ErasureRequest
from stakeholders.privacy import access, erasure, holdings
from stakeholders.privacy.parts import KEPT, REMOVED, in_words
from stakeholders.privacy.subject import Subject, subject_at, subject_of


class HandOutView(PrivacyPage, FormView):
    """Says what the file will hold, and hands it out: a POST, since it is written down who took it."""

    form_class = HandOutForm
    template_name = "stakeholders/admin/privacy/hand_out.html"
    page_title = gettext_lazy("All that is held on")

    @cached_property
    def contact(self) -> Contact:
        return get_object_or_404(Contact, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.contact)

    def trail(self) -> list[tuple[str, Any]]:
        return trail_to(self.contact)

    def get_initial(self) -> dict[str, Any]:
        return {"language": self.contact.language.code}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            sections=holdings.of(self.contact),
            back_url=reverse("contact:inspect", args=[self.contact.pk]),
        )

    def form_valid(self, form: HandOutForm) -> HttpResponse:
        filename, content, content_type = access.hand_out(
            self.contact, language=form.cleaned_data["language"], by=self.user, now=timezone.now()
        )
        response = HttpResponse(content, content_type=content_type)
        response["Content-Disposition"] = f'attachment; filename="{filename}"'
        response["Cache-Control"] = "no-store"
        return response


class EraseView(PrivacyPage, FormView):
    """Says what an erasure would remove and keep, and does it for whoever types the number."""

    form_class = EraseForm
    template_name = "stakeholders/admin/privacy/erase.html"
    page_title = gettext_lazy("Erase")

    @cached_property
    def contact(self) -> Contact:
        return get_object_or_404(Contact, pk=self.kwargs["pk"])

    @cached_property
    def erasure_request(self) -> ErasureRequest | None:
        """Return the request that this is done for, if one is named, and comes from an address of this person."""
        pk = self.request.GET.get("request", "")
        theirs = ErasureRequest.objects.filter(address__in=self.subject.addresses, done_at=None)
        return theirs.filter(pk=pk).first() if pk.isdecimal() else None

    @cached_property
    def subject(self) -> Subject:
        return subject_of(self.contact)

    @cached_property
    def forecast(self) -> erasure.Forecast:
        return erasure.forecast(self.subject)

    def get_page_subtitle(self) -> str:
        return str(self.contact)

    def trail(self) -> list[tuple[str, Any]]:
        return trail_to(self.contact)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "total": self.forecast.total}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            removed=in_words(REMOVED, self.forecast.removed),
            kept=in_words(KEPT, self.forecast.kept),
            total=self.forecast.total,
            own=self.subject.rows,
            back_url=self.trail()[-1][0],
        )

    def form_valid(self, form: EraseForm) -> HttpResponse:
        return self.done(erasure.erase(self.contact, by=self.user, now=timezone.now(), request=self.erasure_request))

    def done(self, certificate: Erasure) -> HttpResponse:
        """Say so, and show the certificate."""
        messages.success(
            self.request, _("Erased. The certificate has the number %(number)s.") % {"number": certificate}
        )
        return redirect("erasure:inspect", certificate.pk)


class EraseAddressView(EraseView):
    """The same for an address that no contact has, and that somebody asked for."""

    page_title = gettext_lazy("Erase the address")

    @cached_property
    def address(self) -> Address:
        """Return the address of the open request, unless a contact has it: then the contact is what is erased."""
        linked = ContactAddress.objects.values("address")
        return get_object_or_404(Address.objects.exclude(pk__in=linked), pk=self.erasure_request.address_id)

    @cached_property
    def erasure_request(self) -> ErasureRequest:
        return get_object_or_404(ErasureRequest, pk=self.kwargs["pk"], done_at=None)

    @cached_property
    def subject(self) -> Subject:
        return subject_at(self.address)

    def get_page_subtitle(self) -> str:
        return str(self.address)

    def trail(self) -> list[tuple[str, Any]]:
        return [
            (reverse("erasure_request:index"), ErasureRequest._meta.verbose_name_plural),
            (reverse("erasure_request:inspect", args=[self.erasure_request.pk]), self.erasure_request),
        ]

    def form_valid(self, form: EraseForm) -> HttpResponse:
        return self.done(
            erasure.erase_address(self.address, by=self.user, now=timezone.now(), request=self.erasure_request)
        )
