"""From an issue to its mailing: choose who gets it, approve it, let it go.

An issue in all its languages is one mailing, found by its origin. Everything that changes something asks
`permissions.policy` first; the moves themselves are those of `delivery.mailings`.
"""

import datetime
import hashlib
import json
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from delivery import mailings
from delivery.enums import ENDED_STATES, LIVE_STATES, MailingKind, MailingState, MessageState
from delivery.models import Mailing, Message
from delivery.rendering import Content
from home.models import UnitSettings
from newsletters import compose, preflight
from newsletters.exceptions import AlreadySent, AudienceGone, ChangedMeanwhile, NoAudience, NotLive, NotReady
from newsletters.models import IssuePage
from newsletters.permissions import Act, policy
from newsletters.sent import ORIGIN, origin_of
from stakeholders import audience
from stakeholders.audience import Criteria
from stakeholders.exceptions import UnknownCriterionError

DEFAULT_TOPIC = "newsletter"
NOT_CHOSEN_YET = Criteria(topic=DEFAULT_TOPIC)
# A mailing that ended like this may be followed by another whole one.
REPEATABLE_STATES = frozenset({MailingState.CANCELLED, MailingState.FAILED})


# Finding one's way between issue and mailing -------------------------------------------------------------------------


def mailings_of(issue: IssuePage) -> QuerySet[Mailing]:
    """Return every mailing of the issue, latest first."""
    return Mailing.objects.filter(origin=origin_of(issue), kind=MailingKind.BULK).order_by("-pk")


def mailing_for(issue: IssuePage) -> Mailing | None:
    """Return the issue's latest whole mailing: what follows it, to those who missed it, is shown beside it."""
    return mailings_of(issue).filter(follows=None).first()


def editions(origin: str) -> list[IssuePage]:
    """Return the live language editions behind a mailing's origin, the site's main language first.

    A mailing that another room began has none.
    """
    if not origin.startswith(ORIGIN):
        return []
    pages = IssuePage.objects.live().filter(translation_key=origin.removeprefix(ORIGIN)).select_related("locale")
    return sorted(pages, key=lambda page: (page.locale.language_code != settings.LANGUAGE_CODE, page.locale_id))


def outgoing(issue: IssuePage) -> list[IssuePage]:
    """Return the editions that would go out; while none is live, the issue itself as it was last saved."""
    return editions(origin_of(issue)) or [issue.get_latest_revision_as_object()]


def reached_before(issue: IssuePage) -> int:
    """Return how many messages left in the issue's earlier mailings, and may so arrive twice in another."""
    maybe_sent = (MessageState.SENDING, MessageState.SENT, MessageState.UNCERTAIN)
    return Message.objects.filter(mailing__in=mailings_of(issue), state__in=maybe_sent).count()


