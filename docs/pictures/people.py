"""Pictures of looking after people: contacts, lists, consent, and what they see themselves."""

from django.utils import timezone

from docs.pictures.camera import LARGE, browser_page, signed_in, take

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


def take_all(site: str) -> None:
    """Take the pictures of looking after people, and of what they see themselves."""
    pages = get_ready()
    public = {name: pages.pop(name) for name in ("directory", "preferences")}
    with signed_in(site) as page:
        for name, address in pages.items():
            take(page, f"{site}{address}", name)
    with browser_page() as page:
        page.set_viewport_size(LARGE)  # the whole map stands in it
        for name, address in public.items():
            take(page, address if "://" in address else f"{site}{address}", name)


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
