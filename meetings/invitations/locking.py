"""In which order rows are locked: the meeting, a row of a round, the address, the invitation.

Locks leave the keys free (`no_key`): who only refers to a row, as a new row of a round does, waits for nobody.
"""

from meetings.models import Invitation, Meeting


def lock_meeting(pk: int) -> Meeting:
    """Return the meeting as it stands; until the transaction ends nobody else invites, notifies or answers."""
    return Meeting.objects.select_for_update(no_key=True).get(pk=pk)


def lock_invitation(pk: int) -> Invitation:
    """Return the invitation as it stands, with its address."""
    return Invitation.objects.select_for_update(of=("self",), no_key=True).select_related("address").get(pk=pk)
