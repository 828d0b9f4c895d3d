"""The public forms. What an address must look like is delivery's to say; here it becomes a field's error."""

import datetime
import unicodedata
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from delivery import addresses
from delivery.exceptions import InvalidAddress
from delivery.models import Address
from stakeholders.consent import Action, purposes
from stakeholders.models import Topic
from stakeholders.personal_links import Wish

LONGEST_PAUSE = datetime.timedelta(days=365)

# Shown beside the button and stored with every consent that it leads to.
SUBSCRIBE_WORDING = _(
    "I agree that the unit sends me the mail I chose here, to this address, and keeps this address for that purpose. "
    "I can stop it at any time by the link in every mail."
)
PREFERENCES_WORDING = _(
    "I agree that the unit sends me the mail I ticked here. I can stop it at any time by the link in every mail."
)


def _explain(error: InvalidAddress) -> str:
    """Return why an address is refused. The library's reasons are in English only; others get a general one."""
    if (get_language() or "").startswith("en"):
        return str(error)
    return gettext("This is not a complete e-mail address. Please check how it is written.")


class EmailField(forms.CharField):
    """An address that mail can be sent to, as its owner writes it."""

    widget = forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr", "inputmode": "email"})

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        try:
            if text:
                addresses.fold(text)
        except InvalidAddress as error:
            raise forms.ValidationError(_explain(error)) from error
        return text


class LineField(forms.CharField):
    """One line of text: line breaks and other control characters become spaces, so that no header can be injected."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return " ".join("".join(" " if unicodedata.category(c) == "Cc" else c for c in text).split())


class TopicsForm(forms.Form):
    """A form in which topics are ticked; which ones are offered is known only when it is shown."""

    def offer(self, topics: QuerySet[Topic], **kwargs: Any) -> None:
        """Offer `topics`; `kwargs` are the field's."""
        self.fields["topics"] = forms.ModelMultipleChoiceField(
            topics, to_field_name="code", widget=forms.CheckboxSelectMultiple, **kwargs
        )

    @property
    def topic_codes(self) -> set[str]:
        """The codes of what was ticked in a valid form."""
        return {topic.code for topic in self.cleaned_data["topics"]}


def offered_topics() -> QuerySet[Topic]:
    """Return what the public may choose from today."""
    return Topic.objects.offered(timezone.localdate()).filter(public=True)


def language_field() -> forms.ChoiceField:
    """Return the choice between the languages in which we write."""
    return forms.ChoiceField(
        label=_("Language of the mail"), choices=settings.LANGUAGES, widget=forms.RadioSelect, initial=get_language
    )


def trap() -> forms.CharField:
    """Return a field that people don't see and robots fill in."""
    return forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": -1, "autocomplete": "off"}),
    )


class SubscribeForm(TopicsForm):
    """Who wants what, in which language. `website` is a trap: people don't see it, robots fill it in."""

    email = EmailField(
        label=_("E-mail address"), max_length=320, error_messages={"required": _("Write the address we should use.")}
    )
    language = language_field()
    name = LineField(
        label=_("Your name"), max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    organisation = LineField(
        label=_("Your organisation"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    website = trap()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(
            offered_topics(),
            label=_("What would you like to get?"),
            error_messages={"required": _("Choose at least one kind of mail.")},
        )

    @property
    def caught_robot(self) -> bool:
        return bool(self.cleaned_data["website"])


class PreferencesForm(TopicsForm):
    """All that an address gets: what is ticked stays or begins, what is not stops."""

    language = language_field()

    def __init__(self, *args: Any, address: Address, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = purposes(address, Action.GIVEN)
        self.offer(
            (offered_topics() | Topic.objects.filter(code__in=given)).distinct(),
            label=_("What you get"),
            required=False,
        )
        self.initial.setdefault("topics", given)


class PauseForm(forms.Form):
    """Until when mail should rest: a day after today, within a year."""

    until = forms.DateField(
        label=_("No mail until"), error_messages={"required": _("Choose the day on which mail goes again.")}
    )

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first, self.last = today + datetime.timedelta(days=1), today + LONGEST_PAUSE
        limits = {"min": self.first.isoformat(), "max": self.last.isoformat()}
        self.fields["until"].widget = forms.DateInput(attrs={"type": "date", **limits}, format="%Y-%m-%d")

    def clean_until(self) -> datetime.date:
        until = self.cleaned_data["until"]
        if not self.first <= until <= self.last:
            raise forms.ValidationError(
                gettext("Choose a day from tomorrow on, at most a year ahead."), code="out_of_range"
            )
        return until


class PersonalLinkForm(forms.Form):
    """Where a personal link should go, and what for. `website` is a trap, as on the subscribe form."""

    email = EmailField(
        label=_("E-mail address"), max_length=320, error_messages={"required": _("Write the address we write to.")}
    )
    wish = forms.ChoiceField(
        label=_("What would you like to do?"),
        choices=Wish,
        widget=forms.RadioSelect,
        initial=Wish.PREFERENCES,
        required=False,
    )
    website = trap()

    def clean_wish(self) -> Wish:
        return Wish(self.cleaned_data["wish"] or Wish.PREFERENCES)

    @property
    def caught_robot(self) -> bool:
        return bool(self.cleaned_data["website"])
