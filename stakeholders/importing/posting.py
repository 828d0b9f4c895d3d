"""Writing posts: a move ends one and begins another, and nothing that was true is written over."""

import datetime

from django.db import connection

from delivery import bulk
from stakeholders.importing.planning import TODAY
from stakeholders.importing.steps import Step
from stakeholders.importing.world import World
from stakeholders.models import Affiliation

DAY = datetime.timedelta(days=1)


def post(steps: list[Step], world: World, *, today: datetime.date) -> None:
    """Open, close and complete the posts that the plans of `steps` name."""
    opened, closed, completed = [], [], []
    for step in steps:
        if wanted := step.changes.get("post"):
            start = _start(wanted["starts"], today)
            organisation, designation = wanted["organisation"], wanted["designation"]
            stored = connection.ops.adapt_datefield_value(start)
            opened.append((step.contact, organisation, designation, stored))
            step.undo["post"] = [organisation, designation]
            if leaves := wanted.get("closes"):
                before = next(held for held in world.contacts[step.contact].posts if held.pk == leaves)
                closed.append((max((start or today) - DAY, before.start or datetime.date.min), leaves))
                step.undo["closed"] = leaves
        if "filled" in step.changes:
            pk, designation = step.undo["filled"] = step.changes["filled"]
            completed.append((designation, pk))
    bulk.Table(Affiliation(), ["contact_id", "organisation_id", "designation", "start"]).insert(opened)
    bulk.update(Affiliation, ["end"], closed)
    bulk.update(Affiliation, ["designation"], completed)


def _start(written: str, today: datetime.date) -> datetime.date | None:
    """Return the day on which a post began, as a plan has it."""
    if written == TODAY:
        return today
    return datetime.date.fromisoformat(written) if written else None
