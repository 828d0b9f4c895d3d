"""Readers act while workers do: neither may have to give way. Needs row locks, so it runs on PostgreSQL."""

import threading

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from delivery.enums import MailingState
from delivery.models import Mailing
from stakeholders import subscriptions
from stakeholders.models import ConsentRecord
from tests.factories.delivery import MailingFactory, MessageFactory
from tests.factories.stakeholders import ContactFactory

needs_row_locks = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")


@needs_row_locks
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_an_unsubscription_waits_for_an_audience_that_is_being_frozen_and_does_not_lock_it_out():
    """Preparing holds the mailing and then writes messages to addresses; a reader holds the address first."""
    address = ContactFactory(emails=["amina@example.org"], given=["newsletter"]).main_address.address
    mailing = MailingFactory(purpose="newsletter", state=MailingState.PREPARING)
    outcome = []

    def unsubscribe():
        try:
            subscriptions.withdraw(
                address=address, purposes=["newsletter"], source=ConsentRecord.Source.ONE_CLICK, now=timezone.now()
            )
            outcome.append("done")
        except OperationalError as error:
            outcome.append(str(error))
        finally:
            connection.close()

    reader = threading.Thread(target=unsubscribe)
    with transaction.atomic():
        Mailing.objects.filter(pk=mailing.pk).update(state=MailingState.SENDING)
        reader.start()
        while reader.is_alive() and not _somebody_waits():
            pass
        message = MessageFactory(mailing=mailing, address=address)
    reader.join()

    assert outcome == ["done"]
    message.refresh_from_db()
    assert message.state == "skipped"


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0
