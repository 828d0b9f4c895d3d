from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from coordination_site.models import User
from stakeholders.models import Contact


def test_it_refuses_to_put_made_up_people_into_a_real_site(db, settings):
    settings.APPROVE_BY_CODE = False
    with pytest.raises(CommandError, match="demo only"):
        call_command("load_demo", stdout=StringIO())
    assert not Contact.objects.exists()
    assert not User.objects.exists()


def test_it_refuses_a_database_that_has_staff_of_its_own(db, settings):
    settings.APPROVE_BY_CODE = True
    User.objects.create_user("amina", "amina@ministry.example.org")
    with pytest.raises(CommandError, match="staff of its own"):
        call_command("load_demo", contacts=1)
    assert not Contact.objects.exists()


@pytest.mark.parametrize("number", ["0", "-1", "many", "1.5", "٣"])
def test_a_count_that_is_no_count_is_refused(number):
    with pytest.raises(CommandError, match="not a number of contacts"):
        call_command("load_demo", f"--contacts={number}")
