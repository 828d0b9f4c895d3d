"""“Send…”: one page on which an issue is checked, given an audience, tried out, approved and let go."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages

from delivery.enums import ENDED_STATES, LIVE_STATES, MailingState
from delivery.models import Mailing
from newsletters import copies, sending
from newsletters.admin_views.base import IssueMixin, Screen
from newsletters.admin_views.findings import told, told_of_sender
from newsletters.admin_views.parts import Part, parts_of_issue, parts_of_mailing
from newsletters.admin_views.reach import Reach, chosen, reach
from newsletters.exceptions import AudienceGone
from newsletters.forms import AudienceForm, CopiesForm
from stakeholders.criteria import Criteria


class SendScreen(IssueMixin, Screen):
    """Everything about sending one issue, as far as it has come.

    A view whose form was filled in wrongly renders this screen with its bound form.
    """

    template_name = "newsletters/admin/send.html"
    http_method_names = ["get", "head", "options"]

    def get_page_title(self) -> str:
        return _("Send %(issue)s") % {"issue": sending.title_of(self.issue)}

    def again(self, **forms: Any) -> HttpResponse:
        """Show the screen with `audience_form` or `test_form` as it was submitted."""
        return self.render_to_response(self.get_context_data(**forms))

    def get_context_data(
        self, *, audience_form: AudienceForm | None = None, test_form: CopiesForm | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        latest = self.mailing
        # A cancelled or failed mailing is history: what is prepared here is the next one.
        mailing = None if latest is None or latest.state in sending.REPEATABLE_STATES else latest
        gone = mailing is not None and mailing.state in LIVE_STATES | ENDED_STATES
        findings = [] if gone else [*told(self.issue, to=self.user), *told_of_sender(to=self.user, now=timezone.now())]
        saved = chosen(mailing)
        if saved is None and not gone:
            messages.error(self.request, str(AudienceGone()))
        form = audience_form or AudienceForm(saved=saved)
        return super().get_context_data(
            issue=self.issue,
            editions=sending.editions(sending.origin_of(self.issue)),
            mailing=mailing,
            state=mailing.state if mailing else MailingState.DRAFT,
            gone=gone,
            zone=timezone.get_current_timezone(),
            findings=findings,
            blocked=any(finding.blocks for edition in findings for finding in edition.findings),
            audience_form=form,
            reach=None if gone else self.reach(form, saved),
            parts=self.parts(mailing),
            test_form=test_form or CopiesForm(),
            test_copies=copies.recent(self.issue),
            earlier=[each for each in sending.mailings_of(self.issue) if each != mailing],
            **kwargs,
        )

    def reach(self, form: AudienceForm, saved: Criteria | None) -> Reach | None:
        """Count what the form shows; a form that was filled in wrongly has no count, nor an audience that is gone."""
        if not form.is_bound:
            return reach(self.issue, saved) if saved else None
        return reach(self.issue, form.criteria()) if form.is_valid() else None

    def parts(self, mailing: Mailing | None) -> list[Part]:
        """List what was approved, or what would be."""
        if mailing is not None and mailing.state != MailingState.DRAFT:
            return parts_of_mailing(mailing)
        subjects = [(page.locale.language_code, page.subject) for page in sending.outgoing(self.issue)]
        return parts_of_issue(self.issue, subjects)
