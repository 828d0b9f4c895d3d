"""Who reads what they get, as far as one can know: an opened or clicked newsletter says so, its silence says little.

The ledgers have a row for every mailing and address: millions, after a year. What segments ask of them is kept by
address, brought up to date by beat.
"""

import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Max, Q, QuerySet

from delivery.enums import ENDED_STATES, EventKind, MailingKind, MessageState
from delivery.models import Event, Mailing, Message
from stakeholders.models import Engagement, EngagementMark

# Nobody may ask about longer ago.
KEPT = datetime.timedelta(days=366)
# Transactions end in another order than they begin: so far back is read again, which changes nothing.
_EVENTS_AGAIN = 10_000
_MAILINGS_AGAIN = datetime.timedelta(hours=1)

_UPSERT = """
INSERT INTO {table} (address_id, {column}) {found}
ON CONFLICT (address_id) DO UPDATE SET {column} = CASE
    WHEN {table}.{column} IS NULL OR excluded.{column} > {table}.{column} THEN excluded.{column}
    ELSE {table}.{column} END
"""


@transaction.atomic
def refresh(*, now: datetime.datetime) -> None:
    """Read what the ledgers have got since the last time, and forget what is too old to be asked about.

    Idempotent: killed or run twice at once, it ends with the same rows. A mailing counts once it has ended.
    """
    EngagementMark.objects.get_or_create(pk=1)
    mark = EngagementMark.objects.select_for_update().get(pk=1)
    ended = Mailing.objects.filter(
        kind=MailingKind.BULK, state__in=ENDED_STATES, finished_at__gte=max(now - KEPT, _from(mark, now))
    )
    _keep("mailed_at", _messages(ended, since=now - KEPT))
    _keep("answered_at", _news(after=mark.event - _EVENTS_AGAIN, since=now - KEPT))
    mark.ended_at = ended.aggregate(last=Max("finished_at"))["last"] or mark.ended_at
    mark.event = Event.objects.aggregate(last=Max("pk"))["last"] or 0
    mark.save()
    _forget(now - KEPT)


def _from(mark: EngagementMark, now: datetime.datetime) -> datetime.datetime:
    return mark.ended_at - _MAILINGS_AGAIN if mark.ended_at else now - KEPT


def _messages(mailings: QuerySet[Mailing], *, since: datetime.datetime) -> QuerySet[Message, Any]:
    sent = Message.objects.filter(
        mailing__in=mailings.values("pk"), state=MessageState.SENT, settled_at__gte=since
    ).order_by()
    return sent.values("address").annotate(last=Max("settled_at"))


def _news(*, after: int, since: datetime.datetime) -> QuerySet[Event, Any]:
    answers = Event.objects.filter(
        pk__gt=after,
        kind__in=(EventKind.OPENED, EventKind.CLICKED),
        at__gte=since,
        message__mailing__kind=MailingKind.BULK,
    )
    return answers.order_by().values(address=F("message__address")).annotate(last=Max("at"))


def _keep(column: str, latest: QuerySet) -> None:
    """Write the (address, moment) rows of a query into a column, where they are later than what stands there."""
    found, parameters = latest.query.sql_with_params()
    table = connection.ops.quote_name(Engagement._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT.format(table=table, column=column, found=found), parameters)


def _forget(before: datetime.datetime) -> None:
    Engagement.objects.filter(answered_at__lt=before).update(answered_at=None)
    Engagement.objects.filter(Q(mailed_at=None) | Q(mailed_at__lt=before), answered_at=None).delete()
