"""Pictures of the public site, and of keeping what stands on it."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page

from docs.pictures.camera import LARGE, PHONE, TALL, browser_page, keep, side_by_side, signed_in, take

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
# name, name in Urdu, number, hours, hours in Urdu; numbers that nobody has
HELPLINES = (
    ("Example listening line", "مثالی ہیلپ لائن", "0800-00001", "Every day, 9:00 to 21:00", "ہر روز، ۹:۰۰ تا ۲۱:۰۰"),
    ("Example line for students", "طلبہ کی مثالی لائن", "0800-00002", "Monday to Friday, 9:00 to 17:00", ""),
    ("Example line of a province", "صوبے کی مثالی لائن", "0800-00003", "At any hour", "ہر وقت"),
)


def take_all(site: str) -> None:
    """Take the pictures of what readers see, and of publications, helplines, wording and translations."""
    pages = get_ready()
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
        bring(page, site)


def bring(page: Page, site: str) -> None:
    """Paste entries as somebody would, and keep the picture of what is asked before anything is saved."""
    page.goto(f"{site}/admin/publications/imports/new/")
    page.fill("textarea[name=text]", ENTRIES)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/imports/*/")
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
    put_up_helplines()
    return {
        "article": article.get_url_parts()[2],
        "publication": publication.get_url_parts()[2],
        "helplines": "/admin/helpline/",
        "safe-messaging": f"/admin/pages/{draft.pk}/edit/",
        "translations": "/admin/reports/translations/",
    }


def put_up_helplines() -> None:
    """Enter helplines: one verified today, one too long ago, one never."""
    from django.contrib.auth import get_user_model

    from home.helplines import register
    from home.models import Helpline, HelplineChannel

    now = timezone.now()
    admin = get_user_model().objects.get(username="admin")
    verified = (now, now - timedelta(days=120), None)
    for number, ((name, name_ur, call, hours, hours_ur), moment) in enumerate(zip(HELPLINES, verified, strict=True)):
        line = Helpline(name=name, name_ur=name_ur, hours=hours, hours_ur=hours_ur, sort_order=number)
        line.channels = [HelplineChannel(kind=HelplineChannel.Kind.CALL, value=call)]
        line.save()
        if moment:
            register.verify(line, seen=register.facts(line), by=admin, now=moment)
