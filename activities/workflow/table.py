"""A workflow is a table: its lines, what they are asked about a row, and what they allow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic
from uuid import UUID

from activities.actor import Actor
from activities.codes import (
    Audience,
    Hearer,
    Relation,
    State,
    SubjectKind,
    VerbCode,
)
from activities.contexts import Context
from activities.errors import NoLongerPossible, NotAllowed
from activities.queries import latest_of
from activities.workflow.locked import Locked, Row

if TYPE_CHECKING:
    from django.db.models import Model, TextChoices
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, eq=False)
class Guard(Generic[Row]):
    """A condition on a row. `asks` is said to whom it is in the way of, where that says more than
    what was done last."""

    name: str
    holds: Callable[[Row], bool]
    asks: StrOrPromise = ""


@dataclass(frozen=True)
class Transition(Generic[Row]):
    """One line of a workflow table.

    `sources` are the states it leaves, `target` the state it enters, `by` the relations that may do
    it, `guard` a condition on the row, `waits_for` who has to act next (None: as before), `seen_by`
    whose timeline shows it, `heard_by` who gets a notice.
    """

    verb: VerbCode
    sources: tuple[State, ...]
    target: State
    by: tuple[Relation, ...]
    label: StrOrPromise
    guard: Guard[Row] | None = None
    waits_for: TextChoices | None = None
    seen_by: tuple[Audience, ...] = ()
    heard_by: tuple[Hearer, ...] = ()
    button: bool = True


@dataclass(frozen=True)
class Workflow(Generic[Row]):
    """A table of transitions with what it needs to know of its rows.

    `relations` tells what an actor is to a row, `audiences` turns each `seen_by` into the keys that
    the timeline of its `context` is read by, `wait` lets a row wait for whom the line says. The
    fields that it writes are `kept` from all who change rows, as is the state. Raises ValueError
    for a line that names an audience which it does not know, or what is no verb, relation or
    hearer.
    """

    kind: SubjectKind
    lines: tuple[Transition[Row], ...]
    relations: Callable[[Actor, Row], frozenset[Relation]]
    audiences: Mapping[Audience, Callable[[Row], Iterable[str]]]
    context: Callable[[Row], Context]
    data: Callable[[Row], Mapping[str, object]] = field(default=lambda row: {})
    wait: Callable[[Row, Transition[Row]], None] = field(default=lambda row, line: None)
    kept: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for line in self.lines:
            if unknown := set(line.seen_by) - set(self.audiences):
                raise ValueError(f"{self.kind}.{line.verb}: unknown audience {sorted(unknown)}")
            for words, enum in (
                ((line.verb,), VerbCode),
                (line.by, Relation),
                (line.heard_by, Hearer),
            ):
                if strangers := [one for one in words if not isinstance(one, enum)]:
                    raise ValueError(f"{self.kind}.{line.verb}: no {enum.__name__}: {strangers}")

    def find(
        self, verb: VerbCode, row: Row, actor: Actor, *, as_part_of: Relation | None = None
    ) -> Transition[Row]:
        """The line by which `actor` may take `row` through `verb` now.

        `as_part_of` names the larger action that makes this move ("request.close"). Raises
        NotAllowed when no line of the table lets this actor do it in any state, and
        NoLongerPossible when the state or a guard is against it.
        """
        relations = {as_part_of} if as_part_of else self.relations(actor, row)
        permitted = [
            line for line in self.lines if line.verb == verb and relations.intersection(line.by)
        ]
        if not permitted:
            raise NotAllowed(verb)
        against: Guard[Row] | None = None
        for line in permitted:
            if state_of(row) in line.sources:
                if line.guard is None or line.guard.holds(row):
                    return line
                against = line.guard
        latest = latest_of(self.kind, UUID(str(row.pk)))
        raise NoLongerPossible(verb, latest=latest, guard=against)

    def allow(
        self,
        verb: VerbCode,
        rows: Locked[Row],
        actor: Actor,
        *,
        as_part_of: Relation | None = None,
    ) -> Allowed[Row]:
        """That `actor` may take all of `rows` through `verb` now, asked after their lock. Raises
        NotAllowed or NoLongerPossible as `find` does."""
        lines = tuple(self.find(verb, row, actor, as_part_of=as_part_of) for row in rows)
        return Allowed(self, verb, rows, lines, actor)

    def verbs(
        self, row: Row, actor: Actor, held: dict[Guard[Row], bool] | None = None
    ) -> list[Transition[Row]]:
        """What `actor` may do with `row` now, in the table's order: the buttons of a page.

        `held` remembers guards between calls for the same row: some ask the database.
        """
        relations = self.relations(actor, row)
        known = {} if held is None else held
        return [
            line
            for line in self.lines
            if relations.intersection(line.by)
            and state_of(row) in line.sources
            and (line.guard is None or _holds(line.guard, row, known))
        ]

    def permits(self, verb: VerbCode, row: Row, actor: Actor) -> bool:
        """Whether some line of the table lets this actor do `verb`, whatever the state."""
        relations = self.relations(actor, row)
        return any(line.verb == verb and relations.intersection(line.by) for line in self.lines)

    def readers(self, line: Transition[Row], row: Row) -> list[str]:
        """The keys of those whose timelines show a line."""
        return sorted({key for one in line.seen_by for key in self.audiences[one](row)})


def _holds(guard: Guard[Row], row: Row, known: dict[Guard[Row], bool]) -> bool:
    if guard not in known:
        known[guard] = guard.holds(row)
    return known[guard]


def state_of(row: Model) -> str:
    """The state of any row that has a workflow."""
    return str(getattr(row, "state"))  # noqa: B009  typed as any model


@dataclass(frozen=True)
class Allowed(Generic[Row]):
    """What may be done: made by `Workflow.allow` from locked rows, carried out by `transition`."""

    workflow: Workflow[Row]
    verb: VerbCode
    rows: Locked[Row]
    lines: tuple[Transition[Row], ...]
    actor: Actor

    @property
    def row(self) -> Row:
        """The only row. Raises ValueError where there is none, or more."""
        return self.rows.row

    @property
    def line(self) -> Transition[Row]:
        """The line of the only row."""
        (found,) = self.lines
        return found
