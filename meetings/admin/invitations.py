"""Who is invited to a meeting and what they answered; inviting more, and taking invitations back."""

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from meetings.admin.invitation_forms import FilterForm, InvitationForm, InviteForm
from meetings.admin.workspace import INVITE, MeetingScreen, OfMeeting, refusals_told
from meetings.enums import InviteeRole, Reply
from meetings.exceptions import MeetingsError
from meetings.invitations import exports, inviting, replying, withdrawing
from meetings.models import Invitation
from stakeholders.exporting import asking

PER_PAGE = 100
EXPORT_CONTACTS = "stakeholders.export_contact"


class InvitationsScreen(MeetingScreen):
    """The list, narrowed by answer, role and organisation, with counts by answer."""

    permission = INVITE
    url_name = "meetings_admin:invitations"
    page_title = _("Invitations")
    template_name = "meetings/admin/invitations.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counts = _counts(self.meeting.invitations.all())
        return super().get_context_data(**kwargs) | {
            "filters": self.filters,
            "page": self._page(),
            "counts": counts,
            "answers": [(Reply(reply), counts[reply]) for reply in Reply.values],
            "exports": self.user.has_perm(EXPORT_CONTACTS),
        }

    @cached_property
    def filters(self) -> FilterForm:
        there = self.meeting.invitations.exclude(organisation=None).order_by("organisation__name")
        names = there.values_list("organisation", "organisation__name").distinct()
        return FilterForm(self.request.GET or None, organisations=list(names))

    def _page(self) -> Page:
        found = self.meeting.invitations.select_related(
            "address", "contact", "organisation", "delegated_by", "delegate"
        )
        if self.filters.is_bound and self.filters.is_valid():
            asked = {field: value for field, value in self.filters.cleaned_data.items() if value}
            found = found.filter(**asked)
        return Paginator(found.order_by("name", "pk"), PER_PAGE).get_page(self.request.GET.get("p"))


def _counts(invitations: QuerySet[Invitation]) -> dict[str, int]:
    """Return by one query how many gave each answer, were taken back, or have needs; the rest is of those who stay."""
    stays = Q(withdrawn_at=None)
    return invitations.aggregate(
        everybody=Count("pk", filter=stays),
        withdrawn=Count("pk", filter=~stays),
        untold=Count("pk", filter=stays & Q(told_sequence=None)),
        needs=Count("pk", filter=stays & ~Q(needs="")),
        **{reply: Count("pk", filter=stays & Q(reply=reply)) for reply in Reply.values},
    )


class InviteScreen(MeetingScreen):
    """Whom to invite; the plan of it, in names and numbers; and the button that writes it down."""

    permission = INVITE
    url_name = "meetings_admin:invitations"
    page_title = _("Invite")
    template_name = "meetings/admin/invite.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {"form": InviteForm()} | super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, meeting_id: int) -> HttpResponse:
        """Show what it would do, or do what was shown."""
        form = InviteForm(request.POST)
        plan = None
        if form.is_valid():
            with refusals_told(request):
                if request.POST.get("act") == "invite":
                    return self._invite(form)
                plan = inviting.plan(self.meeting, form.wishes, now=timezone.now())
        return self.render_to_response(self.get_context_data(form=form, plan=plan))

    def _invite(self, form: InviteForm) -> HttpResponse:
        invited = inviting.invite(
            self.meeting,
            form.wishes,
            role=InviteeRole(form.cleaned_data["role"]),
            seen=form.cleaned_data["seen"],
            by=self.user,
            now=timezone.now(),
        )
        said = ngettext(
            "%(number)d person is on the list. Nobody has been written to yet.",
            "%(number)d people are on the list. Nobody has been written to yet.",
            len(invited),
        ) % {"number": len(invited)}
        messages.success(self.request, said)
        return redirect("meetings_admin:invitations", self.meeting.pk)


