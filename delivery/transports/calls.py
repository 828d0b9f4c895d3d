"""One call of a provider's API: the mail of one or many readers composed, handed over, and the answer read.

What is certain is said as settlements; `Refused` and `ProviderDown` say that nothing at all was taken.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from typing import Any

from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from anymail.message import AnymailMessage, AnymailStatus
from anymail.utils import EmailAddress
from django.core.mail.backends.base import BaseEmailBackend

from delivery import conf, placeholders
from delivery.claims import Claimed
from delivery.composing import Composer
from delivery.models import Mailing
from delivery.segments import calendars, clean
from delivery.smtp import ErrorClass, Outcome, Settlement
from delivery.transports import answers
from delivery.transports.answers import Refused
from delivery.transports.profiles import Profile
from delivery.transports.syntax import Syntax, Template

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of every reader of a call. `clear` is False when the provider did not say."""

    settlements: list[Settlement]
    clear: bool = True


class Caller:
    """Makes the calls of one run of one mailing. All readers of a call have one language."""

    def __init__(self, backend: BaseEmailBackend, profile: Profile, mailing: Mailing, composer: Composer) -> None:
        self._backend = backend
        self._profile = profile
        self._mailing = mailing
        self._composer = composer
        self._syntax = Syntax(profile)
        self._templates: dict[str, Template] = {}

    def batch(self) -> int:
        """Return how many readers go into one call."""
        if not self._profile.fields_in_subject:
            subjects = self._mailing.contents.values_list("subject", flat=True)
            if any(placeholder in subject for subject in subjects for placeholder in placeholders.ALL):
                return 1
        return conf.api_batch(self._profile.batch)

    def call(self, messages: Sequence[Claimed]) -> Answer:
        """Hand over the mail of `messages`, whose marks hold.

        Raises:
            Refused: the provider took none of it, because of what it says or of whom it goes to.
            ProviderDown: the provider took none of it, for reasons of its own.
        """
        mail = AnymailMessage()
        try:
            mail = self._mail(messages)
            handed_over = self._backend.send_messages([mail])
        except AnymailRecipientsRefused:
            return Answer(self._settlements(messages, mail.anymail_status, untold="rejected"))
        except AnymailAPIError as error:
            answers.raise_if_nothing_was_taken(error)
            return _unclear(messages, answers.status_of(error))
        except AnymailError as error:
            if mail.anymail_status.esp_response is None:  # the mail cannot be put into the provider's words
                raise Refused(f"{type(error).__name__} before the call") from error
            return _unclear(messages, None)
        except Exception as error:
            # The answer is foreign and so is its parser; what was accepted must not be lost by an error in reading it.
            # Its text may hold addresses.
            logger.error("provider.answer_unreadable", extra={"error": type(error).__name__})
            return _unclear(messages, None)
        if not handed_over:
            raise Refused("a receiver of anymail's pre_send stopped the call")
        return Answer(self._settlements(messages, mail.anymail_status, untold="unknown"))

    def _settlements(self, messages: Sequence[Claimed], status: AnymailStatus, *, untold: str) -> list[Settlement]:
        if status.status is None and untold != "rejected":  # not a backend of anymail's: it took the mail
            untold = "sent"
        told = {email.lower(): recipient.status for email, recipient in status.recipients.items()}
        words = [told.get(self._email(message).lower(), untold) for message in messages]
        if set(words) == {"failed"} and not self._profile.failed_is_passing:
            raise Refused("the provider could not send it")
        return [
            answers.settlement(message.id, word, failed_is_passing=self._profile.failed_is_passing)
            for message, word in zip(messages, words, strict=True)
        ]

    # What goes over ------------------------------------------------------------------------------------------------

    def _mail(self, messages: Sequence[Claimed]) -> AnymailMessage:
        mail = self._single(messages[0]) if len(messages) == 1 else self._merged(messages)
        mail.from_email = self._address(self._mailing.from_name, self._mailing.from_email)
        mail.to = [self._address(*self._composer.recipient(message)) for message in messages]
        mail.reply_to = [self._mailing.reply_to] if self._mailing.reply_to else []
        if self._profile.switches_tracking:
            mail.track_opens = mail.track_clicks = conf.tracking()
        return mail

    def _single(self, message: Claimed) -> AnymailMessage:
        content = self._syntax.plain(self._composer.content(message))
        headers = self._headers(message)
        if self._profile.keeps_message_id is not None:
            headers |= {"Message-ID": message.message_id, **self._profile.keeps_message_id}
        mail = AnymailMessage(subject=content.subject, body=content.text, headers=headers)
        mail.attach_alternative(content.html, "text/html")
        _attach(mail, content.calendar)
        if self._profile.identity == "tag":
            mail.tags = [f"message:{message.id}"]
        else:
            mail.metadata = {"message": str(message.id)}
        return mail

    def _merged(self, messages: Sequence[Claimed]) -> AnymailMessage:
        template = self._template(messages[0].language)
        headers = {self._email(message): self._headers(message) for message in messages}
        common = {} if self._profile.headers_replace else _common(list(headers.values()))
        mail = AnymailMessage(subject=template.content.subject, body=template.content.text, headers=common)
        mail.attach_alternative(template.content.html, "text/html")
        _attach(mail, template.content.calendar)
        mail.merge_data = self._for_each(
            messages, lambda message: self._syntax.values(template, self._composer.fields(message))
        )
        mail.merge_metadata = self._for_each(messages, lambda message: {"message": str(message.id)})
        own = {
            email: {name: value for name, value in fields.items() if name not in common}
            for email, fields in headers.items()
        }
        if any(own.values()):
            mail.merge_headers = own
        if self._profile.extra:
            mail.esp_extra = deepcopy(dict(self._profile.extra))  # anymail takes it apart
        return mail

    def _template(self, language: str) -> Template:
        if language not in self._templates:
            self._templates[language] = self._syntax.template(self._composer.frozen(language))
        return self._templates[language]

    def _headers(self, message: Claimed) -> dict[str, str]:
        """Return one reader's header fields, without those that the provider refuses."""
        fields = self._composer.headers(message)
        return {name: value for name, value in fields.items() if name.lower() not in self._profile.refused_headers}

    def _for_each(
        self, messages: Sequence[Claimed], value: Callable[[Claimed], dict[str, str]]
    ) -> dict[str, dict[str, Any]]:
        return {self._email(message): value(message) for message in messages}

    def _email(self, message: Claimed) -> str:
        return self._composer.recipient(message)[1]

    def _address(self, name: str, email: str) -> str:
        """Return a mailbox as anymail reads it: not encoded, since each backend encodes for its provider."""
        return str(EmailAddress(self._syntax.text(clean(name)), email))


def _attach(mail: AnymailMessage, calendar: str) -> None:
    """Attach the calendar as a file that names its method, which mail programs act on as they do on a part.

    Few providers take a third alternative to text and HTML.
    """
    if not calendar:
        return
    file = MIMEBase("text", "calendar", charset="utf-8", method=calendars.method_of(calendar))
    file.set_payload(calendar.encode())
    encode_base64(file)
    file.add_header("Content-Disposition", "attachment", filename=calendars.FILE_NAME)
    mail.attach(file)


def _common(headers: Sequence[Mapping[str, str]]) -> dict[str, str]:
    first, *others = headers
    return {name: value for name, value in first.items() if all(other.get(name) == value for other in others)}


def _unclear(messages: Sequence[Claimed], code: int | None) -> Answer:
    settlements = [
        Settlement(message.id, Outcome.UNCERTAIN, code, "no clear answer", ErrorClass.TRANSIENT) for message in messages
    ]
    return Answer(settlements, clear=False)
