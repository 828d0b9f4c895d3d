"""Takes the staff guide's pictures of a running demo: ``python docs/pictures.py http://localhost:8000``.

Run it on a fresh demo, with the development requirements and Chromium installed (CHROMIUM names it if it is not at
/usr/bin/chromium). At the end some messages of the demo have failed and others are uncertain, for pictures of what then
can be done: start the demo anew afterwards.
"""

import io
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from coordination_site.settings.demo import DEMO_PASSWORD

IMAGES = Path(__file__).with_name("images")
WIDTH, HEIGHT, SHOWN_WIDTH = 1280, 860, 900
COLUMN, GAP = 480, 20  # of the overview
COLOURS = 128  # a palette keeps each picture below 100 KB


def main(site: str) -> None:
    with signed_in(site) as page:
        edit = find(page, f"{site}/admin/pages/search/?q=Three+provinces+report", r"/admin/pages/\d+/edit/")
        number = edit.rstrip("/").split("/")[-2]
        take(page, f"{site}{edit}", "editor")
        take(page, f"{site}/admin/newsletters/issue/{number}/send/", "send")
        mailing = find(page, f"{site}/admin/newsletters/mailing/", r"/admin/newsletters/mailing/\d+/")
        take(page, f"{site}{mailing}", "progress")
        take(page, f"{site}{mailing}ledger/", "ledger")
        take(page, f"{site}/admin/contact/", "contacts")
        take(page, f"{site}/admin/suppression/", "suppressions")
        take(page, f"{site}/admin/demo-outbox/", "outbox")
        overview(page, site, f"{site}{mailing}")
    go_wrong(int(mailing.rstrip("/").split("/")[-1]))
    with signed_in(site) as page:
        take(page, f"{site}{mailing}uncertain/", "uncertain")
        take(page, f"{site}{mailing}follow-up/", "follow-up")


@contextmanager
def signed_in(site: str) -> Iterator[Page]:
    """Yield a page of a browser in which the administrator is signed in."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.goto(f"{site}/admin/login/")
        page.fill("input[name=username]", "admin")
        page.fill("input[name=password]", DEMO_PASSWORD)
        page.click("button[type=submit]")
        yield page
        browser.close()


def go_wrong(mailing: int) -> None:
    """Let some messages of the demo's mailing fail and others become uncertain: in the demo all goes well."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "coordination_site.settings.demo"
    django.setup()
    from delivery.enums import MessageState
    from delivery.models import Message

    pks = list(Message.objects.filter(mailing=mailing).order_by("pk").values_list("pk", flat=True)[:30])
    words = {"last_code": None, "last_reply": "The connection was cut after the text had left."}
    Message.objects.filter(pk__in=pks[:5]).update(state=MessageState.UNCERTAIN, **words)
    words = {"last_code": 550, "last_reply": "5.1.1 No such user here"}
    Message.objects.filter(pk__in=pks[5:]).update(state=MessageState.FAILED, **words)


def find(page: Page, address: str, pattern: str) -> str:
    """Return the first link of a screen whose address matches `pattern` as a whole."""
    page.goto(address)
    links = [link.get_attribute("href") or "" for link in page.locator("main a").all()]
    return next(link for link in links if re.fullmatch(pattern, link))


def overview(page: Page, site: str, mailing: str) -> None:
    """Put the README's picture together: the issue on the site, in the mail, and its mailing's progress."""
    mail = find(page, f"{site}/admin/demo-outbox/", r"/admin/demo-outbox/\d[^/]+/")
    addresses = (f"{site}/newsletters/33/", f"{site}{mail}html/", mailing)
    sheet = Image.new("RGB", (len(addresses) * (COLUMN + GAP) - GAP, COLUMN * 5 // 4), "white")
    for place, address in enumerate(addresses):
        page.set_viewport_size({"width": 720, "height": 900})
        page.goto(address, wait_until="networkidle")
        picture = Image.open(io.BytesIO(page.screenshot()))
        picture = picture.resize((COLUMN, COLUMN * 5 // 4), Image.Resampling.LANCZOS)
        sheet.paste(picture, (place * (COLUMN + GAP), 0))
    sheet.quantize(COLOURS).save(IMAGES / "overview.png", optimize=True)


def take(page: Page, address: str, name: str) -> None:
    """Keep a picture of a screen as images/<name>.png, small enough for a repository."""
    page.goto(address, wait_until="networkidle")
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture = picture.resize((SHOWN_WIDTH, HEIGHT * SHOWN_WIDTH // WIDTH), Image.Resampling.LANCZOS)
    IMAGES.mkdir(exist_ok=True)
    picture.quantize(COLOURS).save(IMAGES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
