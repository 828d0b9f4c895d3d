"""Choosing a contact on a form. Wagtail's choosers ask for no permission of their own: names of people need one."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet

from stakeholders.models import Contact

VIEW_CONTACTS = "stakeholders.view_contact"


class ForThoseWhoSeeContacts(View):
    """Turn everybody else away before anything is looked up."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm(VIEW_CONTACTS):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class ChooseContact(ForThoseWhoSeeContacts, chooser.ChooseView):
    pass


class ChooseContactResults(ForThoseWhoSeeContacts, chooser.ChooseResultsView):
    pass


class ContactChosen(ForThoseWhoSeeContacts, chooser.ChosenView):
    pass


class ContactsChosen(ForThoseWhoSeeContacts, chooser.ChosenMultipleView):
    pass


contact_chooser = ChooserViewSet(
    "contact_chooser",
    model=Contact,
    icon="user",
    choose_one_text=_("Choose a contact"),
    choose_another_text=_("Choose another contact"),
    choose_view_class=ChooseContact,
    choose_results_view_class=ChooseContactResults,
    chosen_view_class=ContactChosen,
    chosen_multiple_view_class=ContactsChosen,
)
