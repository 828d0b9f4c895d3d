"""A translator is asked for words; what is the same in every language follows the original."""

import pytest
from wagtail_localize.models import TranslationSource

from publications.models import PublicationIndexPage
from tests.factories.home import list_under, programme, site
from tests.factories.publications import PublicationFactory

pytestmark = pytest.mark.django_db


def asked_for(page):
    source, _created = TranslationSource.update_or_create_from_instance(page)
    return {segment.context.path for segment in source.stringsegment_set.select_related("context")}


def test_of_a_publication_its_title_summary_and_abstract():
    publication = PublicationFactory(
        parent=list_under(site(), PublicationIndexPage),
        summary="Summary",
        abstract="<p>Text</p>",
        journal="Mind",
        volume="7",
        number="2",
        pages="1–9",
        doi="10.1017/gmh.2025.1",
    )

    assert asked_for(publication) == {"title", "summary", "abstract"}


def test_of_a_programme_not_the_urdu_name_that_it_already_has():
    page = programme(site(), title="Hamdard Force", name_ur="ہمدرد فورس", slug="f", kind="workforce")

    assert asked_for(page) == {"title", "byline", "provenance"}
