"""What beat has done and when (in UTC), and which tasks wait in the queue of what takes long."""

from typing import Any

from celery.schedules import crontab

# Neither what takes long nor what waits for others (the DNS, a full maildir) may stand where confirmations are sent.
BULK_TASKS = {
    "delivery": ("deliver", "prepare", "check_sender", "read_returns"),
    "meetings": ("send_action_digests", "send_notice"),
    "stakeholders": (
        *("check_import", "clean_up", "commit_import", "make_export", "record_asked"),
        *("refresh_engagement", "refresh_search", "search_duplicates", "undo_import"),
    ),
}


def bulk_routes() -> dict[str, dict[str, str]]:
    """Return CELERY_TASK_ROUTES: what is not named goes by the default queue, the fast one."""
    return {f"{room}.tasks.{task}": {"queue": "bulk"} for room, tasks in BULK_TASKS.items() for task in tasks}


def beat_schedule(*, reads_returns: bool) -> dict[str, dict[str, Any]]:
    """Return CELERY_BEAT_SCHEDULE. A tick that no worker took before the next one is dropped: the next does as much."""
    schedule = {
        # Finds what is due, frees what a dead worker held: losing every broker message loses nothing.
        "sweep": _every(10, "delivery.tasks.sweep"),
        # Read by /health/: says that beat, broker and a worker are all alive.
        "heartbeat": _every(10, "delivery.tasks.heartbeat"),
        # Take up what staff asked for while the broker was away, or whose worker died.
        "sweep-imports": _every(60, "stakeholders.tasks.sweep_imports"),
        "sweep-exports": _every(60, "stakeholders.tasks.sweep_exports"),
        "sweep-notices": _every(60, "meetings.tasks.sweep_notices"),
        "search-duplicates": _every(300, "stakeholders.tasks.search_duplicates"),
        # That somebody was asked is in the ledger already; here it becomes a consent record.
        "record-asked": _every(300, "stakeholders.tasks.record_asked"),
        # Who opened and clicked what, for segments that ask.
        "refresh-engagement": _every(600, "stakeholders.tasks.refresh_engagement"),
        # Asks nobody until staff switch it on: Settings → People.
        "ask-still-you": _at("stakeholders.tasks.ask_still_you", minute=41) | {"options": {"expires": 1800}},
        # No page shows them any more; staff are told, once, and a newsletter that was to carry one goes back to draft.
        "note-expired-helplines": _at("home.tasks.note_expired_helplines", minute=11),
        # The time for objections ends at midnight; whoever looks in the morning finds the minutes approved.
        "approve-minutes": _at("meetings.tasks.approve_minutes", minute=7),
        # At night in Pakistan, when nobody imports. What was kept long enough goes: docs/privacy.md.
        "clean-up": _at("stakeholders.tasks.clean_up", hour=20, minute=43),
        "ask-for-duplicates": _at("stakeholders.tasks.ask_for_duplicates", hour=21, minute=43),
        # Mends search columns that a dead process left behind.
        "refresh-search": _at("stakeholders.tasks.refresh_search", hour=22, minute=43),
        # At half past nine of the first working mornings of a month; the first of them writes to everybody.
        "send-action-digests": _at(
            "meetings.tasks.send_action_digests", hour=4, minute=29, day_of_week="1-5", day_of_month="1-7"
        ),
        # Records are changed by people far away: what was right yesterday may be gone.
        "check-sender": _at("delivery.tasks.check_sender", hour=2, minute=17),
    }
    if reads_returns:
        schedule["read-returns"] = _every(60, "delivery.tasks.read_returns")
    return schedule


def _every(seconds: int, task: str) -> dict[str, Any]:
    return {"task": task, "schedule": float(seconds), "options": {"expires": seconds}}


def _at(task: str, **when: int | str) -> dict[str, Any]:
    return {"task": task, "schedule": crontab(**when)}
