import pytest

from delivery.enums import MessageState
from tests.delivery.returns.letters import READER
from tests.factories.delivery import AddressFactory, MessageFactory


@pytest.fixture
def message(db):
    """A newsletter that was sent to the reader whom the samples are about."""
    return MessageFactory(address=AddressFactory(email=READER), state=MessageState.SENT)
