"""Pictures of writing, sending and following up newsletters."""

from playwright.sync_api import Page

from docs.pictures.camera import find, side_by_side, signed_in, take


def take_all(site: str) -> None:
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


def go_wrong(mailing: int) -> None:
    """Let some messages of the demo's mailing fail and others become uncertain: in the demo all goes well."""
    from delivery.enums import MessageState
    from delivery.models import Message

    pks = list(Message.objects.filter(mailing=mailing).order_by("pk").values_list("pk", flat=True)[:30])
    words = {"last_code": None, "last_reply": "The connection was cut after the text had left."}
    Message.objects.filter(pk__in=pks[:5]).update(state=MessageState.UNCERTAIN, **words)
    words = {"last_code": 550, "last_reply": "5.1.1 No such user here"}
    Message.objects.filter(pk__in=pks[5:]).update(state=MessageState.FAILED, **words)


def overview(page: Page, site: str, mailing: str) -> None:
    """Put the README's picture together: the issue on the site, in the mail, and its mailing's progress."""
    mail = find(page, f"{site}/admin/demo-outbox/", r"/admin/demo-outbox/\d[^/]+/")
    addresses = (f"{site}/newsletters/33/", f"{site}{mail}html/", mailing)
    side_by_side(page, addresses, "overview", window=(720, 900), column=480)
