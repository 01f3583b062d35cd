"""Why an action did not happen. Nothing was changed when one of these is raised."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from activities.models import Activity


class ActionRefused(Exception):
    """The base of both refusals below."""


class NotAllowed(ActionRefused):
    """The actor may see the row but may not do this with it."""


class NoLongerPossible(ActionRefused):
    """The row has moved on (someone was faster) or a guard does not hold.

    `latest` is the last thing recorded of the row, to tell the reader what was done; `why` is the
    code of the guard that failed, empty when it was the state.
    """

    def __init__(self, verb: str, *, latest: Activity | None = None, why: str = "") -> None:
        super().__init__(f"{verb} is no longer possible")
        self.verb = verb
        self.latest = latest
        self.why = why
