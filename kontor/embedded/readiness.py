"""Waiting until everything works: as long as something moves, however slow the machine."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kontor.embedded import health
from kontor.embedded.processes import Child

# A start in which nothing moved for so long stands still.
STILL_SECONDS = 120.0
# So much processor time is a move: less is taken by whoever only asks again and again.
MOVE_SECONDS = 1.0
SAYS_EVERY = 15.0
SIGNS = ("worker", "beat")
NEEDED = ("database", "migrations", "broker")


class StandsStill(Exception):
    """Nothing moved any more; the text says what was waited for."""


@dataclass
class Readiness:
    """What is still waited for since `began` (monotonic), and when something moved last.

    `ask` is the web server's own word, `parts` are the processes that are to give their first sign.
    """

    ask: Callable[[], health.Health]
    parts: Sequence[Child]
    say: Callable[[str], None]
    began: float
    awaited: tuple[str, ...] = (*NEEDED, *SIGNS)
    heard: health.Health = field(default_factory=lambda: health.Health({}, "no answer"))
    moved_at: float = 0.0
    said_at: float = 0.0
    taken: float = 0.0

    def __post_init__(self) -> None:
        self.moved_at = self.said_at = time.monotonic()

    def reached(self) -> bool:
        """Whether all that is needed is well, and a task that was sent since then has been run."""
        self.heard = self.ask()
        since = time.monotonic() - self.began
        awaited = tuple(
            [name for name in NEEDED if not self.heard.well(name)]
            + [name for name in SIGNS if not self.heard.fresh(name, since)]
        )
        if awaited != self.awaited:
            self.awaited, self.moved_at = awaited, time.monotonic()
        return not awaited

    def look(self) -> None:
        """Say now and then what is waited for. Raises StandsStill."""
        now = time.monotonic()
        taken = sum(part.processor_seconds() for part in self.parts)
        if taken - self.taken >= MOVE_SECONDS:
            self.taken, self.moved_at = taken, now
        missing = ", ".join(self.awaited)
        if now - self.moved_at > STILL_SECONDS:
            raise StandsStill(
                f"Starting stands still: for {STILL_SECONDS:.0f} seconds nothing came of "
                f"{missing} ({self.heard})"
            )
        if now - self.said_at > SAYS_EVERY:
            self.said_at = now
            self.say(f"  still waiting for: {missing}")