def title_of(issue: IssuePage) -> str:
    """Return what staff call the mailing: “Newsletter 33”."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("Newsletter %(number)d") % {"number": issue.number}


# Drafting ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def open_mailing(issue: IssuePage, *, by: AbstractUser) -> Mailing:
    """Return the issue's open mailing, drafting one where there is none.

    Raises:
        AlreadySent: the issue was sent, or is on its way. Only after a cancelled or failed mailing comes another.
    """
    policy.require(by, Act.DRAFT)
    lock_editions(origin_of(issue))
    if follower := mailings_of(issue).exclude(follows=None).exclude(state__in=ENDED_STATES).first():
        raise AlreadySent(follower)
    latest = mailing_for(issue)
    if latest is not None and latest.state not in REPEATABLE_STATES:
        if latest.state in LIVE_STATES | ENDED_STATES:
            raise AlreadySent(latest)
        return latest
    unit = UnitSettings.for_site(Site.objects.get(is_default_site=True))
    return mailings.draft(
        purpose=DEFAULT_TOPIC,
        title=title_of(issue),
        origin=origin_of(issue),
        default_language=(editions(origin_of(issue)) or [issue])[0].locale.language_code,
        from_name=unit.sender_name or unit.unit_name,
        from_email=settings.DEFAULT_FROM_EMAIL,
        reply_to=settings.REPLY_TO_EMAIL,
        by=by,
    )


def choose_audience(mailing: Mailing, criteria: Criteria, *, by: AbstractUser) -> None:
    """Say who gets a mailing that is not yet approved.

    Raises:
        delivery.exceptions.MoveRefused: it is no draft any more.
    """
    policy.require(by, Act.DRAFT)
    mailings.set_audience(
        mailing, audience=criteria.to_json(), words=audience.in_words(criteria), purpose=criteria.topic, by=by
    )


def criteria_of(mailing: Mailing | None) -> Criteria:
    """Return whom the mailing goes to; before anybody chose, everybody who subscribed to the newsletter.

    Raises:
        AudienceGone: it names what is not there any more.
    """
    if mailing is None or not mailing.audience:
        return NOT_CHOSEN_YET
    try:
        return Criteria.from_json(mailing.audience)
    except UnknownCriterionError as error:
        raise AudienceGone from error


# Approving -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Proof:
    """What would go out if the mailing were approved now. The fingerprint covers content and audience."""

    contents: dict[str, Content]
    fingerprint: str


def proof(mailing: Mailing) -> Proof:
    """Compose every live language edition of the mailing."""
    contents = {page.locale.language_code: compose.compose(page) for page in editions(mailing.origin)}
    told = [mailing.audience, sorted((language, content.hash) for language, content in contents.items())]
    return Proof(contents, hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest())


def findings(origin: str) -> dict[IssuePage, list[preflight.Finding]]:
    """Return what preflight says about each live edition."""
    return {page: preflight.check(page) for page in editions(origin)}


def check_approvable(mailing: Mailing) -> None:
    """Raise what `approve` would raise about audience, editions and preflight."""
    if not mailing.audience:
        raise NoAudience
    criteria_of(mailing)
    found = findings(mailing.origin)
    if not found:
        raise NotLive
    if blocking := [finding for each in found.values() for finding in each if finding.blocks]:
        raise NotReady(blocking)


def approve(mailing: Mailing, *, by: AbstractUser, now: datetime.datetime, seen: str | None = None) -> None:
    """Freeze content and audience of a draft, by the authority of `by`, who may be its author: the ledger names both.

    `seen` is the fingerprint of the proof that the approver was shown.

    Raises:
        NotLive: no language edition is on the site.
        NoAudience: nobody chose an audience yet.
        AudienceGone: what was chosen is not there any more.
        NotReady: preflight found what must be mended.
        ChangedMeanwhile: what would be frozen is not what was seen.
        delivery.exceptions.MoveRefused: it is no draft any more.
    """
    policy.require(by, Act.APPROVE)
    with transaction.atomic():
        # An edit waits until the approval stands, and then undoes it: neither can overlook the other.
        lock_editions(mailing.origin)
        mailing.refresh_from_db()
        check_approvable(mailing)
        fresh = proof(mailing)
        if seen is not None and seen != fresh.fingerprint:
            raise ChangedMeanwhile
        # Which editions are live may have changed since the draft was begun.
        mailing.default_language = next(iter(fresh.contents))
        mailing.save(update_fields=["default_language"])
        mailings.approve(mailing, by=by, contents=fresh.contents, now=now)


def take_back(mailing: Mailing, *, by: AbstractUser) -> bool:
    """Undo an approval that has not led to sending; say whether there was one."""
    policy.require(by, Act.APPROVE)
    return bool(mailings.return_to_draft(origin=mailing.origin, reason=_("The approval was taken back.")))


def undo_approval(origin: str, *, reason: str) -> None:
    """Send an approved or scheduled mailing back to draft, because its issue changed."""
    with transaction.atomic():
        lock_editions(origin)
        mailings.return_to_draft(origin=origin, reason=reason)


def lock_editions(origin: str) -> None:
    """Queue up behind whoever drafts, approves or edits the same issue, until the transaction ends."""
    if not origin.startswith(ORIGIN):
        return
    pages = Page.objects.filter(translation_key=origin.removeprefix(ORIGIN)).order_by("pk")
    list(pages.select_for_update().values_list("pk"))


# Letting go ----------------------------------------------------------------------------------------------------------


def send_now(mailing: Mailing, *, by: AbstractUser, now: datetime.datetime) -> None:
    """Start an approved mailing.

    Raises:
        NotLive: an approved edition is not on the site any more.
        delivery.exceptions.MoveRefused: it is not approved, or has been started already.
    """
    policy.require(by, Act.APPROVE)
    require_live(mailing)
    mailings.start(mailing, by=by, now=now)


@transaction.atomic
def schedule(mailing: Mailing, *, at: datetime.datetime, by: AbstractUser, now: datetime.datetime) -> None:
    """Have an approved mailing start at the moment `at`, or a scheduled one at another; raises as `send_now` does.

    Raises:
        ValueError: `at` is past.
    """
    policy.require(by, Act.APPROVE)
    require_live(mailing)
    if mailing.state == MailingState.SCHEDULED:
        mailings.unschedule(mailing, by=by)
    mailings.schedule(mailing, at=at, by=by, now=now)


def require_live(mailing: Mailing) -> None:
    """Raise `NotLive` unless every edition that was approved is on the site."""
    live = {page.locale.language_code for page in editions(mailing.origin)}
    if not live.issuperset(mailing.contents.values_list("language", flat=True)):
        raise NotLive


def pause(mailing: Mailing, *, by: AbstractUser) -> None:
    """Stop a mailing within seconds; what is on the wire still settles."""
    policy.require(by, Act.STOP)
    mailings.pause(mailing, reason=_("Paused by %(name)s.") % {"name": by.get_full_name() or by.get_username()}, by=by)


def resume(mailing: Mailing, *, by: AbstractUser) -> None:
    """Go on with a paused mailing."""
    policy.require(by, Act.STOP)
    mailings.resume(mailing, by=by)


def cancel(mailing: Mailing, *, by: AbstractUser, now: datetime.datetime) -> int:
    """End a mailing for good; return how many messages will not leave."""
    policy.require(by, Act.STOP)
    return mailings.cancel(mailing, by=by, now=now)
