"""Asking the list: writing the question, trying it out, and letting it go by an approver."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from delivery.exceptions import MoveRefused, RenderingError
from delivery.models import MailingContent
from stakeholders.admin.privacy.forms import CopiesForm
from stakeholders.models import Repermission
from stakeholders.repermission import asking, audience

CHANGE = "stakeholders.change_repermission"


class RepermissionForm(WagtailAdminModelForm):
    """The part of the mail that staff write. Placeholders are the template's."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in ("introduction", "introduction_ur"):
            if "[[" in cleaned.get(name, ""):
                self.add_error(name, ValidationError(_("Write it without double square brackets.")))
        return cleaned


def _state(question: Repermission) -> str:
    return question.mailing.get_state_display() if question.mailing else _("Not sent")


class RepermissionIndexView(generic.IndexView):
    @cached_property
    def columns(self) -> list[Column]:
        return [
            self._get_title_column("topic"),
            Column("state", label=gettext_lazy("State"), accessor=_state),
            DateColumn("created_at", label=gettext_lazy("Written"), sort_key="created_at"),
        ]

    def get_base_queryset(self) -> QuerySet[Repermission]:
        return super().get_base_queryset().select_related("topic", "mailing")

    def get_edit_url(self, instance: Repermission) -> str | None:
        return None if instance.mailing_id else super().get_edit_url(instance)

    def get_delete_url(self, instance: Repermission) -> str | None:
        return None if instance.mailing_id else super().get_delete_url(instance)


class RepermissionEditView(generic.EditView):
    """Only while it has not gone out: afterwards the mailing holds what was asked."""

    def get_object(self, queryset: Any = None) -> Repermission:
        return get_object_or_404(Repermission, pk=super().get_object(queryset).pk, mailing=None)

    def get_success_url(self) -> str:
        return reverse("repermission:inspect", args=[self.object.pk])


class RepermissionDeleteView(generic.DeleteView):
    """As editing."""

    def get_object(self, queryset: Any = None) -> Repermission:
        return get_object_or_404(Repermission, pk=super().get_object(queryset).pk, mailing=None)


class RepermissionCreateView(generic.CreateView):
    def get_success_url(self) -> str:
        return reverse("repermission:inspect", args=[self.object.pk])

    def save_instance(self) -> Repermission:
        self.form.instance.created_by_id = self.request.user.pk
        return super().save_instance()


class RepermissionInspectView(generic.InspectView):
    """The question: whom it would reach, how it reads, and how it fared once it is out."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sent = self.object.mailing_id is not None
        return super().get_context_data(
            **kwargs,
            **(_fared(self.object) if sent else _would_be(self.object)),
            copies=CopiesForm(),
            may_change=self.request.user.has_perm(CHANGE),
            may_send=self.request.user.has_perm(asking.APPROVE),
        )


def _would_be(question: Repermission) -> dict[str, Any]:
    """Return what an unsent question would do and say, or why no mail can be made of it."""
    reach = audience.count(question.topic.code)
    try:
        contents = asking.compose(question)
    except RenderingError as error:
        return {"reach": reach, "problem": str(error)}
    proof = [{"language": language, "subject": each.subject, "text": each.text} for language, each in contents.items()]
    return {"reach": reach, "contents": proof}


def _fared(question: Repermission) -> dict[str, Any]:
    """Return how a question was answered, and what was sent."""
    return {
        "answers": audience.answers(question),
        "contents": MailingContent.objects.filter(mailing=question.mailing_id).order_by("language"),
        "mailing_url": reverse("newsletters_admin:mailing", args=[question.mailing_id]),
    }


class RepermissionAct(PermissionRequiredMixin, View):
    """An act on an unsent question: a POST from its page, and back to it."""

    raise_exception = True
    http_method_names = ["post"]

    @property
    def user(self) -> AbstractUser:
        return cast(AbstractUser, self.request.user)

    @cached_property
    def question(self) -> Repermission:
        return get_object_or_404(Repermission.objects.select_related("topic"), pk=self.kwargs["pk"])

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Act, and say on the page what came of it."""
        try:
            messages.success(request, self.act())
        except (MoveRefused, RenderingError) as error:
            messages.error(request, str(error))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("repermission:inspect", pk)

    def act(self) -> str:
        """Do it, and return what to say."""
        raise NotImplementedError


class SendTestView(RepermissionAct):
    permission_required = CHANGE

    def act(self) -> str:
        form = CopiesForm(self.request.POST)
        if not form.is_valid():
            raise ValidationError(form.errors["emails"].as_data())
        sent, refused = asking.send_test(self.question, emails=form.cleaned_data["emails"], now=timezone.now())
        said = ngettext("%(number)d copy is on its way.", "%(number)d copies are on their way.", sent) % {
            "number": sent
        }
        if refused:
            said = f"{said} {_('No mail may go to %(addresses)s.') % {'addresses': ', '.join(refused)}}"
        return said


class SendView(RepermissionAct):
    permission_required = asking.APPROVE

    def act(self) -> str:
        asking.send(self.question, by=self.user, now=timezone.now())
        return _("The question is on its way.")


class RepermissionViewSet(ModelViewSet):
    model = Repermission
    icon = "help"
    name = "repermission"
    menu_label = gettext_lazy("Ask the list")
    index_view_class = RepermissionIndexView
    add_view_class = RepermissionCreateView
    edit_view_class = RepermissionEditView
    delete_view_class = RepermissionDeleteView
    inspect_view_class = RepermissionInspectView
    inspect_view_enabled = True
    inspect_template_name = "stakeholders/admin/repermission.html"
    inspect_view_fields: list[str] = []
    copy_view_enabled = False
    add_to_reference_index = False
    search_backend_name = None
    edit_handler = ObjectList(
        [FieldPanel("topic"), FieldPanel("introduction"), FieldPanel("introduction_ur")],
        base_form_class=RepermissionForm,
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/test/", SendTestView.as_view(), name="test"),
            path("<int:pk>/send/", SendView.as_view(), name="send"),
        ]
