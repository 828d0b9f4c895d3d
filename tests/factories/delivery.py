"""Rows of the engine. Mailings are approved by the real verbs, since their hash must hold."""

from datetime import UTC, datetime

import factory
from django.contrib.auth import get_user_model

from delivery import addresses, audiences, mailings, preparing
from delivery.audiences import Candidate
from delivery.models import Address, Mailing, MailingContent, Message, WorkerRun
from delivery.rendering import Content

NOW = datetime(2026, 1, 7, 9, 0, tzinfo=UTC)


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = get_user_model()

    username = factory.Sequence(lambda n: f"approver-{n}")


class AddressFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Address

    email = factory.Sequence(lambda n: f"reader-{n}@example.org")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return addresses.get_or_create(kwargs["email"])


class MailingFactory(factory.django.DjangoModelFactory):
    """A bulk mailing in draft."""

    class Meta:
        model = Mailing

    purpose = "newsletter"
    title = factory.Sequence(lambda n: f"Newsletter {n}")
    default_language = "en"
    from_name = "Coordination Unit"
    from_email = "newsletter@unit.example.org"


class MessageFactory(factory.django.DjangoModelFactory):
    """A pending message of a mailing that is being sent."""

    class Meta:
        model = Message

    mailing = factory.SubFactory(MailingFactory, state="sending")
    address = factory.SubFactory(AddressFactory)
    language = "en"
    values = factory.LazyFunction(lambda: {"name": "Amina Example"})
    message_id = factory.Sequence(lambda n: f"<message-{n}@unit.example.org>")
    due_at = NOW


def content(language="en", subject="Newsletter 33"):
    """Return a small finished content with every placeholder."""
    direction = "rtl" if language == "ur" else "ltr"
    return Content(
        subject=subject,
        html=(
            f'<!doctype html><html lang="{language}" dir="{direction}"><head><title>{subject}</title></head><body>'
            f'<div lang="{language}" dir="{direction}"><p>Dear [[name]],</p>'
            '<p><a href="[[unsubscribe_url]]">Unsubscribe</a> <a href="[[preferences_url]]">Preferences</a></p>'
            "</div></body></html>"
        ),
        text="Dear [[name]],\n\nUnsubscribe: [[unsubscribe_url]]\nPreferences: [[preferences_url]]\n",
    )


def register_audience(candidates, name="tests.readers"):
    """Let an audience named `name` yield `candidates` and return its definition."""
    audiences.register(name, lambda criteria, purpose: iter(candidates))
    return {"resolver": name}


def readers(n, language="en"):
    """Return `n` candidates with addresses of their own."""
    return [
        Candidate(
            contact_ref=f"contact-{address.pk}", address_id=address.pk, language=language, values={"name": "Amina"}
        )
        for address in AddressFactory.create_batch(n)
    ]


def approved_mailing(candidates=(), contents=None, now=NOW, **fields):
    """Return a mailing that was drafted, given an audience and approved."""
    mailing = MailingFactory(**fields)
    mailings.set_audience(mailing, audience=register_audience(list(candidates)), words="Everybody", by=None)
    mailings.approve(mailing, by=UserFactory(), contents=contents or {"en": content()}, now=now)
    return mailing


def sending_mailing(n=3, now=NOW, **fields):
    """Return a mailing whose contents are stored and whose `n` messages are pending."""
    mailing = MailingFactory(state="sending", candidates=n, prepared=n, excluded=0, started_at=now, **fields)
    frozen = content()
    MailingContent.objects.create(
        mailing=mailing, language="en", subject=frozen.subject, html=frozen.html, text=frozen.text, hash=frozen.hash
    )
    MessageFactory.create_batch(n, mailing=mailing, due_at=now)
    return mailing


def worker_run(mailing, *, beat_at=NOW, **fields):
    """Return a run that may claim messages of `mailing`."""
    return WorkerRun.objects.create(
        mailing=mailing, host="worker-1", pid=1, started_at=beat_at, beat_at=beat_at, **fields
    )


def start_and_prepare(mailing, now=NOW):
    """Start an approved mailing and freeze its audience, as a worker would."""
    mailings.start(mailing, by=UserFactory(), now=now)
    preparing.prepare(mailing.pk, now=now)
    mailing.refresh_from_db()
    return mailing
