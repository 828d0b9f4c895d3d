"""Pictures of planning, writing and following up meetings, and of what the public sees of them."""

from datetime import timedelta

from django.utils import timezone

from docs.pictures.camera import LARGE, browser_page, keep, signed_in, take

LAST_MEETING = "mhpss-twg-fifth-meeting"
# What a picture begins with, by its name, where that is not the top of the page.
PARTS = {"notify": ".invite-plan", "attendance": ".attendance-find", "month": ".month-nav"}


def take_all(site: str) -> None:
    """Take the pictures of planning, writing and following up meetings, and of what readers see of them."""
    pages = get_ready()
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
        page.set_viewport_size(LARGE)
        for name, address in public.items():
            take(page, address, name, at=PARTS.get(name, ""))


def get_ready() -> dict[str, str]:
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
