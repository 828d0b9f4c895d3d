import pytest

from coordination_site.roles import COORDINATOR
from tests.factories.staff import staff


@pytest.fixture
def coordinator(client):
    """A client at which a coordinator is signed in."""
    client.force_login(staff(COORDINATOR))
    return client
