"""What a machine translated is marked for readers until a person confirms it."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageLogEntry
from wagtail_localize.models import TranslationSource

from coordination_site.roles import AUTHOR, REVIEWER
from home.models import ContentPage, HomePage, UnitSettings
from home.translating import confirming, waiting
from tests.factories.home import grow, in_urdu, site
from tests.factories.staff import staff

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 2, 2, 9, tzinfo=datetime.UTC)


@pytest.fixture
def english():
    page = grow(site(), ContentPage, title="Help", slug="help", body=[("text", "<p>Text</p>")])
    page.save_revision().publish()
    return page


@pytest.fixture
def urdu(english):
    return in_urdu(english, title="مدد", machine_made=True)


def read(client, url):
    return BeautifulSoup(client.get(url).content, "html.parser")


def note(client, url):
    return read(client, url).select_one("main .machine-made")


def refused(page, words, *, seen=None):
    with pytest.raises(confirming.ConfirmationError, match=words):
        confirming.confirm(page, seen=seen or page.latest_revision_id, by=staff(REVIEWER), now=NOW)


def test_readers_are_told_and_led_to_the_original(client, urdu):
    said = note(client, "/ur/help/")
    assert said["role"] == "note"
    assert (said.a["href"], said.a["hreflang"]) == ("/help/", "en")
    assert note(client, "/help/") is None


def test_the_rooms_of_a_marked_page_show_records_and_not_its_words(client, english):
    HomePage.objects.filter(locale__language_code="ur").update(machine_made=True)
    assert note(client, "/ur/")
    assert note(client, "/ur/record/") is None


def test_the_foot_of_urdu_pages_speaks_of_the_interface_until_somebody_checked_it(client, english):
    assert read(client, "/ur/").select_one(".foot .unconfirmed")
    assert not read(client, "/").select_one(".foot .unconfirmed")
    UnitSettings.objects.update(urdu_confirmed_on=NOW)
    assert not read(client, "/ur/").select_one(".foot .unconfirmed")


def test_a_reviewer_confirms_it_and_the_history_names_them(client, urdu):
    client.force_login(staff(REVIEWER))
    url = reverse("confirm_translation", args=[urdu.pk])
    form = BeautifulSoup(client.get(url).content, "html.parser").select_one("main form[method=post]")
    seen = form.select_one("[name=seen]")["value"]
    assert client.post(url, {"seen": seen}).url == reverse("wagtailadmin_pages:edit", args=[urdu.pk])

    client.logout()
    assert note(client, "/ur/help/") is None
    entry = PageLogEntry.objects.get(page_id=urdu.pk, action=confirming.CONFIRM)
    assert entry.user == staff(REVIEWER)
    published = ContentPage.objects.get(pk=urdu.pk)
    assert published.last_published_at == urdu.last_published_at  # as old as it was, beside its original
    published.get_latest_revision().publish()
    assert not ContentPage.objects.get(pk=urdu.pk).machine_made


def test_of_two_who_press_the_button_the_second_is_told(client, urdu):
    client.force_login(staff(REVIEWER))
    url = reverse("confirm_translation", args=[urdu.pk])
    for _twice in range(2):
        response = client.post(url, {"seen": urdu.latest_revision_id}, follow=True)
    assert "does not wait for anybody" in response.content.decode()
    assert PageLogEntry.objects.filter(action=confirming.CONFIRM).count() == 1


def test_looking_at_the_page_confirms_nothing(client, urdu):
    client.force_login(staff(REVIEWER))
    client.get(reverse("confirm_translation", args=[urdu.pk]))
    urdu.refresh_from_db()
    assert urdu.machine_made


@pytest.mark.parametrize("seen", ["", "x", "٣", "-1", "9" * 30])
def test_rubbish_confirms_nothing(client, urdu, seen):
    client.force_login(staff(REVIEWER))
    assert client.post(reverse("confirm_translation", args=[urdu.pk]), {"seen": seen}).status_code == 302
    urdu.refresh_from_db()
    assert urdu.machine_made


def test_an_author_can_not_confirm(urdu):
    with pytest.raises(PermissionDenied):
        confirming.confirm(urdu, seen=urdu.latest_revision_id, by=staff(AUTHOR), now=NOW)


def test_what_was_published_since_one_read_it_is_not_confirmed(urdu):
    seen = urdu.latest_revision_id
    urdu.save_revision().publish()
    refused(urdu, "has changed since", seen=seen)


def test_a_draft_that_readers_do_not_see_is_not_confirmed(urdu):
    urdu.save_revision()
    urdu.refresh_from_db()
    refused(urdu, "aren’t published")


def test_an_edit_by_hand_leaves_the_mark(urdu):
    urdu.title = "مدد، درست کی ہوئی"
    urdu.save_revision().publish()
    assert ContentPage.objects.get(pk=urdu.pk).machine_made


def test_what_follows_the_original_leaves_the_mark_and_the_slug_of_each_home_page(
    english, urdu, django_capture_on_commit_callbacks
):
    for page in (english, english.get_parent().specific):
        source, _new = TranslationSource.update_or_create_from_instance(page)
        with django_capture_on_commit_callbacks(execute=True):
            source.create_or_update_translation(urdu.locale, fallback=True)
    assert ContentPage.objects.get(pk=urdu.pk).machine_made
    assert set(HomePage.objects.values_list("slug", flat=True)) == {"home-en", "home-ur"}


def test_a_copy_keeps_the_mark_and_a_translation_begins_without(urdu):
    assert urdu.copy(update_attrs={"slug": "other"}).machine_made
    assert not urdu.copy(to=urdu.get_parent(), update_attrs={"slug": "en", "locale": site().locale}).machine_made


def test_the_list_shows_what_waits_and_why(client, english, urdu, django_assert_num_queries):
    confirmed = in_urdu(grow(site(), ContentPage, title="About", slug="about"), title="تعارف")
    assert [(page.pk, page.marked, page.stale) for page in waiting.pages()] == [(urdu.pk, True, False)]
    confirmed.get_translations().get().save_revision().publish()
    with django_assert_num_queries(1):
        found = {page.pk: (page.marked, page.stale) for page in waiting.pages()}
    assert found == {urdu.pk: (True, False), confirmed.pk: (False, True)}


def test_the_list_asks_as_much_for_many_pages_as_for_few(client, english, urdu, django_assert_max_num_queries):
    client.force_login(staff(REVIEWER))
    url = reverse("translations_that_wait")
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        assert "Confirm this translation" in client.get(url).content.decode()
    for number in range(10):
        page = grow(english.get_parent(), ContentPage, title=f"Page {number}", slug=f"page-{number}")
        in_urdu(page, title=f"صفحہ {number}", machine_made=True)
    with django_assert_max_num_queries(len(few)):
        assert client.get(url).content.decode().count("A machine translated it.") == 11


def test_the_list_says_what_kind_a_page_is_in_words_for_people(client, urdu):
    client.force_login(staff(REVIEWER))

    listed = BeautifulSoup(client.get(reverse("translations_that_wait")).content, "html.parser")

    assert [cell.text for cell in listed.select("table.listing tbody td:nth-child(3)")] == ["Page"]


def test_the_editor_says_who_may_confirm(client, urdu):
    url = reverse("wagtailadmin_pages:edit", args=[urdu.pk])
    for role, words in ((REVIEWER, "Confirm this translation"), (AUTHOR, "Whoever may publish the page")):
        client.force_login(staff(role))
        assert words in client.get(url).content.decode()
