"""Takes the staff guide's pictures of a running demo: ``python docs/pictures.py http://localhost:8000``.

``people`` or ``meetings`` after the address takes those only, for which no mailing need have been sent. Run it on a
fresh demo, with the development requirements and Chromium (CHROMIUM names it if it is not at /usr/bin/chromium).
At the end some messages of the demo have failed and others are uncertain, a list waits to be imported, somebody to be
erased and a meeting to be announced by mail, for pictures of what then can be done: start the demo anew afterwards.
"""

import io
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import django
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from coordination_site.settings.demo import DEMO_PASSWORD

IMAGES = Path(__file__).with_name("images")
WIDTH, HEIGHT, SHOWN_WIDTH = 1280, 860, 900
COLUMN, GAP = 480, 20  # of the overview
COLOURS = 96  # a palette keeps each picture below 60 KB
LAST_MEETING = "mhpss-twg-fifth-meeting"
# What a picture begins with, by its name, where that is not the top of the page.
PARTS = {"notify": ".invite-plan", "attendance": ".attendance-find", "month": ".month-nav"}
SCROLL = "element => { element.style.scrollMargin = '90px'; element.scrollIntoView({behavior: 'instant'}); }"
# A list as partners send them: of people who do not exist, with what is often wrong. Rows of the demo's own are added.
LIST = """Name,E-mail,Organisation,Post,Province,Phone
Sana Iqbal,sana.iqbal@badin.example.org,District Health Office Badin,Focal person,Sindh,0300 1230001
Dr Umar Farooq,umar.farooq@mardan.example.org,District Health Office Mardan,Medical officer,KPK,0300 1230002
Hira Baloch,hira.baloch@quetta.example.org,Provincial Health Directorate,Psychologist,Balochistan,0300 1230003
Nadia Karim,nadia.karim@relief.example.org,Relief Partners,Programme officer,Punjab,0300 1230004
Adnan Sheikh,adnan.sheikh@relief,Relief Partners,Coordinator,Punjab,0300 1230005
Bilal Ahmed,bilal.ahmed@relief.example.org,Relief Partners,Trainer,Atlantis,12
Sana Iqbal,sana.iqbal@badin.example.org,District Health Office Badin,Focal person,Sindh,0300 1230001
"""


def main(site: str, part: str = "") -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "coordination_site.settings.demo"
    django.setup()
    if part in {"", "newsletters"}:
        newsletters(site)
    if part in {"", "people"}:
        people(site, get_ready())
    if part in {"", "meetings"}:
        meetings(site)


def newsletters(site: str) -> None:
    """Take the pictures of writing, sending and following up; a mailing must have been sent."""
    with signed_in(site) as page:
        edit = find(page, f"{site}/admin/pages/search/?q=Three+provinces+report", r"/admin/pages/\d+/edit/")
        number = edit.rstrip("/").split("/")[-2]
        take(page, f"{site}{edit}", "editor")
        take(page, f"{site}/admin/newsletters/issue/{number}/send/", "send")
        mailing = find(page, f"{site}/admin/newsletters/mailing/", r"/admin/newsletters/mailing/\d+/")
        take(page, f"{site}{mailing}", "progress")
        take(page, f"{site}{mailing}ledger/", "ledger")
        take(page, f"{site}/admin/demo-outbox/", "outbox")
        overview(page, site, f"{site}{mailing}")
    go_wrong(int(mailing.rstrip("/").split("/")[-1]))
    with signed_in(site) as page:
        take(page, f"{site}{mailing}uncertain/", "uncertain")
        take(page, f"{site}{mailing}follow-up/", "follow-up")


