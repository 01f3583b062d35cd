"""Waiting for a condition with a limit."""

import time
from collections.abc import Callable


class TookTooLong(Exception):
    """The condition did not come true in time; the text says what was waited for."""


def nothing() -> None:
    """The default for what is looked at while waiting."""


def wait_until(
    condition: Callable[[], bool],
    what: str,
    *,
    seconds: float,
    every: float = 0.02,
    look: Callable[[], None] = nothing,
) -> None:
    """Return as soon as `condition()` is true; call `look()`, which may raise, in between.

    Raises TookTooLong naming `what` after `seconds`.
    """
    end = time.monotonic() + seconds
    while not condition():
        look()
        if time.monotonic() > end:
            raise TookTooLong(f"{what} took more than {seconds:.0f} seconds")
        time.sleep(every)
