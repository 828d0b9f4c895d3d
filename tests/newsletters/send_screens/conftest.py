import pytest
import time_machine

from coordination_site.roles import APPROVER
from stakeholders.models import Language
from tests.factories.newsletters import IssueFactory
from tests.factories.staff import staff
from tests.factories.stakeholders import ContactFactory
from tests.newsletters.send_screens import NOW


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def issue():
    return IssueFactory(number=33)


@pytest.fixture
def approver(client):
    user = staff(APPROVER)
    client.force_login(user)
    return user


@pytest.fixture
def readers():
    urdu = Language.objects.get(code="ur")
    ContactFactory(name="Amina Example", emails=["amina@example.org"], given=["newsletter"])
    ContactFactory(name="Bilal Example", emails=["bilal@example.org"], given=["newsletter"], language=urdu)
    ContactFactory(name="=1+1", emails=["chand@example.org"], given=["newsletter"])
    ContactFactory(name="Dua Example", emails=["dua@example.org"], withdrawn=["newsletter"])
    ContactFactory(name="Emaan Example")
