"""Higher apps hear that some company is new or changed, which one they find by its version; and
that two entries become one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol
from uuid import UUID

_listeners: list[Callable[[], None]] = []


class Mover(Protocol):
    """Moves what an app keeps of a company to the one that it becomes part of. With `waits` false
    it takes a lock at once or refuses with NoLongerPossible: rows are locked out of order then."""

    def __call__(self, company_id: UUID, into_id: UUID, *, waits: bool) -> None: ...


_movers: list[Mover] = []


def listen(listener: Callable[[], None]) -> None:
    """Call `listener` within each transaction that changes a company; it must not fail, and do no
    more than ask for work after the commit. To be called when an app is ready."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell() -> None:
    """Tell all who listen."""
    for listener in _listeners:
        listener()


def follow(mover: Mover) -> None:
    """Call `mover` within the transaction in which one company becomes part of another, before
    either is locked, and once more after that for what came between; it may refuse with
    ValidationError. To be called when an app is ready."""
    if mover not in _movers:
        _movers.append(mover)


def carry_over(company_id: UUID, into_id: UUID, *, waits: bool) -> None:
    """Let all who follow carry over what they keep of a company."""
    for mover in _movers:
        mover(company_id, into_id, waits=waits)
