"""What a run sends: a real issue of about 60 KB, whose text names its edition, so that the server knows it again."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.utils import timezone

from delivery import addresses, mailings
from delivery.models import Mailing
from newsletters import sending
from newsletters.compose import compose
from newsletters.models import IssuePage
from tests.chaos.apps import AUDIENCE
from tests.factories.newsletters import IssueFactory, body

APPROVED, EDITED = "a99f0bed00000001", "ed17ed0000000002"
PURPOSE = "newsletter"
_STAFF = "chaos"
_PARAGRAPHS = 60  # of about half a kilobyte, in both parts


def set_up(readers: int) -> None:
    """Fill a new database: staff, an issue, and so many addresses."""
    get_user_model().objects.create(username=_STAFF)
    IssueFactory(number=33, body=_body(APPROVED))
    addresses.get_or_create_many(f"reader-{number}@example.org" for number in range(1, readers + 1))


def staff() -> AbstractUser:
    """Who approves, pauses and resumes."""
    user: AbstractUser = get_user_model().objects.get(username=_STAFF)
    return user


def approved_mailing() -> Mailing:
    """The issue's mailing, approved for everybody."""
    issue, by = IssuePage.objects.get(), staff()
    mailing = mailings.draft(
        purpose=PURPOSE,
        title="Newsletter 33",
        origin=sending.origin_of(issue),
        default_language="en",
        from_name="Coordination Unit",
        by=by,
    )
    mailings.set_audience(mailing, audience={"resolver": AUDIENCE}, words="Everybody", by=by)
    mailings.approve(mailing, by=by, contents={"en": compose(issue)}, now=timezone.now())
    return mailing


def edit_the_issue() -> None:
    """What an author does who edits and publishes."""
    issue = IssuePage.objects.get()
    issue.body = _body(EDITED)
    issue.save_revision(user=staff()).publish()


def _body(edition: str) -> str:
    paragraph = "Partners from three provinces agreed on the next steps and named a focal point for each of them. " * 5
    blocks = [("text", {"text": f"<p>Edition {edition}</p>"})]
    return body(*blocks, *[("text", {"text": f"<p>{paragraph}</p>"})] * _PARAGRAPHS)
