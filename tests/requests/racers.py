"""Two processes, each with its own connection to the database, that act at the same moment."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import TYPE_CHECKING, Any

from django.db import connection

from tests.browser.portal import wait_until
from tests.patience import PATIENCE

if TYPE_CHECKING:
    from tests.requests.case import Case
    from tests.requests.races import Came

ACT_SECONDS = 60.0


@dataclass(frozen=True)
class Order:
    """What one of the two is to do: a deed of a race, after its `seconds` behind the barrier that
    both pass at once; with neither where the other one is to come before or after it for sure."""

    name: str
    case: Case
    seconds: float | None = None
    holds: bool = False  # it is committed when that is said


def wait_until_locked_out(*backends: int, has_ended: Callable[[], bool]) -> None:
    """Until each of these connections to the database waits for what another one has locked; fails
    where one of them has ended and waited for nothing."""

    def waiting() -> bool:
        assert not has_ended(), "it waited for nothing"
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE pid = ANY(%s) AND wait_event_type = 'Lock'",
                [list(backends)],
            )
            (found,) = cursor.fetchone()
        return bool(found == len(backends))

    wait_until(waiting, f"{len(backends)} connections wait for a lock")


class Racers:
    """They stay for all rounds: only the first has to wait for Django."""

    def __init__(self, database_url: str) -> None:
        # A forked process would share this one's connection.
        context = multiprocessing.get_context("spawn")
        barrier = context.Barrier(2)
        self.lines: list[Connection] = []
        self.processes = []
        for side in (0, 1):
            ours, theirs = context.Pipe()
            process = context.Process(
                target=_act, args=(side, theirs, barrier, database_url), daemon=True
            )
            process.start()
            theirs.close()
            self.lines.append(ours)
            self.processes.append(process)
        self.backends: list[int] = [self._heard(line, PATIENCE) for line in self.lines]

    def run(self, name: str, case: Case, head_starts: tuple[float, float]) -> list[Came]:
        """Both deeds of the race at once, each after its seconds; what became of each."""
        for line, seconds in zip(self.lines, head_starts, strict=True):
            line.send(Order(name, case, seconds=seconds))
        return [self._heard(line, ACT_SECONDS) for line in self.lines]

    def run_in_order(self, name: str, case: Case, first: int) -> list[Came]:
        """The deed of `first` is done and not committed before the other one is seen to wait for
        it; what became of each."""
        ahead, behind = self.lines[first], self.lines[1 - first]
        ahead.send(Order(name, case, holds=True))
        came_first: Came = self._heard(ahead, ACT_SECONDS)
        behind.send(Order(name, case))
        wait_until_locked_out(self.backends[1 - first], has_ended=behind.poll)
        ahead.send("commit")
        came_second: Came = self._heard(behind, ACT_SECONDS)
        return [came_second, came_first] if first else [came_first, came_second]

    def _heard(self, line: Connection, seconds: float) -> Any:
        assert line.poll(seconds), f"one of the two said nothing for {seconds} s"
        return line.recv()

    def end(self) -> None:
        for line, process in zip(self.lines, self.processes, strict=True):
            if process.is_alive():
                line.send(None)
            process.join(10)
            if process.is_alive():
                process.kill()
                process.join()
            process.close()
            line.close()


def _act(side: int, orders: Connection, barrier: Barrier, database_url: str) -> None:
    """One of the two: does its side of each race that it is sent."""
    os.environ["DATABASE_URL"] = database_url
    import django

    django.setup()
    from django.db import transaction

    from tests.requests.races import RACES, came_of_deed

    connection.ensure_connection()
    orders.send(connection.connection.info.backend_pid)
    while (order := orders.recv()) is not None:
        deed = RACES[order.name].deeds[side]
        if order.seconds is not None:
            barrier.wait(timeout=PATIENCE)
            time.sleep(order.seconds)
        with transaction.atomic() if order.holds else nullcontext():
            came = came_of_deed(order.case, deed)
            orders.send(came)
            if order.holds:
                assert orders.recv() == "commit"
    connection.close()
