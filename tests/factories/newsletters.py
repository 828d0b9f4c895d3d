"""Issues, the tree they stand in, and bodies written as they are stored."""

import datetime
import json
import uuid

import factory
import wagtail_factories
from django.conf import settings
from wagtail.models import Locale

from home.models import UnitSettings
from newsletters.models import IssuePage, NewsletterIndexPage
from tests.factories.home import list_under, site


def body(*blocks):
    """Return a body as the database holds it: `body(("lead", {"text": "<p>…</p>"}), …)`."""
    return json.dumps([{"type": kind, "value": value, "id": str(uuid.uuid4())} for kind, value in blocks])


def entry(text, **link):
    """Return an entry of a list, as it is stored; `link` is one of page, document, url."""
    return {"text": f"<p>{text}</p>", "link": {"page": None, "document": None, "url": "", **link}}


UNIT = {
    "unit_name": "Coordination Unit",
    "unit_name_ur": "رابطہ یونٹ",
    "ministry": "Ministry of Examples & Plans",
    "postal_address": "1 Example Road\nIslamabad",
    "linkedin_url": "https://www.linkedin.com/company/example",
    "facebook_url": "",
}


def archive(language="en"):
    """Return the archive of a language, on the site of a unit that has filled in who it is."""
    home = site()
    UnitSettings.objects.filter(unit_name=settings.WAGTAIL_SITE_NAME).update(**UNIT)
    index = list_under(home, NewsletterIndexPage)
    return index if language == "en" else index.get_translation(Locale.objects.get(language_code=language))


class IssueFactory(wagtail_factories.PageFactory):
    """A published issue in English with a little text, ready for mail."""

    class Meta:
        model = IssuePage

    parent = factory.LazyFunction(archive)
    number = factory.Sequence(lambda n: 100 + n)
    slug = factory.LazyAttribute(lambda issue: str(issue.number))
    title = factory.LazyAttribute(lambda issue: f"What the unit did, part {issue.number}")
    issue_date = datetime.date(2026, 1, 7)
    subject = factory.LazyAttribute(lambda issue: f"Newsletter {issue.number}: the year in review")
    preheader = "Five events, three provinces, and what comes next for all of us."
    body = factory.LazyFunction(lambda: body(("text", {"text": "<p>The unit met its partners.</p>"})))