class OfInvitation(MeetingScreen):
    """A screen on one invitation of the meeting."""

    permission = INVITE
    url_name = "meetings_admin:invitations"
    page_title = _("Invitation")
    template_name = "meetings/admin/invitation.html"

    @cached_property
    def invitation(self) -> Invitation:
        found = Invitation.objects.select_related("address", "contact", "organisation", "meeting", "delegated_by")
        return get_object_or_404(found, meeting=self.meeting, id=self.kwargs["invitation_id"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = InvitationForm(instance=self.invitation)
        return {"form": form} | super().get_context_data(**kwargs) | {"invitation": self.invitation}

    def post(self, request: HttpRequest, meeting_id: int, invitation_id: int) -> HttpResponse:
        """Change the role, and write down an answer that came another way."""
        form = InvitationForm(request.POST, instance=self.invitation)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        with refusals_told(request):
            if form.says_an_answer:
                reply, mode = Reply(form.cleaned_data["reply"]), form.cleaned_data["mode"]
                replying.note_for(self.invitation, reply=reply, mode=mode, by=self.user, now=timezone.now())
            Invitation.objects.filter(pk=self.invitation.pk).update(role=form.cleaned_data["role"])
            messages.success(request, _("The invitation was changed."))
        return redirect("meetings_admin:invitations", self.meeting.pk)


class WithdrawScreen(MeetingScreen):
    """Taking the chosen invitations back: who they are, how many are told; a POST does it."""

    permission = INVITE
    url_name = "meetings_admin:invitations"
    page_title = _("Take invitations back")
    template_name = "meetings/admin/withdraw_invitations.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self._chosen(request.GET.getlist("chosen")):
            messages.warning(request, _("Choose whose invitations to take back, in the list."))
            return redirect("meetings_admin:invitations", self.meeting.pk)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = self._chosen(self.request.GET.getlist("chosen"))
        told = [each for each in chosen if each.told_sequence is not None]
        awaited = withdrawing.awaited(self.meeting, now=timezone.now())
        return super().get_context_data(**kwargs) | {"chosen": chosen, "told": told if awaited else []}

    def post(self, request: HttpRequest, meeting_id: int) -> HttpResponse:
        """Take them back; who was told by mail is mailed that."""
        chosen = self._chosen(request.POST.getlist("chosen"))
        try:
            told = withdrawing.withdraw(self.meeting, chosen, by=self.user, now=timezone.now())
        except MeetingsError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _withdrawn(len(chosen), told))
        return redirect("meetings_admin:invitations", self.meeting.pk)

    def _chosen(self, keys: list[str]) -> list[Invitation]:
        numbers = [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 18]
        found = self.meeting.invitations.filter(pk__in=numbers, withdrawn_at=None)
        return list(found.select_related("address", "organisation", "meeting").order_by("name", "pk"))


class ExportInvitations(OfMeeting):
    """Have a file made of who is invited, by the one way to take people's data away."""

    permission = INVITE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, meeting_id: int) -> HttpResponse:
        """Ask for the file, and lead to where it lies when it is made."""
        if not self.user.has_perm(EXPORT_CONTACTS):
            raise PermissionDenied
        source = exports.INVITATIONS
        wanted = request.POST.get("format", "")
        file = asking.ask(
            source=source,
            question={"meeting": self.meeting.pk},
            columns=[column.code for column in source.columns],
            file_format=wanted if wanted in source.formats else source.formats[0],
            narrowed=str(self.meeting),
            by=self.user.pk,
            now=timezone.now(),
        )
        return redirect("export:file", file.record_id)


def _withdrawn(number: int, told: int) -> str:
    taken = ngettext("%(number)d invitation was taken back.", "%(number)d invitations were taken back.", number)
    mailed = ngettext("%(number)d person is told by mail.", "%(number)d people are told by mail.", told)
    return f"{taken % {'number': number}} {mailed % {'number': told}}"
