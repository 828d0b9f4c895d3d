import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stakeholders import search
from stakeholders.models import Contact
from tests.factories.stakeholders import OrganisationFactory
from tests.stakeholders.importing.helpers import imported, report, undo

pytestmark = pytest.mark.django_db

LIST = [
    ["Name", "Email", "Phone", "Organisation", "Designation", "Province", "Language"],
    ["Amina Khan", "amina@example.org", "0300 1234567", "Health Department", "Director", "KPK", "Urdu"],
    ["Bilal Shah", "bilal@example.org", "", "", "", "", ""],
]


def test_a_list_becomes_contacts():
    OrganisationFactory(name="Health Department")
    batch = imported(LIST)
    assert report(batch) == {2: ("create", []), 3: ("create", [])}
    amina = Contact.objects.get(name="Amina Khan")
    assert amina.province.code == "PK-KP"
    assert amina.language.code == "ur"
    assert [phone.number for phone in amina.phones.all()] == ["+923001234567"]
    assert [str(link) for link in amina.addresses.all()] == ["amina@example.org"]
    assert [str(post) for post in amina.affiliations.all()] == ["Director, Health Department"]
    assert list(search.matching(Contact.objects.all(), "health amina")) == [amina]
    undo(batch)
    assert not Contact.objects.exists()


def test_postgresql_counts_what_came_before_anybody_asks_about_it():
    with CaptureQueriesContext(connection) as captured:
        imported([["Name", "Email"], ["Amina", "amina@example.org"]])
    analysed = [query["sql"] for query in captured if query["sql"].startswith("ANALYZE")]
    assert len(analysed) == (connection.vendor == "postgresql")
    assert all("stakeholders_consentstate" in sql for sql in analysed)
