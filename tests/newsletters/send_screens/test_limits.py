"""The screen on which an administrator enters what the provider allows."""

import pytest
from wagtail.models import ModelLogEntry

from coordination_site.roles import ADMINISTRATOR, APPROVER
from delivery import pace
from delivery.enums import MailingKind
from delivery.models import Mailing, SendingLimits
from tests.factories.staff import staff
from tests.newsletters.send_screens import NOW, messages_of, url, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    user = staff(ADMINISTRATOR)
    client.force_login(user)
    return user


def _limits():
    return SendingLimits.objects.values_list("per_second", "per_hour").first()


def test_it_says_that_nothing_is_limited_at_first(client, administrator):
    page = words(client.get(url("limits")))
    assert "No limit is set, and nothing is counted." in page
    assert _limits() is None


def test_what_is_saved_holds_and_is_shown_with_what_went_within_the_hour(client, administrator):
    answer = client.post(url("limits"), {"per_second": "14", "per_hour": "5000"}, follow=True)
    assert messages_of(answer) == ["Saved. It holds within seconds, for mailings under way too."]
    assert _limits() == (14, 5000)
    assert pace.grant(200, mailing=Mailing(kind=MailingKind.BULK), now=NOW) == 14
    page = client.get(url("limits"))
    assert "Within the last hour 14 messages were let go, of 5,000 that are allowed." in words(page)
    assert page.context["form"].initial == {"per_second": 14, "per_hour": 5000}


def test_empty_fields_take_the_limits_away(client, administrator):
    client.post(url("limits"), {"per_second": "14", "per_hour": "5000"})
    client.post(url("limits"), {"per_second": "", "per_hour": ""})
    assert _limits() == (None, None)
    assert "No limit is set" in words(client.get(url("limits")))


@pytest.mark.parametrize("value", ["0", "-3", "many", "1.5", "9" * 30])
def test_what_is_no_limit_is_refused_beside_its_field(client, administrator, value):
    answer = client.post(url("limits"), {"per_second": value, "per_hour": ""})
    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {"per_second"}
    assert _limits() is None


def test_who_changed_the_limits_stands_in_the_audit_log_once(client, administrator):
    for _twice in range(2):
        client.post(url("limits"), {"per_second": "14", "per_hour": ""})
    (entry,) = ModelLogEntry.objects.filter(content_type__model="sendinglimits")
    assert (entry.user, entry.action) == (administrator, "wagtail.edit")
    assert entry.data == {"per_second": 14, "per_hour": None}


def test_a_get_changes_nothing(client, administrator):
    client.get(url("limits"), {"per_second": "14"})
    assert _limits() is None


def test_only_administrators_find_it_in_the_menu(client, administrator):
    assert url("limits") in client.get("/admin/").content.decode()
    client.force_login(staff(APPROVER))
    assert url("limits") not in client.get("/admin/").content.decode()
