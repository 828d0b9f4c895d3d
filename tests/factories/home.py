"""The site's tree, and pages that stand in it."""

import datetime

import factory
from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale, Page, Site

from coordination_site import site_tree
from home.helplines import register
from home.models import Helpline, HelplineChannel, HomePage, KeyFigure, ProgrammePage


def site() -> HomePage:
    """Return the English home page of a site that is set up, with its lists, in both languages.

    The run has made it once (tests/conftest.py), and in one transaction: to look whether all of it is there, for each
    test anew, takes longer than many a test.
    """
    made = Site.objects.filter(is_default_site=True, hostname="testserver", port=80).first()
    if made and (home := HomePage.objects.filter(pk=made.root_page_id, locale__language_code="en").first()):
        Site.clear_site_root_paths_cache()  # an earlier test may have had another site
        return home
    return site_tree.set_up(site_url="http://testserver")


def grow(parent: Page, model: type[Page], **fields) -> Page:
    """Return a new published page under `parent`; its slug follows from its title where none is given."""
    children = fields.pop("children", {})
    page = model(**fields)
    for name, values in children.items():
        setattr(page, name, values)
    parent.add_child(instance=page)
    return page


def programme(parent: Page, **fields) -> ProgrammePage:
    """Return a new published programme under `parent`, with byline and provenance as one needs to be published."""
    fields = {"kind": "app", "byline": "The unit", "provenance": "Newsletter 33, 7 January 2026"} | fields
    return grow(parent, ProgrammePage, **fields)


def list_under(home: HomePage, model: type[Page]) -> Page:
    """Return the list of one kind of record under `home`."""
    return model.objects.child_of(home).get()


def in_urdu(page: Page, **fields) -> Page:
    """Return the published Urdu edition of `page`."""
    translation = page.copy_for_translation(Locale.objects.get(language_code="ur"), copy_parents=True)
    for name, value in fields.items():
        setattr(translation, name, value)
    translation.save_revision().publish()
    translation.refresh_from_db()
    return translation


class KeyFigureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = KeyFigure

    key = factory.Sequence("figure-{}".format)
    value = 2336
    label = "people who received services"
    label_ur = "افراد جنہیں خدمات ملیں"
    as_of = datetime.date(2026, 1, 7)
    source = "Monitoring portal"


class HelplineFactory(factory.django.DjangoModelFactory):
    """A helpline with one number, verified today; on another day (`verified_on`), or never (None)."""

    class Meta:
        model = Helpline
        skip_postgeneration_save = True

    name = factory.Sequence("Listening line {}".format)
    name_ur = "سننے والی لائن"
    hours = "Every day, 9:00 to 21:00"
    hours_ur = "روزانہ صبح ۹ سے رات ۹ بجے تک"

    @factory.post_generation
    def number(self, create, extracted, **kwargs):
        HelplineChannel.objects.create(helpline=self, sort_order=0, value=extracted or "0800-00000")

    @classmethod
    def _create(cls, model, *args, **fields):
        verified_on = fields.pop("verified_on", timezone.localdate())
        line = super()._create(model, *args, **fields)
        if verified_on:
            register.mark_verified(line, on=verified_on, by=None)
        return line


class ImageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = "wagtailimages.Image"

    title = "An emblem"
    file = factory.LazyFunction(lambda: get_test_image_file(size=(64, 64)))
