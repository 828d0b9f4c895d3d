"""What the tests of the screens share: addresses, mailings by the real services, and what a person reads on a page."""

import datetime
import re
from urllib.parse import urlencode

from django.urls import reverse

from delivery import preparing
from newsletters import sending
from stakeholders.criteria import Criteria

NOW = datetime.datetime(2026, 1, 7, 9, 0, tzinfo=datetime.UTC)
EVERYBODY = Criteria(topic="newsletter")


def url(name, *args, query=None):
    address = reverse(f"newsletters_admin:{name}", args=args)
    return f"{address}?{urlencode(query)}" if query else address


def approved(issue, by):
    mailing = sending.open_mailing(issue, by=by)
    sending.choose_audience(mailing, EVERYBODY, by=by)
    sending.approve(mailing, by=by, now=NOW)
    return mailing


def started(issue, by):
    mailing = approved(issue, by)
    sending.send_now(mailing, by=by, now=NOW)
    preparing.prepare(mailing.pk, now=NOW)
    mailing.refresh_from_db()
    return mailing


def words(response):
    """Return what a person reads on the page, in one line."""
    html = re.sub(r"<(script|style|svg).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def messages_of(response):
    return [str(message).strip() for message in response.context["messages"]]