def get_ready() -> dict[str, str]:
    """Let happen what the pictures of people show, and return the addresses of their pages, by name.

    No worker is needed: what one would do is done here.
    """
    from django.contrib.auth import get_user_model

    from delivery import suppression
    from delivery.links import PersonalLinks
    from delivery.models import Address
    from stakeholders import erasure_requests
    from stakeholders.duplicates import searching
    from stakeholders.importing import batches, checking
    from stakeholders.models import ContactAddress, Repermission, Resemblance, Segment, Topic

    now = timezone.now()
    admin = get_user_model().objects.get(username="admin")
    links = list(ContactAddress.objects.select_related("contact", "address").order_by("pk")[:300])
    stopped = next(link for link in links if suppression.check(link.address, "newsletter"))
    rows = [f"{link.contact},{link.address.email},,,,0300 123{link.pk:04d}" for link in (*links[:3], stopped)]
    data = (LIST + "\n".join(rows)).encode()
    batch = batches.upload(data=data, filename="Workshop in Lahore.csv", by=admin.pk, now=now)
    batches.start_check(batch, now=now)
    checking.check(batch.pk)

    searching.ask(by=None, now=now, whole=True)
    searching.run()
    pair = Resemblance.objects.filter(subject="contact").order_by("-score", "pk")[0]

    leaving = links[20]
    erasure_requests.ask_for_erasure(address=Address.objects.get(pk=leaving.address_id), language="en", now=now)
    question = Repermission.objects.create(
        topic=Topic.objects.all()[0],
        introduction="You are on the list that we took over in 2019. We would like to go on writing to you.",
        introduction_ur="آپ اس فہرست میں ہیں جو ہم نے ۲۰۱۹ میں سنبھالی تھی۔ ہم آپ کو لکھتے رہنا چاہتے ہیں۔",
    )
    return {
        "contacts": "/admin/contact/",
        "contact": f"/admin/contact/inspect/{links[0].contact_id}/#timeline-section",
        "export": "/admin/contact/export/",
        "import": f"/admin/people/imports/{batch.pk}/",
        "segment": f"/admin/segment/edit/{Segment.objects.order_by('name')[0].pk}/",
        "duplicates": f"/admin/duplicates/contact/{pair.first}/{pair.second}/",
        "ask": f"/admin/repermission/inspect/{question.pk}/",
        "erase": f"/admin/erasure/contact/{leaving.contact_id}/erase/",
        "list-health": "/admin/people/health/",
        "suppressions": "/admin/suppression/",
        "directory": "/directory/",
        "preferences": PersonalLinks.for_language("en").preferences_url(links[0].address_id),
    }


