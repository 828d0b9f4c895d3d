"""Staff see each page before they publish it, with Wagtail's bar, which the editor's checks read the page through."""

import pytest
from wagtail.models import Page

from home.models import ContentPage
from meetings.models import GroupIndexPage, MeetingIndexPage
from newsletters.models import NewsletterIndexPage
from publications.models import PublicationIndexPage
from tests.factories.home import grow, list_under, site
from tests.factories.meetings import MeetingFactory, WorkingGroupFactory
from tests.factories.publications import PublicationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editing(rf, admin_client):
    """Return the request of a staff member who is logged in."""
    return rf.get("/admin/", headers={"cookie": admin_client.cookies.output(header="", sep=";")})


@pytest.fixture
def pages() -> list[Page]:
    home = site()
    lists = [
        list_under(home, model)
        for model in (NewsletterIndexPage, MeetingIndexPage, GroupIndexPage, PublicationIndexPage)
    ]
    return [
        home,
        *lists,
        grow(home, ContentPage, title="About", slug="about"),
        MeetingFactory().pages.first(),
        WorkingGroupFactory().pages.first(),
        PublicationFactory(parent=lists[3]),
    ]


def test_every_kind_of_page_can_be_previewed_with_the_bar(pages, editing):
    for page in pages:
        response = page.make_preview_request(editing, page.default_preview_mode)

        assert response.status_code == 200, page
        assert b"wagtail-userbar" in response.render().content, page


def test_a_page_that_has_never_been_saved_can_be_previewed(pages, editing):
    page = ContentPage(title="New", slug="new", locale=pages[0].locale)
    page.path, page.depth = pages[0].path + "0009", pages[0].depth + 1

    response = page.make_preview_request(editing, "")

    assert response.status_code == 200
    assert b"canonical" not in response.render().content
