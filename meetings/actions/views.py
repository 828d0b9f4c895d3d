"""The page on which owners say how far their actions are, behind the link of a mail."""

import re
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.actions import answering
from meetings.actions.answering import Answerer
from meetings.actions.forms import AnswerForm, LinkForm, prefix_of
from meetings.exceptions import LinkBrokenError, LinkExpiredError, MeetingsError
from meetings.models import ActionItem
from stakeholders.throttle import network_allowed
from stakeholders.views.personal import masked, personal_page, posted, too_many_forms

SHOWN = 100  # actions on one page: a browser sends four fields for each, and Django takes a thousand
ALL = "all"
_SENT_FOR = re.compile(r"a(\d{1,18})-seen")


@dataclass
class Card:
    """One action on the page, with its form. `problem` says why what was typed was not taken."""

    action: ActionItem
    form: AnswerForm
    saved: bool = False
    problem: str = ""

    @property
    def is_unsaved(self) -> bool:
        return bool(self.problem) or (not self.saved and self.form.says_something)


@dataclass(frozen=True)
class Refused:
    """What was typed for an action that the person can't answer any more: to copy, so that it is not lost."""

    problem: str
    note: str
    evidence_url: str


@personal_page
def actions(request: HttpRequest, token: str) -> HttpResponse:
    """List a person's actions; a POST takes what they say of one of them, or of all."""
    if request.method == "POST" and not network_allowed(request):
        return too_many_forms(request)
    try:
        if request.POST.get("action") == "again":
            answering.send_again(answering.read_old(token), now=timezone.now())
            return render(request, "stakeholders/my/link_sent.html")
        answerer = answering.read(token)
    except LinkBrokenError:
        return render(request, "meetings/actions/problem.html", {"broken": True}, status=404)
    except LinkExpiredError:
        return render(request, "meetings/actions/problem.html", {"again": _can_be_renewed(token)}, status=410)
    if request.method == "POST":
        return _save(request, answerer, token)
    return _page(request, answerer, _cards(answerer, None))


@personal_page
def new_link(request: HttpRequest) -> HttpResponse:
    """Mail a link to whoever types an address of somebody with actions; the answer is the same for everybody."""
    if request.method == "POST" and not network_allowed(request):
        return too_many_forms(request)
    form = LinkForm(posted(request), label_suffix="")
    if form.is_valid():
        answering.send_to(form.cleaned_data["email"], now=timezone.now())
        return render(request, "meetings/actions/new_link.html", {"sent": True})
    return render(request, "meetings/actions/new_link.html", {"form": form}, status=400 if form.is_bound else 200)


def _can_be_renewed(token: str) -> bool:
    try:
        answering.read_old(token)
    except (LinkBrokenError, LinkExpiredError):
        return False
    return True


def _cards(answerer: Answerer, data: QueryDict | None) -> list[Card]:
    found = answering.open_of(answerer.contact, on=timezone.localdate())
    return [Card(action, AnswerForm.of(action, data)) for action in found]


def _save(request: HttpRequest, answerer: Answerer, token: str) -> HttpResponse:
    """Take what was said of the action whose button was pressed, or of all; what can't be taken is given back."""
    wanted = request.POST.get("save", ALL)
    cards = _cards(answerer, request.POST)
    here = {str(card.action.pk) for card in cards}
    sent_for = [match[1] for key in request.POST if (match := _SENT_FOR.fullmatch(key))]
    refused = [_refuse(request, answerer, key) for key in sent_for if key not in here and wanted in (key, ALL)]
    for card in cards:
        if card.form.says_something and wanted in (str(card.action.pk), ALL):
            _take(card, answerer)
    given_back = [each for each in refused if each is not None]
    if not given_back and not any(card.is_unsaved for card in cards):
        return redirect(f"{reverse('meetings:actions', args=[token])}?saved")
    typed = {card.action.pk: card for card in cards if card.is_unsaved}
    saved = {card.action.pk for card in cards if card.saved}
    fresh = [typed.get(card.action.pk, card) for card in _cards(answerer, None)]
    any_problem = bool(given_back) or any(card.problem for card in cards)
    return _page(request, answerer, fresh, refused=given_back, saved=len(saved), status=409 if any_problem else 200)


def _take(card: Card, answerer: Answerer) -> None:
    if not card.form.is_valid():
        card.problem = _("Nothing was saved here: please look at what is marked.")
        return
    try:
        answering.answer(answerer.contact, card.action.pk, **card.form.cleaned_data, now=timezone.now())
    except MeetingsError as refusal:
        card.problem = str(refusal)
    else:
        card.saved = True


def _refuse(request: HttpRequest, answerer: Answerer, key: str) -> Refused | None:
    """Return what was typed for an action that is not open to the person; None where nothing was."""
    prefix = prefix_of(int(key))
    said = {name: request.POST.get(f"{prefix}-{name}", "") for name in ("status", "seen", "note", "evidence_url")}
    if not said["note"] and said["status"] == said["seen"]:
        return None
    try:
        answering.answer(answerer.contact, int(key), **said, now=timezone.now())
    except MeetingsError as refusal:
        return Refused(str(refusal), said["note"], said["evidence_url"])
    return None  # it was opened again this very moment, and taken


def _page(
    request: HttpRequest,
    answerer: Answerer,
    cards: list[Card],
    *,
    refused: list[Refused] | None = None,
    saved: int = 0,
    status: int = 200,
) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "name": answerer.contact,
        "address": masked(answerer.address.email),
        "cards": cards[:SHOWN],
        "more": max(len(cards) - SHOWN, 0),
        "closed": answering.closed_of(answerer.contact, on=today),
        "today": today,
        "refused": refused or [],
        "saved": saved or "saved" in request.GET,
        "unsaved": any(card.is_unsaved for card in cards),
    }
    return render(request, "meetings/actions/answer.html", context, status=status)
