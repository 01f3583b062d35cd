"""Higher apps hear that some company is new or changed; which one they find by its version."""

from __future__ import annotations

from collections.abc import Callable

_listeners: list[Callable[[], None]] = []


def listen(listener: Callable[[], None]) -> None:
    """Call `listener` within each transaction that changes a company; it must not fail, and do no
    more than ask for work after the commit. To be called when an app is ready."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell() -> None:
    """Tell all who listen."""
    for listener in _listeners:
        listener()
