import datetime

import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from home.models import ContentPage, KeyFigure
from meetings.models import Highlight, Priority, YearInReview
from publications.models import Contributor, PublicationIndexPage, PublicationPage
from tests.factories.home import list_under
from tests.factories.home import programme as programme_page
from tests.factories.meetings import WorkingGroupFactory
from tests.factories.newsletters import archive


@pytest.fixture
def home(db):
    return archive().get_parent().specific


@pytest.fixture
def page(home):
    return home.add_child(instance=ContentPage(title="About [us]", slug="about", summary="Who we are & what we do."))


@pytest.fixture
def document(db):
    return get_document_model().objects.create(title="Plan", file=ContentFile(b"plan", name="plan.txt"))


@pytest.fixture
def image(db):
    return get_image_model().objects.create(title="Meeting", file=get_test_image_file(size=(1600, 900)))


@pytest.fixture
def programme(home, image):
    return programme_page(home, title="MyCare+", slug="mycare", summary="Care for yourself.", logo=image)


@pytest.fixture
def figure(db):
    return KeyFigure.objects.create(
        key="workers",
        value=2336,
        qualifier="over",
        label="people who received services",
        label_ur="افراد جنہیں خدمات ملیں",
        brand="ہمدرد فورس",
        brand_language="ur",
        as_of=datetime.date(2026, 1, 7),
        source="MHPSS portal",
    )


@pytest.fixture
def publication(home):
    index = list_under(home, PublicationIndexPage)
    page = PublicationPage(
        title="Supervision after training",
        slug="supervision",
        journal="Journal of Examples",
        volume="7",
        published_on=datetime.date(2025, 6, 1),
        published_precision="month",
        article_number="100451",
    )
    page.contributors = [Contributor(given="Amina", family="Example")]
    return index.add_child(instance=page)


@pytest.fixture
def review(db):
    made = YearInReview.objects.create(group=WorkingGroupFactory(), year=2024, published=True)
    made.highlights = [
        Highlight(
            category="forum",
            lead="Forum",
            begins_on=datetime.date(2024, 6, 6),
            ends_on=datetime.date(2024, 6, 7),
            place="Warsaw",
            objectives="Have **bold aims**",
        )
    ]
    made.priorities = [Priority(text="Meet more")]
    made.save()
    return made
