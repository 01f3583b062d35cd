"""Who hears of a move: each hearer that a table names, turned into what is told to whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic
from uuid import UUID

from activities.codes import Hearer, VerbCode
from activities.models import Activity
from activities.workflow import Moved, Row, Workflow
from notifications.outbox import Entry, Recipient

# What one hearer is told of the moves that name it; asked once for any number of them.
Telling = Callable[[Sequence[Moved[Row]]], Iterable[Entry]]


def _nobody_else(moved: Moved[Row]) -> Sequence[Hearer]:
    return ()


@dataclass(frozen=True)
class Hearers(Generic[Row]):
    """What is told of the moves of a workflow. `further` are hearers that a line does not name and
    that what was recorded asks for. Raises ValueError for a table that names a hearer of whom
    nothing says who that is."""

    workflow: Workflow[Row]
    tellings: Mapping[Hearer, Telling[Row]]
    further: Callable[[Moved[Row]], Sequence[Hearer]] = field(default=_nobody_else)

    def __post_init__(self) -> None:
        named = {one for line in self.workflow.lines for one in line.heard_by}
        if unknown := named - set(self.tellings):
            raise ValueError(f"{self.workflow.kind}: unknown hearers {sorted(unknown)}")

    def entries(self, moved: Sequence[Moved[Row]]) -> list[Entry]:
        """What is to be told of moves."""
        found: list[Entry] = []
        for hearer, telling in self.tellings.items():
            concerned = [one for one in moved if hearer in (*one.line.heard_by, *self.further(one))]
            if concerned:
                found.extend(telling(concerned))
        return found


_hearers: dict[str, Hearers[Any]] = {}


def register(hearers: Hearers[Row]) -> None:
    """Say who hears of the moves of a workflow; called when an app is ready. Raises ValueError
    where that is said already."""
    known = _hearers.setdefault(hearers.workflow.kind, hearers)
    if known is not hearers:
        raise ValueError(f"Who hears of {hearers.workflow.kind} is said already.")


def entries_of(moved: Sequence[Moved[Row]]) -> list[Entry]:
    """What is to be told of moves of one workflow. Raises LookupError where no app said who
    hears."""
    if not moved:
        return []
    kind = moved[0].activity.subject_kind
    if kind not in _hearers:
        raise LookupError(f"Nobody said who hears of {kind}.")
    return _hearers[kind].entries(moved)


def each(hearer: Hearer, found: Callable[[Row, Activity], Iterable[Recipient]]) -> Telling[Row]:
    """Told of each move by itself: to whom `found` says, in the words for `hearer`."""

    def telling(moved: Sequence[Moved[Row]]) -> Iterator[Entry]:
        for one in moved:
            for recipient in found(one.row, one.activity):
                yield entry(one.activity, hearer, recipient, UUID(str(one.row.pk)))

    return telling


def entry(
    activity: Activity,
    hearer: Hearer,
    recipient: Recipient,
    subject_id: UUID,
    *,
    told_as: VerbCode | None = None,
    occasion: str = "",
) -> Entry:
    """One thing to tell one recipient of what was done, in the words of its verb, or `told_as`
    another. Who hears of it for several things hears of each by an `occasion` of its own."""
    return Entry(
        kind=f"{activity.subject_kind}.{told_as or activity.verb}.{hearer}",
        recipient=recipient,
        subject_id=subject_id,
        case_id=activity.context_id,
        activity=activity,
        occasion=occasion,
    )
