"""A person's own data: to see and correct, to confirm once a year, to take away as a file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language

from delivery.models import Address
from stakeholders import consent, own_data
from stakeholders.exceptions import ChangedMeanwhileError
from stakeholders.models import Contact
from stakeholders.own_data_forms import LABELS, LISTING_WORDING, DetailsForm
from stakeholders.personal_links import Wish
from stakeholders.privacy import access
from stakeholders.tokens import LIVES, Door
from stakeholders.views.doors import behind
from stakeholders.views.personal import masked, posted, refuse_erased


@behind(Door.DETAILS, wish=Wish.DETAILS)
def details(request: HttpRequest, address: Address, token: str) -> HttpResponse:
    """Show what is on record of the person; a POST shows the card that it would make, or saves it."""
    refuse_erased(address)
    person = own_data.person_at(address)
    current = own_data.details_of(person)
    posts = own_data.posts_of(person)
    form = DetailsForm(posted(request), details=current, with_posts=bool(posts))
    if not form.is_bound or not form.is_valid():
        return _page(request, form, person, address, status=400 if form.is_bound else 200)
    if request.POST.get("action") == "preview":
        return _page(request, form, person, address, previewed=True)
    try:
        own_data.correct(
            address=address,
            details=form.typed,
            seen=form.cleaned_data["seen"],
            message=form.cleaned_data["message"],
            wording=consent.wording("directory", str(LISTING_WORDING)),
            now=timezone.now(),
        )
    except ChangedMeanwhileError:
        return _conflict(request, form, person, address)
    return redirect(f"{reverse('stakeholders:details', args=[token])}?saved")


def _conflict(request: HttpRequest, form: DetailsForm, person: Contact, address: Address) -> HttpResponse:
    """Show what was typed over what is on record now, and name where the two differ: saving again is a choice."""
    person.refresh_from_db()
    now_held = own_data.details_of(person)
    differing = [str(LABELS[name]) for name in form.typed.changed_from(now_held)]
    return _page(request, form.over(now_held), person, address, status=409, differing=differing)


def _page(
    request: HttpRequest,
    form: DetailsForm,
    person: Contact,
    address: Address,
    *,
    status: int = 200,
    previewed: bool = False,
    differing: list[str] | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "address": masked(address.email),
        "posts": own_data.posts_of(person),
        "card": form.typed if previewed else form.details,
        "previewed": previewed,
        "differing": differing,
        "conflict": differing is not None,
        "saved": "saved" in request.GET and not form.is_bound,
        "wording": LISTING_WORDING,
    }
    return render(request, "stakeholders/my/details.html", context, status=status)


@behind(Door.STILL_YOU, wish=Wish.DETAILS)
def still_you(request: HttpRequest, address: Address, token: str) -> HttpResponse:
    """Ask whether what we hold is right; the button says yes. Nothing of it stands here: this link lives long."""
    refuse_erased(address)
    own_data.person_at(address)
    if request.method == "POST":
        own_data.confirm(address=address, now=timezone.now())
        return redirect(f"{reverse('stakeholders:still_you', args=[token])}?thanks")
    context = {"address": masked(address.email), "thanks": "thanks" in request.GET}
    return render(request, "stakeholders/my/still_you.html", context)


@behind(Door.DOWNLOAD, wish=Wish.DOWNLOAD)
def download(request: HttpRequest, address: Address, token: str) -> HttpResponse:
    """Offer one file of all that is held on the person; the button serves it, so that no scanner fetches it."""
    refuse_erased(address)
    person = own_data.person_at(address)
    if request.method != "POST":
        context = {"address": masked(address.email), "days": LIVES[Door.DOWNLOAD].days}
        return render(request, "stakeholders/my/download.html", context)
    filename, content, content_type = access.as_file(person, language=get_language() or "", now=timezone.now())
    disposition = content_disposition_header(as_attachment=True, filename=filename)
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": str(disposition)})
