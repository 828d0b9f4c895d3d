"""The bones of the site are made once, and follow SITE_URL."""

import io

import pytest
from django.core.management import call_command
from wagtail.models import Page, Site

from coordination_site import site_tree
from home.models import HomePage, UnitSettings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def wagtails_first_site(db):
    """What a new installation begins with: one site and the page that Wagtail's migrations welcome with."""
    Page.get_first_root_node().get_children().delete()
    welcome = Page.get_first_root_node().add_child(instance=Page(title="Welcome", slug="home"))
    Site.objects.create(hostname="localhost", port=80, root_page=welcome, is_default_site=True)


def test_every_language_gets_a_home_page_with_its_lists():
    home = site_tree.set_up(site_url="https://unit.example.org")
    urdu = home.get_translations().get()

    assert [page.full_url for page in (home, urdu)] == ["https://unit.example.org/", "https://unit.example.org/ur/"]
    assert [(page.title, page.slug, page.live, page.show_in_menus) for page in home.get_children()] == [
        ("Newsletters", "newsletters", True, True),
        ("Meetings", "meetings", True, True),
        ("Working groups", "working-groups", True, True),
        ("Publications", "publications", True, True),
        ("News", "news", True, True),
        ("Directory", "directory", True, True),
    ]
    assert [(page.title, page.full_url, page.live, page.show_in_menus) for page in urdu.get_children()] == [
        ("خبرنامے", "https://unit.example.org/ur/newsletters/", True, True),
        ("اجلاس", "https://unit.example.org/ur/meetings/", True, True),
        ("ورکنگ گروپ", "https://unit.example.org/ur/working-groups/", True, True),
        ("مطبوعات", "https://unit.example.org/ur/publications/", True, True),
        ("خبریں", "https://unit.example.org/ur/news/", True, True),
        ("ڈائریکٹری", "https://unit.example.org/ur/directory/", True, True),
    ]


def test_the_page_that_wagtail_welcomes_with_makes_way():
    site_tree.set_up(site_url="http://testserver")

    assert {page.specific_class for page in Page.objects.filter(depth=2)} == {HomePage}
    assert UnitSettings.objects.get().unit_name == "Coordination platform"


def test_a_second_run_adds_nothing_and_keeps_what_staff_changed(settings):
    home = site_tree.set_up(site_url="http://testserver")
    urdu = home.get_translations().get()
    urdu.title = "ہمارا سرورق"
    urdu.save_revision().publish()
    before = list(Page.objects.order_by("pk").values_list("pk", "title", "latest_revision"))
    settings.SITE_URL = "http://other.example.org:8080"

    call_command("setup_site", stdout=io.StringIO())

    assert list(Page.objects.order_by("pk").values_list("pk", "title", "latest_revision")) == before
    assert list(Site.objects.values_list("hostname", "port", "root_page")) == [("other.example.org", 8080, home.pk)]


@pytest.mark.parametrize("address", ["unit.example.org", "ftp://unit.example.org", "https://"])
def test_what_is_no_address_of_a_site_is_refused_and_nothing_is_made(address):
    with pytest.raises(ValueError, match="no http or https address"):
        site_tree.set_up(site_url=address)

    assert not HomePage.objects.exists()
