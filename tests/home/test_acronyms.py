"""No line breaks within a name like mhGAP-HIG, and nothing else of a title changes."""

import pytest
from bs4 import BeautifulSoup

from home.acronyms import unbroken
from publications.models import PublicationIndexPage
from tests.factories.home import list_under, site
from tests.factories.publications import PublicationFactory


@pytest.mark.parametrize("name", ["mhGAP-HIG", "mhGAP-HIG-PK", "COVID-19", "ICD-11", "PHQ-9"])
def test_a_name_of_capitals_stays_whole(name):
    assert unbroken(f"After {name}, <b>") == f'After <span class="unbroken">{name}</span>, &lt;b&gt;'


@pytest.mark.parametrize(
    "text",
    [
        "supervision-based care",
        "2025-2030",
        "mhGAP - HIG",
        "A-level",
        "",
        "ہمدرد-فورس",
        "X" * 15 + "-NOT-FOR-A-PHONE",
        "-AB-",
    ],
)
def test_other_words_may_be_broken(text):
    assert unbroken(text) == text


@pytest.mark.django_db
def test_titles_of_publications_keep_such_names_whole_on_their_page_and_in_lists(client):
    PublicationFactory(parent=list_under(site(), PublicationIndexPage), slug="p", title="Work after mhGAP-HIG training")

    for address, title in (("/publications/p/", "h1"), ("/publications/", ".references cite")):
        shown = BeautifulSoup(client.get(address).content, "html.parser")
        assert shown.select_one(f"{title} .unbroken").text == "mhGAP-HIG"
        assert shown.select_one(title).text == "Work after mhGAP-HIG training"
    assert "unbroken" not in str(shown.head)
