"""Plants the public site: pages in both languages, the archive, and what the unit says about itself."""

import datetime
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from wagtail.models import Page, Site

from coordination_site.demo_content import earlier_issues, issue_33, pages, pictures, publications
from coordination_site.demo_content.issues import Block, short_issue, year_in_review
from coordination_site.demo_content.meetings import EVENTS
from coordination_site.demo_content.tree import Edition, Planter
from coordination_site.demo_content.words import ShortIssue, YearInReview
from home.models import ContentPage, HomePage, ProgrammePage, UnitSettings
from meetings.models import MeetingIndexPage, MeetingPage
from newsletters.models import IssuePage, NewsletterIndexPage
from publications.models import Contributor, PublicationIndexPage, PublicationPage
from stakeholders.models import Province

UNIT = {
    "unit_name": "Mental Health Strategic Planning & Coordination Unit",
    "unit_name_ur": "ذہنی صحت کی تزویراتی منصوبہ بندی اور رابطہ کاری کا یونٹ",
    "ministry": "Ministry of Planning, Development and Special Initiatives",
    "ministry_ur": "وزارتِ منصوبہ بندی، ترقی و خصوصی اقدامات",
    "sender_name": "MHSP&C Unit",
    "postal_address": "12 Example Avenue, Islamabad",
    "postal_address_ur": "۱۲ مثال ایونیو، اسلام آباد",
    "contact_email": "contact@unit.example.org",
}
ARCHIVE = (
    Edition("Newsletters", "Every issue since the first, newest on top."),
    Edition("خبرنامے", "پہلے شمارے سے آج تک، تازہ ترین سب سے اوپر۔"),
)
MEETINGS = (
    Edition("Meetings", "What lies ahead, and what was held."),
    Edition("اجلاس", "آئندہ اجلاس، اور جو ہو چکے۔"),
)
PUBLICATIONS = (
    Edition("Publications", "Papers, plans and reports of the unit and its partners."),
    Edition("مطبوعات", "یونٹ اور اس کے شراکت داروں کے مقالے، منصوبے اور رپورٹیں۔"),
)


def load_unit() -> None:
    """Fill in the unit's settings where nobody did."""
    unit = UnitSettings.for_site(Site.objects.get(is_default_site=True))
    if unit.unit_name == UNIT["unit_name"]:
        return
