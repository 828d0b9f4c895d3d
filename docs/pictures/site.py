"""Pictures of the public site, and of keeping what stands on it."""

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from playwright.sync_api import Page

from docs.pictures.camera import LARGE, PHONE, TALL, browser_page, keep, side_by_side, signed_in, take

if TYPE_CHECKING:
    from home.models import Helpline

# What a publisher's “Cite” buttons give, of publications that do not exist: a new one, one with trouble, one that is
# in the demo's list, and one that can't be read.
ENTRIES = """@article{example2025,
  title = {Listening first: peer support in flood-affected districts},
  author = {Raza, Sana and Example, Bilal},
  journal = {Journal of Examples in Public Health},
  year = {2025}, month = mar, volume = {3}, number = {1}, pages = {12--19}
}
@techreport{example2024,
  title = {Psychological first aid: a field review},
  author = {Iqbal, Hira and others},
  institution = {Relief Partners},
  year = {2024}, url = {ask-the-publisher}
}
@article{mhgap2025,
  title = {Supervision-based evaluation of primary healthcare workers' performance after
    mhGAP-HIG training in Pakistan},
  journal = {SSM - Mental Health},
  year = {2025}
}
@book{broken
"""
# The first of these words keep a page from being published, the second are worth a look.
LEAD = "The report counts who committed suicide, and who survived a failed suicide attempt."
QUESTION = "ذہنی صحت"
# name, name in Urdu, number, hours, hours in Urdu: all made up
HELPLINES = (
    ("Example listening line", "مثالی ہیلپ لائن", "0800-00001", "Every day, 9:00 to 21:00", "ہر روز، ۹:۰۰ تا ۲۱:۰۰"),
    ("Example line for students", "طلبہ کی مثالی لائن", "0800-00002", "Monday to Friday, 9:00 to 17:00", ""),
    ("Example line of a province", "صوبے کی مثالی لائن", "0800-00003", "At any hour", "ہر وقت"),
)


def take_all(site: str) -> None:
    """Take the pictures of what readers see, and of publications, helplines, wording and translations."""
    pages = get_ready()
    helpline = pages.pop("helpline")
    public = {name: f"{site}{pages.pop(name)}" for name in ("article", "publication")}
    with browser_page() as page:
        side_by_side(page, (f"{site}/", f"{site}/ur/"), "languages", window=(1280, 1240), column=480)
        page.set_viewport_size(TALL)
        take(page, f"{site}/", "home")
        page.set_viewport_size(LARGE)
        for name, address in public.items():
            take(page, address, name)
        page.set_viewport_size(PHONE)
        take(page, f"{site}/ur/search/?q={QUESTION}", "search")
    with signed_in(site) as page:
        for name, address in pages.items():
            take(page, f"{site}{address}", name)
        verify(page, f"{site}{helpline}")
        bring(page, site)


def verify(page: Page, helpline: str) -> None:
    """Say of a helpline that it was verified today, and keep the picture of the list that one comes back to."""
    page.goto(helpline)
    page.fill("input[name=note]", "Called at 10:15, a counsellor answered.")
    page.click("main form[method=post] button[type=submit]")
    page.wait_for_url("**/admin/helpline/")
    keep(page, "helplines")


def bring(page: Page, site: str) -> None:
    """Paste entries as somebody would, and keep the picture of what is asked before anything is saved."""
    page.goto(f"{site}/admin/publications/imports/new/")
    page.fill("textarea[name=text]", ENTRIES)
    page.click("main form button[type=submit]")
    page.wait_for_url(re.compile(r"/imports/\d+/$"))
    keep(page, "import-publications")


def get_ready() -> dict[str, str]:
    """Let happen what the pictures of the site show, and return the addresses of their pages, by name."""
    from publications.models import ArticlePage, PublicationPage

    articles = ArticlePage.objects.filter(locale__language_code="en")
    article = articles.get(slug="asking-for-help-without-shame")
    publication = PublicationPage.objects.get(slug="supervision-based-evaluation", locale__language_code="en")
    draft = articles.get(slug="two-papers-on-training")
    draft.summary = LEAD
    draft.save_revision()
    return {
        "article": article.get_url_parts()[2],
        "publication": publication.get_url_parts()[2],
        "helpline": f"/admin/helpline/verify/{put_up_helplines().pk}/",
        "safe-messaging": f"/admin/pages/{draft.pk}/edit/",
        "translations": "/admin/reports/translations/",
    }


def put_up_helplines() -> "Helpline":
    """Enter helplines, one of which was verified too long ago and none since; return the first."""
    from django.contrib.auth import get_user_model

    from home.helplines import register
    from home.models import Helpline, HelplineChannel

    lines = []
    for number, (name, name_ur, call, hours, hours_ur) in enumerate(HELPLINES):
        line = Helpline(name=name, name_ur=name_ur, hours=hours, hours_ur=hours_ur, sort_order=number)
        line.channels = [HelplineChannel(kind=HelplineChannel.Kind.CALL, value=call)]
        line.save()
        lines.append(line)
    admin = get_user_model().objects.get(username="admin")
    register.verify(lines[1], seen=register.facts(lines[1]), by=admin, now=timezone.now() - timedelta(days=120))
    return lines[0]
