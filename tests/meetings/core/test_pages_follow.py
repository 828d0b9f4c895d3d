"""Pages of meetings and groups follow their records: they are not touched by hand, and open no more than their list."""

import pytest
from django.urls import reverse
from wagtail.models import PageViewRestriction

from coordination_site.roles import ADMINISTRATOR
from meetings.enums import Visibility
from meetings.models import GroupPage, MeetingIndexPage, MeetingPage
from tests.factories.home import list_under, site
from tests.factories.meetings import MeetingFactory, WorkingGroupFactory
from tests.factories.staff import staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def index():
    return list_under(site(), MeetingIndexPage)


@pytest.mark.parametrize("act", ["edit", "delete", "move", "copy", "unpublish"])
@pytest.mark.parametrize("kind", ["meeting", "group"])
def test_whoever_wants_to_change_a_page_by_hand_is_led_to_its_record(client, index, act, kind):
    client.force_login(staff(ADMINISTRATOR))
    record = MeetingFactory() if kind == "meeting" else WorkingGroupFactory()
    page = record.pages.get(locale=index.locale)
    address = reverse("meetings_admin:meeting" if kind == "meeting" else "meetings_admin:group", args=[record.pk])
    if act == "move":
        url = reverse("wagtailadmin_pages:move_confirm", args=[page.pk, index.get_parent().pk])
    else:
        url = reverse(f"wagtailadmin_pages:{act}", args=[page.pk])
    for response in (client.get(url), client.post(url, {"title": "By hand", "action-publish": "1"})):
        if (act, response.request["REQUEST_METHOD"]) == ("unpublish", "GET"):
            continue  # asks first, and does nothing
        assert (response.status_code, response.headers["Location"]) == (302, address)
    kept = type(page).objects.get(pk=page.pk)
    assert (kept.title, kept.live, kept.path) == (page.title, True, page.path)


@pytest.mark.parametrize("act", ["delete", "move", "unpublish", "publish"])
def test_nor_are_several_at_once(client, index, act):
    client.force_login(staff(ADMINISTRATOR))
    page = MeetingFactory().pages.get(locale=index.locale)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", act])
    response = client.post(f"{url}?id={page.pk}", {"chooser": index.get_parent().pk})
    assert response.status_code in {200, 302}
    kept = MeetingPage.objects.get(pk=page.pk)
    assert (kept.live, kept.path) == (True, page.path)


def test_nor_is_one_made_by_hand(client, index):
    client.force_login(staff(ADMINISTRATOR))
    create = reverse("wagtailadmin_pages:add", args=["meetings", "meetingpage", index.pk])
    assert client.get(create).status_code in {302, 403, 404}


def test_the_list_stays_a_page_like_any_other(client, index):
    client.force_login(staff(ADMINISTRATOR))
    assert client.get(reverse("wagtailadmin_pages:edit", args=[index.pk])).status_code == 200


def test_a_password_on_the_list_holds_for_what_stands_under_it_and_for_what_points_there(client, index):
    MeetingFactory(slug="kept", title="Keptquist", start="2099-01-01T05:00Z", end="2099-01-01T06:00Z")
    assert "Keptquist" in client.get("/").content.decode()
    PageViewRestriction.objects.create(page=index, restriction_type="password", password="x")
    assert "Keptquist" not in client.get("/meetings/kept/").content.decode()
    assert "Keptquist" not in client.get("/meetings/").content.decode()
    assert "Keptquist" not in client.get("/").content.decode()
    assert "Keptquist" not in client.get("/record/").content.decode()


def test_pages_follow_in_title_address_and_who_may_see_them(client, index):
    meeting, group = MeetingFactory(slug="first"), WorkingGroupFactory(slug="twg")
    meeting.slug, meeting.title, meeting.title_ur = "second", "Second", "دوسرا"
    meeting.save()
    assert set(MeetingPage.objects.values_list("slug", "title")) == {("second", "Second"), ("second", "دوسرا")}
    assert client.get("/meetings/first/").status_code == 404
    for record, page in ((meeting, MeetingPage), (group, GroupPage)):
        record.visibility = Visibility.PARTNERS
        record.save()
        assert not page.objects.live().exists()
