"""transition(): the one way by which a row with a workflow changes its state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar
from uuid import UUID

from django.db import connection, models

from activities import recording
from activities.actor import Actor
from activities.errors import NoLongerPossible, NotAllowed
from activities.models import Activity

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SAME = ""


class HasState(Protocol):
    """What a row with a workflow offers."""

    pk: Any
    state: str


Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class Transition:
    """One row of a workflow table.

    `sources` are the states it leaves, `target` the state it enters (SAME: stays), `by` the
    relations that may do it, `guard` the name of a condition on the row, `waits_for` who has to
    act next (None: as before), `seen_by` whose timeline shows it, `heard_by` who gets a notice.
    """

    verb: str
    sources: tuple[str, ...]
    target: str
    by: tuple[str, ...]
    label: StrOrPromise
    guard: str = ""
    waits_for: str | None = None
    seen_by: tuple[str, ...] = ()
    heard_by: tuple[str, ...] = ()
    button: bool = True


@dataclass(frozen=True)
class Workflow(Generic[Row]):
    """A table of transitions with what it needs to know of its rows.

    `relations` tells what an actor is to a row, `guards` the named conditions, `audiences` turns
    `seen_by` into the keys that timelines are read by.
    """

    name: str
    rows: tuple[Transition, ...]
    relations: Callable[[Actor, Row], frozenset[str]]
    guards: Mapping[str, Callable[[Row], bool]]
    audiences: Callable[[Sequence[str], Row], list[str]]
    case_id: Callable[[Row], UUID]
    load: Callable[[Iterable[UUID]], Iterable[Row]]
    data: Callable[[Row], dict[str, Any]] = field(default=lambda row: {})

    def find(self, verb: str, row: Row, actor: Actor, *, as_part_of: str = "") -> Transition:
        """The transition that `actor` may take `row` through now.

        `as_part_of` names the larger action that makes this move ("request.close"). Raises
        NotAllowed when no line of the table lets this actor do it in any state, and
        NoLongerPossible when the state or a guard is against it.
        """
        mine = [line for line in self.rows if line.verb == verb]
        relations = {as_part_of} if as_part_of else self.relations(actor, row)
        permitted = [line for line in mine if relations.intersection(line.by)]
        if not permitted:
            raise NotAllowed(verb)
        why = ""
        for line in permitted:
            if state_of(row) in line.sources:
                if not line.guard or self.guards[line.guard](row):
                    return line
                why = line.guard
        latest = Activity.objects.latest_of(self.name, UUID(str(row.pk)))
        raise NoLongerPossible(verb, latest=latest, why=why)

    def verbs(
        self, row: Row, actor: Actor, held: dict[str, bool] | None = None
    ) -> list[Transition]:
        """What `actor` may do with `row` now, in the table's order: the buttons of a page.

        `held` remembers guards between calls for the same row: some ask the database.
        """
        relations = self.relations(actor, row)
        known = {} if held is None else held
        return [
            line
            for line in self.rows
            if relations.intersection(line.by)
            and state_of(row) in line.sources
            and (not line.guard or self._holds(line.guard, row, known))
        ]

    def _holds(self, guard: str, row: Row, known: dict[str, bool]) -> bool:
        if guard not in known:
            known[guard] = self.guards[guard](row)
        return known[guard]

    def permits(self, verb: str, row: Row, actor: Actor) -> bool:
        """Whether some line of the table lets this actor do `verb`, whatever the state."""
        relations = self.relations(actor, row)
        return any(line.verb == verb and relations.intersection(line.by) for line in self.rows)

    def may(self, verb: str, row: Row, actor: Actor) -> bool:
        """Whether `actor` may do `verb` with `row` now."""
        return any(line.verb == verb for line in self.verbs(row, actor))


@dataclass(frozen=True)
class Moved(Generic[Row]):
    """A row after its transition, with what was recorded."""

    row: Row
    line: Transition
    activity: Activity


def state_of(row: models.Model) -> str:
    return str(getattr(row, "state"))  # noqa: B009  typed as any model


def transition(
    workflow: Workflow[Row],
    verb: str,
    ids: Iterable[UUID],
    *,
    actor: Actor,
    as_part_of: str = "",
    change: Callable[[Row, Transition], Iterable[str]] | None = None,
    data: Mapping[str, Any] | None = None,
) -> list[Moved[Row]]:
    """Take every row of `ids` through `verb`: lock, look up, check, write state and activity.

    One lock query, one update and one insert for any number of rows; the caller is inside a
    transaction. `change(row, line)` sets further fields and returns their names. Raises NotAllowed
    or NoLongerPossible before anything is written, for all rows or none.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A transition needs the caller's transaction.")
    rows = list(workflow.load(ids))
    lines = [workflow.find(verb, row, actor, as_part_of=as_part_of) for row in rows]
    changed: set[str] = {"state"}
    activities: list[Activity] = []
    for row, line in zip(rows, lines, strict=True):
        before = state_of(row)
        # Who reads of it is decided by how the row stood: a draft's refusal stays with its side.
        audiences = workflow.audiences(line.seen_by, row)
        if line.target != SAME:
            setattr(row, "state", line.target)  # noqa: B010  typed as any model
        if change is not None:
            changed.update(change(row, line))
        activity = _activity(workflow, row, line, actor, before=before, data=data)
        activity.audiences = sorted(set(audiences))
        activities.append(activity)
    if len(rows) == 1:
        rows[0].save(update_fields=sorted(changed))
    elif rows:
        type(rows[0])._base_manager.bulk_update(rows, sorted(changed), batch_size=1000)
    saved = Activity.objects.bulk_create(activities)
    return [Moved(*parts) for parts in zip(rows, lines, saved, strict=True)]


def begin(
    workflow: Workflow[Row],
    verb: str,
    rows: Sequence[Row],
    *,
    actor: Actor,
    as_part_of: str = "",
    data: Mapping[str, Any] | None = None,
) -> list[Moved[Row]]:
    """Create rows by the table's line that starts at 'new': one insert each for rows and record."""
    moved_lines = []
    for row in rows:
        setattr(row, "state", "new")  # noqa: B010  typed as any model
        line = workflow.find(verb, row, actor, as_part_of=as_part_of)
        setattr(row, "state", line.target)  # noqa: B010
        moved_lines.append(line)
    if rows:
        type(rows[0])._base_manager.bulk_create(rows, batch_size=1000)
    activities = [
        _activity(workflow, row, line, actor, before="", data=data)
        for row, line in zip(rows, moved_lines, strict=True)
    ]
    saved = Activity.objects.bulk_create(activities)
    return [Moved(*parts) for parts in zip(rows, moved_lines, saved, strict=True)]


def remove(workflow: Workflow[Row], verb: str, row_id: UUID, *, actor: Actor) -> Activity:
    """Delete a row by the table's line that ends at 'gone'; its record stays."""
    (row,) = workflow.load([row_id])
    line = workflow.find(verb, row, actor)
    activity = _activity(workflow, row, line, actor, before=state_of(row), data=None)
    activity.to_state = line.target
    activity.save()
    row.delete()
    return activity


def _activity(
    workflow: Workflow[Row],
    row: Row,
    line: Transition,
    actor: Actor,
    *,
    before: str,
    data: Mapping[str, Any] | None,
) -> Activity:
    return recording.build(
        verb=line.verb,
        subject_kind=workflow.name,
        subject_id=UUID(str(row.pk)),
        case_id=workflow.case_id(row),
        actor=actor,
        audiences=workflow.audiences(line.seen_by, row),
        from_state=before,
        to_state=state_of(row),
        data={**workflow.data(row), **(data or {})},
    )
