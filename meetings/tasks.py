"""What workers do: ids in, one call. Doing any of them twice, late or not at all changes no outcome."""

from celery import shared_task
from django.utils import timezone

from meetings.actions import digest
from meetings.each import each
from meetings.invitations import sending
from meetings.minutes import lifecycle


@shared_task
def send_action_digests() -> None:
    """Write to everybody with open actions who was not written to this month; by beat. Bulk queue."""
    digest.send_due(now=timezone.now())


@shared_task
def send_notice(notice_id: int) -> None:
    """Send what waits of a round of mail about a meeting. Bulk queue."""
    sending.send_round(notice_id, now=timezone.now())


@shared_task
def sweep_notices() -> None:
    """Find rounds whose worker died or never heard of them; every minute by beat."""
    sending.sweep(now=timezone.now())


@shared_task
def approve_minutes() -> None:
    """Approve the minutes to which nobody objected in time."""
    now = timezone.now()
    each(lifecycle.silent(now), lambda minutes: lifecycle.approve_by_silence(minutes, now=now), what="minutes.approval")
