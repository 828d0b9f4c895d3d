import datetime

import factory
import wagtail_factories

from publications.enums import Kind
from publications.models import Contributor, PublicationFile, PublicationPage


class PublicationFactory(wagtail_factories.PageFactory):
    """A published journal article; `parent` is the list that it stands in.

    `authors` are (given, family) pairs, a body has no given name; `files` are fields of files.
    """

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
            page.contributors.add(Contributor(given=given, family=family, is_body=not given))
        page.save()

    @factory.post_generation
    def files(page, create, extracted):  # noqa: N805  # as above
        for fields in extracted or ():
            page.files.add(PublicationFile(**fields))
        page.save()


class FileFactory(wagtail_factories.DocumentFactory):
    """A document of a publication: a PDF of 14 bytes."""

    title = "Plan"
    file = factory.django.FileField(filename="plan.pdf", data=b"%PDF-1.7 plan.")
    file_size = 14
