"""The forms of the send screen."""

import datetime
import re
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from delivery import addresses
from delivery.exceptions import InvalidAddress
from stakeholders.audience import Criteria
from stakeholders.models import Language, OrganisationKind, Province, Topic

MAX_TEST_COPIES = 10


class AudienceForm(forms.Form):
    """Who gets the mailing. Nothing ticked in a list leaves that list open."""

    topic = forms.ModelChoiceField(
        label=_("Everybody who subscribed to"), queryset=Topic.objects.all(), to_field_name="code", empty_label=None
    )
    provinces = forms.ModelMultipleChoiceField(
        label=_("in these provinces"),
        queryset=Province.objects.all(),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    kinds = forms.ModelMultipleChoiceField(
        label=_("at these kinds of organisation"),
        queryset=OrganisationKind.objects.all(),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.ModelMultipleChoiceField(
        label=_("who read"),
        queryset=Language.objects.all(),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    @classmethod
    def showing(cls, criteria: Criteria) -> "AudienceForm":
        """Return the form as it stands with these criteria chosen."""
        return cls(
            initial={
                "topic": criteria.topic,
                "provinces": list(criteria.provinces),
                "kinds": list(criteria.kinds),
                "languages": list(criteria.languages),
            }
        )

    def criteria(self) -> Criteria:
        """Return what was chosen; the form must be valid."""
        chosen = self.cleaned_data
        return Criteria(
            topic=chosen["topic"].code,
            provinces=tuple(term.code for term in chosen["provinces"]),
            kinds=tuple(term.code for term in chosen["kinds"]),
            languages=tuple(term.code for term in chosen["languages"]),
        )


class CopiesForm(forms.Form):
    """To whom test copies go: addresses typed by a member of staff, who need not be contacts."""

    addresses = forms.CharField(
        label=_("Addresses"),
        help_text=_("Up to ten, separated by commas, spaces or line breaks."),
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "spellcheck": "false"}),
        max_length=2000,
    )

    def clean_addresses(self) -> list[str]:
        """Return the addresses, each mailbox once; refuse the malformed by name and reason."""
        mailboxes: dict[str, str] = {}
        malformed = []
        for typed in re.findall(r"[^\s,;]+", self.cleaned_data["addresses"]):
            try:
                mailboxes.setdefault(addresses.fold(typed), typed)
            except InvalidAddress as error:
                malformed.append(f"{typed}: {error}")
        if malformed:
            raise forms.ValidationError(malformed)
        if not mailboxes:
            raise forms.ValidationError(_("Type at least one address."))
        if len(mailboxes) > MAX_TEST_COPIES:
            raise forms.ValidationError(
                _("Those are %(count)d addresses; at most %(limit)d get a test copy at a time.")
                % {"count": len(mailboxes), "limit": MAX_TEST_COPIES}
            )
        return list(mailboxes.values())


class ScheduleForm(forms.Form):
    """When a mailing goes out, on the clock of the site's time zone."""

    # The browser's own pickers: they work by keyboard, on phones and without JavaScript.
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    time = forms.TimeField(label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def __init__(self, *args: Any, now: datetime.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["time"].help_text = _("In the time zone %(zone)s.") % {"zone": timezone.get_current_timezone()}

    def clean(self) -> dict[str, Any]:
        """Join day and time to `at`, an aware moment; refuse the past."""
        cleaned = super().clean() or {}
        if "day" in cleaned and "time" in cleaned:
            cleaned["at"] = timezone.make_aware(datetime.datetime.combine(cleaned["day"], cleaned["time"]))
            if cleaned["at"] <= self.now:
                self.add_error("time", _("That moment has passed."))
        return cleaned
