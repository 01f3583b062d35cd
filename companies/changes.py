"""Higher apps hear that some company is new or changed, which one they find by its version; and
that two entries become one."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

_listeners: list[Callable[[], None]] = []
_movers: list[Callable[[UUID, UUID], None]] = []


def listen(listener: Callable[[], None]) -> None:
    """Call `listener` within each transaction that changes a company; it must not fail, and do no
    more than ask for work after the commit. To be called when an app is ready."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell() -> None:
    """Tell all who listen."""
    for listener in _listeners:
        listener()


def follow(mover: Callable[[UUID, UUID], None]) -> None:
    """Call `mover(company_id, into_id)` within the transaction in which one company becomes part
    of another, before either is locked; it may refuse with ValidationError. To be called when an
    app is ready."""
    if mover not in _movers:
        _movers.append(mover)


def move(company_id: UUID, into_id: UUID) -> None:
    """Let all who follow move what they keep of a company."""
    for mover in _movers:
        mover(company_id, into_id)
