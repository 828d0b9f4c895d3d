import pytest

from coordination_site.roles import COORDINATOR
from tests.factories.staff import staff


@pytest.fixture
def coordinator(client):
    """A client whose user may do everything with people."""
    client.user = staff(COORDINATOR)
    client.force_login(client.user)
    return client
