"""The kinds of timers. Each says where it is reckoned and what is done, and nothing else does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar, cast
from uuid import UUID

from django.db import models

from activities.codes import TimerKindCode, TimerStep

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class TimerKind(Generic[Row]):
    """What may fall due of one kind of row.

    `steps` stand in their order: where several fell due, only the last is done. `due` gives the
    moment (aware) of each step that is still to come or to be done, none for a row that waits for
    nothing; it is the one place that reckons. `locked` locks rows by their keys, in the order of
    the house, and reads them; `rows` finds the keys of all that may have timers. `calendar` is
    whose working days and time zone the moments hang on.
    """

    code: TimerKindCode
    steps: tuple[TimerStep, ...]
    due: Callable[[Row], Mapping[TimerStep, datetime]]
    locked: Callable[[Sequence[UUID]], Iterable[Row]]
    rows: Callable[[], Iterable[UUID]]
    calendar: Callable[[Row], UUID | None] = lambda row: None


# Does a step, within the transaction that locked its row.
Act = Callable[[Row, TimerStep], None]


@dataclass(frozen=True)
class Registered(Generic[Row]):
    """A kind with what is done: it is reckoned by actions, and done by actions above those."""

    kind: TimerKind[Row]
    act: Act[Row]


_kinds: dict[str, Registered[models.Model]] = {}


def register(kind: TimerKind[Row], act: Act[Row]) -> None:
    """Add a kind, when an app is ready; the same one counts once. Raises ValueError for a code
    that is taken, and for steps that are not members of one enum."""
    new = cast(Registered[models.Model], Registered(kind, act))
    if _kinds.setdefault(kind.code, new) != new:
        raise ValueError(f"There is a kind of timer {kind.code!r} already.")
    if len({type(step) for step in kind.steps}) != 1:
        raise ValueError(f"The steps of {kind.code!r} are not members of one enum.")


def registered(code: str) -> Registered[models.Model]:
    """Raises LookupError for a kind that no installed app has."""
    if code not in _kinds:
        raise LookupError(f"No app has timers of the kind {code!r}.")
    return _kinds[code]


def kinds() -> list[TimerKind[models.Model]]:
    """All kinds of all installed apps."""
    return [one.kind for one in _kinds.values()]
