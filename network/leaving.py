"""What becomes of what hangs on an organisation when it leaves the network.

`tests/life_cycle/` fails for a key to organisations that has no answer.
"""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from activities.life_cycle import LifeCycle


class Leaver(Protocol):
    """Deals with at most so many rows of an organisation that left, in a transaction of its own;
    how many. Safe twice, called until there are none."""

    def __call__(self, organisation_id: UUID, *, most: int) -> int: ...


on_leaving: LifeCycle[Leaver] = LifeCycle("leave")


def answer_for_own() -> None:
    """What stays as it is, of this app and those below; called when the app is ready."""
    on_leaving.leave("who worked there is known to have", "network.Membership.organisation")
    on_leaving.leave(
        "opened, a link asks whether the organisation takes part",
        "network.StaffInvitation.organisation",
    )
    on_leaving.leave("who follows it goes on doing so", "network.Organisation.successor")
    on_leaving.leave(
        "the record keeps who acted for whom",
        *("activities.Activity.acting_organisation_id", "activities.Activity.context_id"),
        "activities.Activity.subject_id",
    )
    on_leaving.leave("timers follow the rows that they are of", "activities.Timer.calendar_id")
    on_leaving.leave(
        "shown and sent, a notice asks whether its reader has the hat",
        *("notifications.Notice.hat_id", "notifications.Delivery.hat_id"),
    )
