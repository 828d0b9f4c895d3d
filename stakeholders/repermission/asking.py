"""Writing the question, trying it out, letting it go, and writing down whom it reached."""

import datetime
import logging
from collections.abc import Iterable
from itertools import islice

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from delivery import addresses, mailings, one_off, placeholders, suppression
from delivery.enums import ENDED_STATES
from delivery.exceptions import MoveRefused, Suppressed
from delivery.models import Mailing
from delivery.rendering import Content, render_message
from stakeholders import consent
from stakeholders.mail import unit
from stakeholders.models import ConsentRecord, ConsentState, ConsentWording, Repermission, Topic
from stakeholders.repermission.answering import WORDING_NAME, wording_text
from stakeholders.repermission.audience import ORIGIN, RESOLVER, questions_of

log = logging.getLogger(__name__)

APPROVE = "delivery.approve_mailing"
TEST_PURPOSE = "test"
# Copies and previews have a made-up reader, whose links lead nowhere.
READER, DEAD_LINK = "Amina Example", "#preview"
LINKS = ("answer_url", "unsubscribe_url", "preferences_url")
CHUNK = 500  # addresses locked at a time


def compose(question: Repermission) -> dict[str, Content]:
    """Return the mail in every language of the site, with placeholders where readers differ.

    Raises:
        delivery.exceptions.RenderingError: no mail can be made from the introduction.
    """
    return {language: _in_language(question, language) for language, _label in settings.LANGUAGES}


def _in_language(question: Repermission, language: str) -> Content:
    with translation.override(language):
        context = {
            "unit": unit(),
            "topic": question.topic,
            "introduction": question.introduction_in_language,
            "name": placeholders.NAME,
            "answer_url": placeholders.ANSWER_URL,
            "unsubscribe_url": placeholders.UNSUBSCRIBE_URL,
            "preferences_url": placeholders.PREFERENCES_URL,
        }
        return render_message("email/stakeholders/repermission", context=context, language=language)


def as_read(text: str) -> str:
    """Return the text of the mail as a reader has it, for staff to look at."""
    for name in LINKS:
        text = text.replace(f"[[{name}]]", "https://…")
    return text.replace(placeholders.NAME, READER)


def send_test(question: Repermission, *, emails: Iterable[str], now: datetime.datetime) -> tuple[int, list[str]]:
    """Send a copy in every language to each address; return how many left, and who gets no mail. Its links are dead.

    Raises:
        delivery.exceptions.InvalidAddress: one of the addresses is malformed.
    """
    sent, refused = 0, []
    for language, content in compose(question).items():
        for email in emails:
            try:
                one_off.send_content(
                    Content(f"[Test] {content.subject}", content.html, content.text),
                    address=addresses.get_or_create(email),
                    purpose=TEST_PURPOSE,
                    title=f"[Test] {title_of(question)}",
                    language=language,
                    from_name=unit()["name"],
                    values={"name": READER, **dict.fromkeys(LINKS, DEAD_LINK)},
                    now=now,
                )
            except Suppressed:
                refused.append(email)
            else:
                sent += 1
    return sent, sorted(set(refused))


@transaction.atomic
def send(question: Repermission, *, by: AbstractUser, now: datetime.datetime) -> Mailing:
    """Approve the question in the name of `by` and let it go, to everybody of whom nothing is recorded on its topic.

    Raises:
        PermissionDenied: `by` may not approve mailings.
        delivery.exceptions.MoveRefused: it went out already, or another one on the topic is on its way.
        delivery.exceptions.RenderingError: no mail can be made of it.
    """
    if not by.has_perm(APPROVE):
        raise PermissionDenied
    Topic.objects.select_for_update().get(pk=question.topic_id)  # one question on a topic at a time
    question.refresh_from_db()
    if question.mailing_id is not None:
        raise MoveRefused(_("This question went out already."))
    if under_way(question.topic).exists():
        raise MoveRefused(_("Another question on this topic is on its way."))
    mailing = mailings.draft(
        purpose=question.topic.code,
        title=title_of(question),
        default_language=settings.LANGUAGE_CODE,
        from_name=unit()["name"],
        reply_to=settings.REPLY_TO_EMAIL,
        origin=f"{ORIGIN}{question.pk}",
        by=by,
    )
    mailings.set_audience(
        mailing, audience={"resolver": RESOLVER, "topic": question.topic.code}, words=words_of(question), by=by
    )
    mailings.approve(mailing, by=by, contents=compose(question), now=now)
    mailings.start(mailing, by=by, now=now)
    Repermission.objects.filter(pk=question.pk).update(mailing=mailing)
    question.mailing = mailing
    log.info("repermission.sent", extra={"repermission": question.pk, "mailing_id": mailing.pk, "by": by.pk})
    return mailing


def under_way(topic: Topic) -> QuerySet[Repermission]:
    """Return the questions on `topic` that have not ended."""
    return Repermission.objects.filter(topic=topic, mailing__isnull=False).exclude(mailing__state__in=ENDED_STATES)


def title_of(question: Repermission) -> str:
    """Return what staff call the mailing, in the language that mailings are kept in."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("Do you want “%(topic)s”?") % {"topic": question.topic}


def words_of(question: Repermission) -> str:
    """Return the audience in words, in the language that mailings are kept in."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("Everybody with an address of whom nothing is recorded on “%(topic)s”") % {"topic": question.topic}


def record_asked(*, now: datetime.datetime) -> int:
    """Write down, for every question that has left, that its reader was asked; return how many records that made.

    Whoever has answered meanwhile has said more than that. Killed and repeated it adds nothing twice.
    """
    number = 0
    asked = questions_of(Repermission.objects.exclude(mailing=None).values("mailing"))
    source = iter(list(asked.order_by("pk").values_list("address", "mailing__purpose", "language")))
    while chunk := list(islice(source, CHUNK)):
        number += _record(chunk, now)
    return number


@transaction.atomic
def _record(chunk: list[tuple[int, str, str]], now: datetime.datetime) -> int:
    """Write the records of one chunk, of whose addresses nothing is recorded now that they are locked."""
    ids = {address_id for address_id, _purpose, _language in chunk}
    suppression.lock_addresses(ids)
    known = set(ConsentState.objects.filter(address__in=ids).values_list("address", "purpose"))
    wordings = {language: _wording(language) for language in {language for _address, _purpose, language in chunk}}
    fresh = [
        ConsentRecord(
            address_id=address_id,
            purpose=purpose,
            action=ConsentRecord.Action.REQUESTED,
            source=ConsentRecord.Source.REPERMISSION,
            at=now,
            language=language,
            wording=wordings[language],
        )
        for address_id, purpose, language in chunk
        if (address_id, purpose) not in known
    ]
    consent.record_many(fresh)
    return len(fresh)


def _wording(language: str) -> ConsentWording:
    with translation.override(language):
        return consent.wording(WORDING_NAME, wording_text())
