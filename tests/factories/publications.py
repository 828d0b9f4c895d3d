import datetime

import factory
import wagtail_factories

from publications.enums import Kind
from publications.models import Contributor, PublicationPage


class PublicationFactory(wagtail_factories.PageFactory):
    """A published journal article; `parent` is the list that it stands in, `authors` are (given, family) pairs."""

    class Meta:
        model = PublicationPage
        skip_postgeneration_save = True  # the hook below saves

    slug = factory.Sequence("publication-{}".format)
    title = "Training primary healthcare workers"
    kind = Kind.ARTICLE
    publisher = "University Press"
    published_on = datetime.date(2025, 9, 10)

    @factory.post_generation
    def authors(page, create, extracted):  # noqa: N805  # factory_boy passes the page, not the factory
        for given, family in extracted or ():
            page.contributors.add(Contributor(given=given, family=family))
        page.save()
