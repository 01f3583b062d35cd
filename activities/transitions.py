"""transition(): the one way by which a row with a workflow changes its state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
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


class Locked(Generic[Row]):
    """Rows that this transaction has locked, with the values that they were read with.

    Made by an app's `locks.py` and nowhere else, so that what was not locked does not type-check
    as what is moved.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        if not connection.in_atomic_block:
            raise RuntimeError("A lock needs the caller's transaction.")
        self._read = [(row, _values(row)) for row in rows]

    def __iter__(self) -> Iterator[Row]:
        return (row for row, _values in self._read)

    def __len__(self) -> int:
        return len(self._read)

    @property
    def row(self) -> Row:
        """The only row. Raises ValueError where there is none, or more."""
        (found,) = self
        return found

    def written(self) -> dict[frozenset[str], list[Row]]:
        """The rows by the fields in which they differ from how they were read, which they are taken
        to be read with from now on."""
        found: dict[frozenset[str], list[Row]] = {}
        for place, (row, before) in enumerate(self._read):
            after = _values(row)
            if changed := frozenset(name for name in after if after[name] != before[name]):
                found.setdefault(changed, []).append(row)
                self._read[place] = (row, after)
        return found

    def touched(self, row: Row, fields: Iterable[str]) -> set[str]:
        """Those of `fields` in which a row differs from how it was read."""
        before = next(values for one, values in self._read if one is row)
        return {name for name in fields if getattr(row, name) != before[name]}


def _values(row: models.Model) -> dict[str, object]:
    """The stored values of a row by field, those that are lists as copies."""
    return {
        one.attname: deepcopy(getattr(row, one.attname))
        for one in row._meta.concrete_fields
        if one.attname in row.__dict__
    }


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
    `seen_by` into the keys that timelines are read by, `wait` lets a row wait for whom the line
    says. The fields that it writes are `kept` from all who change rows, as is the state.
    """

    name: str
    rows: tuple[Transition, ...]
    relations: Callable[[Actor, Row], frozenset[str]]
    guards: Mapping[str, Callable[[Row], bool]]
    audiences: Callable[[Sequence[str], Row], list[str]]
    case_id: Callable[[Row], UUID]
    data: Callable[[Row], dict[str, Any]] = field(default=lambda row: {})
    wait: Callable[[Row, Transition], None] = field(default=lambda row, line: None)
    kept: frozenset[str] = frozenset()

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

    def allow(
        self, verb: str, rows: Locked[Row], actor: Actor, *, as_part_of: str = ""
    ) -> Allowed[Row]:
        """That `actor` may take all of `rows` through `verb` now, asked after their lock. Raises
        NotAllowed or NoLongerPossible as `find` does."""
        lines = tuple(self.find(verb, row, actor, as_part_of=as_part_of) for row in rows)
        return Allowed(self, verb, rows, lines, actor)

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
class Allowed(Generic[Row]):
    """What may be done: made by `Workflow.allow` from locked rows, carried out by `transition`."""

    workflow: Workflow[Row]
    verb: str
    rows: Locked[Row]
    lines: tuple[Transition, ...]
    actor: Actor

    @property
    def row(self) -> Row:
        """The only row. Raises ValueError where there is none, or more."""
        return self.rows.row

    @property
    def line(self) -> Transition:
        """The line of the only row."""
        (found,) = self.lines
        return found


@dataclass(frozen=True)
class Moved(Generic[Row]):
    """A row after its transition, with what was recorded."""

    row: Row
    line: Transition
    activity: Activity


def state_of(row: models.Model) -> str:
    return str(getattr(row, "state"))  # noqa: B009  typed as any model


# What an action changes in a row beside its state: it assigns attributes.
Change = Callable[[Row, Transition], None]


def transition(
    allowed: Allowed[Row],
    *,
    change: Change[Row] | None = None,
    data: Mapping[str, object] | None = None,
) -> list[Moved[Row]]:
    """Take rows through the verb that is allowed: state, changes, whom they wait for, the record.

    What differs from how the rows were read is written, one update for each set of fields, and one
    insert for the record. Raises RuntimeError where `change` touches the state, or whom a row waits
    for: those are the table's.
    """
    workflow, rows, actor = allowed.workflow, allowed.rows, allowed.actor
    activities: list[Activity] = []
    for row, line in zip(rows, allowed.lines, strict=True):
        before = state_of(row)
        # Who reads of it is decided by how the row stood: a draft's refusal stays with its side.
        audiences = workflow.audiences(line.seen_by, row)
        if line.target != SAME:
            setattr(row, "state", line.target)  # noqa: B010  typed as any model
        if change is not None:
            change(row, line)
            _check_kept(workflow, rows, row, line, before)
        workflow.wait(row, line)
        activity = _activity(workflow, row, line, actor, before=before, data=data)
        activity.audiences = sorted(set(audiences))
        activities.append(activity)
    _write(rows)
    saved = Activity.objects.bulk_create(activities)
    return [Moved(*parts) for parts in zip(rows, allowed.lines, saved, strict=True)]


def _check_kept(
    workflow: Workflow[Row], rows: Locked[Row], row: Row, line: Transition, before: str
) -> None:
    touched = rows.touched(row, workflow.kept)
    if touched or state_of(row) != (before if line.target == SAME else line.target):
        what = ", ".join(sorted(touched)) or "the state"
        raise RuntimeError(f"{workflow.name}.{line.verb}: {what} is the table's.")


def _write(rows: Locked[Row]) -> None:
    for fields, changed in rows.written().items():
        if len(changed) == 1:
            changed[0].save(update_fields=fields)
        else:
            type(changed[0])._base_manager.bulk_update(changed, sorted(fields), batch_size=1000)


def begin(
    workflow: Workflow[Row],
    verb: str,
    rows: Sequence[Row],
    *,
    actor: Actor,
    as_part_of: str = "",
    data: Mapping[str, object] | None = None,
) -> list[Moved[Row]]:
    """Create rows by the table's line that starts at 'new': one insert each for rows and record."""
    lines = []
    for row in rows:
        setattr(row, "state", "new")  # noqa: B010  typed as any model
        line = workflow.find(verb, row, actor, as_part_of=as_part_of)
        setattr(row, "state", line.target)  # noqa: B010
        workflow.wait(row, line)
        lines.append(line)
    if rows:
        type(rows[0])._base_manager.bulk_create(rows, batch_size=1000)
    activities = [
        _activity(workflow, row, line, actor, before="", data=data)
        for row, line in zip(rows, lines, strict=True)
    ]
    saved = Activity.objects.bulk_create(activities)
    return [Moved(*parts) for parts in zip(rows, lines, saved, strict=True)]


def remove(allowed: Allowed[Row]) -> Activity:
    """Delete a row by the table's line that ends at 'gone'; its record stays."""
    row, line = allowed.row, allowed.line
    activity = _activity(
        allowed.workflow, row, line, allowed.actor, before=state_of(row), data=None
    )
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
    data: Mapping[str, object] | None,
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
