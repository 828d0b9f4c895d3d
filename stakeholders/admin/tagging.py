"""Tag many contacts at once."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from stakeholders import tagging
from stakeholders.admin.acts import ActView
from stakeholders.models import Contact, Tag
from stakeholders.permissions import CHANGE_CONTACTS

PUT_ON, TAKE_OFF = "put_on", "take_off"


class TagForm(forms.Form):
    """Which tag, and whether it comes or goes. `expected` is how many the page said it would act on."""

    act = forms.ChoiceField(
        label=gettext_lazy("What to do"),
        choices=[(PUT_ON, gettext_lazy("Put a tag on")), (TAKE_OFF, gettext_lazy("Take a tag off"))],
        initial=PUT_ON,
        widget=forms.RadioSelect,
    )
    tag = forms.ModelChoiceField(Tag.objects.all(), label=gettext_lazy("Tag"))
    expected = forms.IntegerField()

    def __init__(self, *args: Any, count: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = count

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        tag = cleaned.get("tag")
        if cleaned.get("act") == PUT_ON and tag and not Tag.objects.offered(timezone.localdate()).contains(tag):
            self.add_error("tag", _("This tag is retired. It can only be taken off."))
        if self.count > tagging.MOST:
            self.add_error(None, _("These are too many at a time. Narrow the list first."))
        elif cleaned.get("expected") != self.count:
            self.add_error(
                None, _("The list has changed since this page was opened. Look at the number, and confirm again.")
            )
        return cleaned


class TagView(ActView):
    model = Contact
    index_url_name = "contact:index"
    permission_required = CHANGE_CONTACTS
    form_class = TagForm
    template_name = "stakeholders/admin/list_act.html"
    header_icon = "tag"
    page_title = gettext_lazy("Tag contacts")
    button_label = gettext_lazy("Tag them")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"count": self.count}

    def get_initial(self) -> dict[str, Any]:
        return {"act": PUT_ON}

    def form_valid(self, form: TagForm) -> HttpResponse:
        tag = form.cleaned_data["tag"]
        if form.cleaned_data["act"] == PUT_ON:
            changed = tagging.put_on(tag=tag, contacts=self.records)
            text = ngettext(
                "“%(tag)s” was put on %(count)d contact.", "“%(tag)s” was put on %(count)d contacts.", changed
            )
        else:
            changed = tagging.take_off(tag=tag, contacts=self.records)
            text = ngettext(
                "“%(tag)s” was taken off %(count)d contact.", "“%(tag)s” was taken off %(count)d contacts.", changed
            )
        messages.success(self.request, text % {"tag": tag, "count": changed})
        return super().form_valid(form)
