"""The retention rules of stakeholders and delivery. `retention` carries them out; docs/privacy.md shows them."""

import datetime
from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from delivery import forgetting
from delivery.models import Address, Event, Exclusion, MailingContent, Message
from stakeholders.models import ExportRecord, ImportRow, Merge, RetentionRun
from stakeholders.privacy import overdue
from stakeholders.privacy.retention import Rule, register

Dispose = Callable[[Sequence[int], datetime.datetime], object]


def _delete(model: Any) -> Dispose:
    """Return what deletes rows of `model`."""
    return lambda keys, now: model._base_manager.filter(pk__in=keys).delete()


def _update(model: Any, **values: Any) -> Dispose:
    """Return what empties fields of rows of `model`."""
    return lambda keys, now: model._base_manager.filter(pk__in=keys).update(**values)


RULES = (
    Rule(
        "unconfirmed",
        _("Subscriptions that were asked for and never confirmed, with the contact that the form made"),
        _("30 days"),
        _("Nobody agreed to anything; the link in the mail works for 14 days."),
        overdue.never_confirmed,
        overdue.drop,
        chunk=50,
    ),
    Rule(
        "silent",
        _("Contacts without a post who stopped all mail"),
        _("2 years after they stopped it"),
        _("There is nothing left that they are kept for. Their address stays suppressed by a hash."),
        overdue.fallen_silent,
        overdue.forget,
        chunk=20,
    ),
    Rule(
        "come_back",
        _("Addresses of people who were erased, typed into a form again"),
        _("until the next night"),
        _("The certificate says that nothing is kept but a hash."),
        overdue.come_back,
        overdue.erase_again,
        chunk=50,
    ),
    Rule(
        "import_files",
        _("Files of imports"),
        _("90 days"),
        _("So long an import is checked, mended and handed back."),
        overdue.old_files,
        overdue.drop_files,
        chunk=20,
    ),
    Rule(
        "import_rows",
        _("Rows of imports, with what they did"),
        _("1 year"),
        _("So long an import can be undone, and says where a contact came from."),
        overdue.old_rows,
        _delete(ImportRow),
    ),
    Rule(
        "merges",
        _("What stood in two records before they were made one"),
        _("1 year"),
        _("So long a merge can be undone."),
        overdue.old_snapshots,
        _update(Merge, before={}),
    ),
    Rule(
        "personal_mails",
        _("Texts of personal mails: confirmations, links, answers"),
        _("90 days"),
        _("They hold names and personal links; that they were sent stays in the ledger."),
        overdue.old_personal_mails,
        _update(MailingContent, subject="", html="", text="", calendar="", hash=""),
    ),
    Rule(
        "names",
        _("Names and personal links as they stood in sent mail"),
        _("1 year"),
        _("So long somebody may ask what exactly they got."),
        overdue.old_names,
        _update(Message, values={}),
    ),
    Rule(
        "replies",
        _("The words of mail servers, of which the status code stays"),
        _("1 year"),
        _("So long they help to find out why mail does not arrive."),
        overdue.old_replies,
        overdue.keep_status,
    ),
    Rule(
        "words",
        _("The words of bounces and decisions, of which kind and code stay"),
        _("1 year"),
        _("So long they help to find out why mail does not arrive."),
        overdue.old_words,
        _update(Event, detail=""),
    ),
    Rule(
        "looks",
        _("That a mail was opened or clicked"),
        _("2 years"),
        _("It is indicative anyway, and of use for a comparison with last year."),
        overdue.old_looks,
        _delete(Event),
    ),
    Rule(
        "ledger",
        _("Which contact a row of a ledger was of; row, state and address stay"),
        _("5 years"),
        _("What was sent, and how much, is the unit’s record. The sums of a ledger hold for ever."),
        overdue.old_ledger_rows,
        _update(Message, contact_ref=""),
    ),
    Rule(
        "exclusions",
        _("Who was left out of a mailing; that somebody was, and why, stays"),
        _("5 years"),
        _("As above."),
        overdue.old_exclusions,
        _update(Exclusion, address=None, detail="", contact_ref=forgetting.nobody("pk")),
    ),
    Rule(
        "addresses",
        _("Addresses to which nothing refers any more"),
        _("13 months"),
        _("Undoing an import or a merge may need them for a year."),
        overdue.belonging_to_nobody,
        _delete(Address),
    ),
    Rule(
        "exports",
        _("Who took which data away"),
        _("3 years"),
        _("So long somebody may ask where a list came from."),
        overdue.old_exports,
        _delete(ExportRecord),
    ),
    Rule(
        "clean_ups",
        _("What was thrown out by these rules, in numbers"),
        _("3 years"),
        _("It shows that they are kept."),
        overdue.old_clean_ups,
        _delete(RetentionRun),
    ),
)


def register_all() -> None:
    """Register the rules of stakeholders and delivery."""
    for rule in RULES:
        register(rule)