def people(site: str, pages: dict[str, str]) -> None:
    """Take the pictures of looking after people, and of what they see themselves."""
    public = {name: pages.pop(name) for name in ("directory", "preferences")}
    with signed_in(site) as page:
        for name, address in pages.items():
            take(page, f"{site}{address}", name)
    with browser_page() as page:
        page.set_viewport_size({"width": WIDTH * 5 // 4, "height": HEIGHT * 5 // 4})  # the whole map stands in it
        for name, address in public.items():
            take(page, address if "://" in address else f"{site}{address}", name)


def meetings(site: str) -> None:
    """Take the pictures of planning, writing and following up meetings, and of what readers see of them."""
    pages = get_meetings_ready()
    later = {name: f"{site}{pages.pop(name)}" for name in ("minutes", "differences")}
    public = {name: f"{site}{pages.pop(name)}" for name in ("month", "meeting-page", "group-page")}
    invite = f"{site}{pages.pop('invite')}"
    with signed_in(site) as page:
        for name, address in pages.items():
            take(page, f"{site}{address}", name, at=PARTS.get(name, ""))
        page.goto(invite)
        page.get_by_label("Task Team on Mental Health in Schools").check()
        page.get_by_label("MHPSS TWG").check()
        page.click("button[value=look]")
        page.wait_for_selector(".invite-plan")
        keep(page, "invite")
    circulate_again()
    with signed_in(site) as page:
        for name, address in later.items():
            take(page, address, name)
    with browser_page() as page:
        page.set_viewport_size({"width": WIDTH * 5 // 4, "height": HEIGHT * 5 // 4})
        for name, address in public.items():
            take(page, address, name, at=PARTS.get(name, ""))


def get_meetings_ready() -> dict[str, str]:
    """Let happen what the pictures of meetings show, and return the addresses of their pages, by name."""
    from django.contrib.auth import get_user_model

    from meetings.attendance import signing_in
    from meetings.enums import InviteeRole, State
    from meetings.invitations import inviting
    from meetings.invitations.people import Wishes
    from meetings.minutes import lifecycle
    from meetings.models import Meeting, WorkingGroup

    now = timezone.now()
    admin = get_user_model().objects.get(username="admin")
    group = WorkingGroup.objects.get(slug="mhpss-twg")
    ahead = group.meetings.filter(state=State.ANNOUNCED).order_by("start")[0]
    signing_in.open_until(ahead, until=now + timedelta(hours=4), by=admin, now=now)
    last = Meeting.objects.get(slug=LAST_MEETING)
    lifecycle.take_back(last.minutes, by=admin, now=now)
    national = Meeting.objects.get(slug="third-national-coordination-meeting")
    wishes = Wishes(groups=(group,))
    seen = inviting.plan(national, wishes, now=now).digest
    inviting.invite(national, wishes, role=InviteeRole.REQUIRED, seen=seen, by=admin, now=now)
    return {
        "meetings": "/admin/meetings/",
        "meeting": f"/admin/meetings/{ahead.pk}/",
        "agenda": f"/admin/meetings/{ahead.pk}/agenda/",
        "invite": f"/admin/meetings/{ahead.pk}/invitations/invite/",
        "invitations": f"/admin/meetings/{ahead.pk}/invitations/",
        "notify": f"/admin/meetings/{national.pk}/notify/",
        "attendance": f"/admin/meetings/{last.pk}/attendance/",
        "poster": f"/admin/meetings/{ahead.pk}/attendance/sign-in/poster/",
        "writing": f"/admin/meetings/{last.pk}/minutes/write/",
        "minutes": f"/admin/meetings/{last.pk}/minutes/",
        "differences": f"/admin/meetings/{last.pk}/minutes/differences/?older=1&newer=2",
        "actions": "/admin/meetings/actions/",
        "group": f"/admin/meetings/groups/{group.pk}/",
        "month": f"/meetings/{ahead.start:%Y/%m}/",
        "meeting-page": "/meetings/mhpss-twg-fourth-meeting/",
        "group-page": "/working-groups/mhpss-twg/",
    }


def circulate_again() -> None:
    """Write what its comment asks for into the minutes of the last meeting, and put them out as their next version."""
    from django.contrib.auth import get_user_model

    from meetings.minutes import lifecycle, writing
    from meetings.models import Meeting

    now = timezone.now()
    admin = get_user_model().objects.get(username="admin")
    last = Meeting.objects.get(slug=LAST_MEETING)
    item = last.items.exclude(discussion="").order_by("position")[0]
    text = f"{item.discussion} The department of the third district was in the room."
    writing.save_item(item, text=text, revision=item.revision, by=admin, now=now)
    lifecycle.circulate(last.minutes, by=admin, now=now)


@contextmanager
def browser_page() -> Iterator[Page]:
    """Yield a page of a browser that knows nobody yet."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        yield browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        browser.close()


@contextmanager
def signed_in(site: str) -> Iterator[Page]:
    """Yield a page of a browser in which the administrator is signed in."""
    with browser_page() as page:
        page.goto(f"{site}/admin/login/")
        page.fill("input[name=username]", "admin")
        page.fill("input[name=password]", DEMO_PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_url(f"{site}/admin/")
        yield page


def go_wrong(mailing: int) -> None:
    """Let some messages of the demo's mailing fail and others become uncertain: in the demo all goes well."""
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


def take(page: Page, address: str, name: str, *, at: str = "") -> None:
    """Keep a picture of a screen as images/<name>.png, from the element that the selector `at` finds downwards."""
    page.goto(address, wait_until="networkidle")
    if at:
        page.locator(at).first.evaluate(SCROLL)
    keep(page, name)


def keep(page: Page, name: str) -> None:
    """Keep a picture of what the browser shows as images/<name>.png, small enough for a repository."""
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture = picture.resize((SHOWN_WIDTH, HEIGHT * SHOWN_WIDTH // WIDTH), Image.Resampling.LANCZOS)
    IMAGES.mkdir(exist_ok=True)
    picture.quantize(COLOURS).save(IMAGES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), *sys.argv[2:3])
