"""What waits for somebody: every app says what of its rows does, one union shows it.

A kind of duty gives a query with common columns, for one hat, and words for those of its rows that
are shown. So that no app forgets whom it may show a row to, its query begins at `visible_to`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast
from uuid import UUID

from django.db import models
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Cast

from activities.actor import Actor
from activities.codes import DutyCode

COLUMNS = ("duty_kind", "pk", "duty_since", "duty_due_on", "duty_late_from", "duty_owner")
Row = TypeVar("Row", bound=models.Model)


class DutyRow(NamedTuple):
    """What the union gives of one: which row of which kind, since when it waits and until when,
    and whose it is (None: the desk's)."""

    kind: str
    id: UUID
    since: datetime | None
    due_on: date | None
    late_from: datetime | None
    owner: UUID | None


@dataclass(frozen=True)
class DutyWords:
    """What is shown of a duty: what is to do, about what, who is waited for by it, and where. What
    strangers typed, for whom no agency vouches, is `for_the_portal` alone: no mail carries it."""

    what: str
    about: str
    who: str
    url: str
    reference: str = ""
    for_the_portal: bool = False


@dataclass(frozen=True)
class Duty:
    """A row of the union with its words."""

    row: DutyRow
    words: DutyWords


# Rows in the common columns.
if TYPE_CHECKING:
    DutyRows = QuerySet[models.Model, tuple[object, ...]]
else:
    DutyRows = QuerySet
# The rows of one kind that wait for an actor; None where there can be none.
Rows = Callable[[Actor], DutyRows | None]
# The words of these rows, by their keys; of one that is gone meanwhile there are none.
Words = Callable[[Actor, Sequence[UUID]], Mapping[UUID, DutyWords]]


@dataclass(frozen=True)
class DutyKind:
    """One kind of duty of one app."""

    code: DutyCode
    rows: Rows
    words: Words


_kinds: dict[str, DutyKind] = {}


def register(*kinds: DutyKind) -> None:
    """Add kinds, when an app is ready; the same one counts once. Raises ValueError for a code
    that is taken."""
    for kind in kinds:
        if _kinds.setdefault(kind.code, kind) != kind:
            raise ValueError(f"There is a kind of duty {kind.code!r} already.")


def kinds() -> list[DutyKind]:
    """All kinds of all installed apps."""
    return list(_kinds.values())


def columns(
    rows: QuerySet[Row],
    code: DutyCode,
    *,
    since: str,
    due_on: str | None = None,
    late_from: str | None = None,
    owner: str | None = None,
) -> DutyRows:
    """The common columns of a kind's rows, from these fields of theirs."""

    def of(field: str | None, kind: models.Field) -> models.expressions.Combinable:  # type: ignore[type-arg]
        return F(field) if field else Cast(Value(None), kind)

    found = rows.order_by().annotate(
        duty_kind=Cast(Value(str(code)), models.CharField()),
        duty_since=of(since, models.DateTimeField()),
        duty_due_on=of(due_on, models.DateField()),
        duty_late_from=of(late_from, models.DateTimeField()),
        duty_owner=of(owner, models.UUIDField()),
    )
    return cast(DutyRows, found.values_list(*COLUMNS))


def waiting_for(actor: Actor) -> DutyRows | None:
    """All that waits for one hat: first what is late longest, then what is due soonest, then what
    waits longest. None where no app has anything for such a hat."""
    parts = [found for kind in kinds() if (found := kind.rows(actor)) is not None]
    if not parts:
        return None
    first, *others = parts
    union = first.union(*others, all=True) if others else first
    return union.order_by("duty_late_from", "duty_since", "duty_kind", "pk")


def rows_of(found: Iterable[tuple[object, ...]]) -> list[DutyRow]:
    """Rows of the union, by the names of their columns."""
    return [DutyRow(*cast("tuple[str, UUID, None, None, None, None]", one)) for one in found]


def in_words(actor: Actor, rows: Sequence[DutyRow]) -> list[Duty]:
    """These rows with what is shown of them, in their order; one reading for each kind."""
    said: dict[tuple[str, UUID], DutyWords] = {}
    for code, kind in _kinds.items():
        if keys := [row.id for row in rows if row.kind == code]:
            said |= {(code, key): words for key, words in kind.words(actor, keys).items()}
    return [Duty(row, said[row.kind, row.id]) for row in rows if (row.kind, row.id) in said]


def duties(actor: Actor, most: int) -> list[Duty]:
    """The first `most` things that wait for one hat."""
    found = waiting_for(actor)
    return [] if found is None else in_words(actor, rows_of(found[:most]))
