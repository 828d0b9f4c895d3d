"""The forms of the send screen."""

import datetime
import re
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from delivery import addresses
from delivery.exceptions import InvalidAddress
from newsletters import sending
from stakeholders.audience import Criteria
from stakeholders.exceptions import UnknownCriterionError
from stakeholders.models import Language, OrganisationKind, Province, Segment, Topic
from stakeholders.models.terms import Term
from stakeholders.segments import rules
from stakeholders.segments.own import KIND, LANGUAGE, PROVINCE
from stakeholders.segments.rules import AllOf, Is, Named, Rule

MAX_TEST_COPIES = 10
KEPT = "kept"  # the choice that leaves the mailing's segment as it is frozen there
_NARROWED_BY = {"provinces": PROVINCE, "kinds": KIND, "languages": LANGUAGE}


def _terms(label: Any, model: type[Term]) -> forms.ModelMultipleChoiceField:
    """Return boxes to tick. Nothing ticked leaves the list open."""
    return forms.ModelMultipleChoiceField(
        label=label,
        queryset=model._default_manager.all(),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class AudienceForm(forms.Form):
    """Who gets the mailing: a topic, perhaps a segment, narrowed by what is ticked. The form of `Criteria`."""

    topic = forms.ModelChoiceField(
        label=_("Everybody who subscribed to"), queryset=Topic.objects.all(), to_field_name="code", empty_label=None
    )
    segment = forms.ChoiceField(label=_("of the segment"), required=False)
    provinces = _terms(_("in these provinces"), Province)
    kinds = _terms(_("at these kinds of organisation"), OrganisationKind)
    languages = _terms(_("who read"), Language)

    def __init__(self, *args: Any, saved: Criteria | None, **kwargs: Any) -> None:
        """`saved` are the criteria of the mailing: what the form shows, and where a segment's frozen rule is kept.

        None where they can't be used any more: the form begins anew.
        """
        saved = saved or sending.NOT_CHOSEN_YET
        kept, ticked = _parted(saved.rule)
        segments = {str(segment.pk): segment for segment in Segment.objects.all()}
        same = [key for key, segment in segments.items() if kept is not None and kept == _named(segment)]
        chosen = (same or [KEPT if kept else ""])[0]
        kwargs.setdefault("initial", {"topic": saved.topic, "segment": chosen, **ticked})
        super().__init__(*args, **kwargs)
        self._kept, self._segments = kept, segments
        choices = [("", _("(none: all of them)")), *((key, segment.name) for key, segment in segments.items())]
        if chosen == KEPT:
            called = kept.name if isinstance(kept, Named) else _("the conditions")
            choices.append((KEPT, _("“%(segment)s”, as it was when it was chosen") % {"segment": called}))
        cast(forms.ChoiceField, self.fields["segment"]).choices = choices

    def clean_segment(self) -> Rule | None:
        """Return the rule of what was chosen; a segment whose rule can't be used any more is refused.

        Left out by mistake, it would make of a few everybody.
        """
        key = self.cleaned_data["segment"]
        if key in ("", KEPT):
            return self._kept if key else None
        try:
            rules.parse(self._segments[key].rule)
        except UnknownCriterionError as error:
            raise forms.ValidationError(_("This segment must be mended before it can be used.")) from error
        return _named(self._segments[key])

    def criteria(self) -> Criteria:
        """Return what was chosen; the form must be valid."""
        chosen = self.cleaned_data
        parts = [chosen["segment"]] if chosen["segment"] else []
        for name, criterion in _NARROWED_BY.items():
            if chosen[name]:
                parts.append(Is(criterion, tuple(term.code for term in chosen[name])))
        return Criteria(topic=chosen["topic"].code, rule=parts[0] if len(parts) == 1 else AllOf(tuple(parts)))


def _named(segment: Segment) -> Named | None:
    """Return a segment as a mailing freezes it, or None where what is stored is no rule."""
    try:
        return Named(segment.name, rules.read(segment.rule))
    except UnknownCriterionError:
        return None


def _parted(rule: Rule) -> tuple[Rule | None, dict[str, list[str]]]:
    """Return what the form can't show as ticks (a segment, mostly), and what it can: codes by the field's name."""
    ticked: dict[str, list[str]] = {}
    rest: list[Rule] = []
    fields = {criterion: name for name, criterion in _NARROWED_BY.items()}
    for part in rule.rules if isinstance(rule, AllOf) else (rule,):
        if isinstance(part, Is) and fields.get(part.criterion, "") not in ("", *ticked):
            ticked[fields[part.criterion]] = list(part.values)
        else:
            rest.append(part)
    return (rest[0] if len(rest) == 1 else AllOf(tuple(rest)) if rest else None), ticked


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
