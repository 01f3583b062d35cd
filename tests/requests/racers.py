"""Two processes, each with its own connection to the database, that act at the same moment."""

from __future__ import annotations

import multiprocessing
import os
import time
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import TYPE_CHECKING

from tests.patience import PATIENCE

if TYPE_CHECKING:
    from tests.requests.case import Case
    from tests.requests.races import Came

ACT_SECONDS = 60.0


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
        for line in self.lines:
            assert self._heard(line, PATIENCE) == "ready"  # type: ignore[comparison-overlap]

    def run(self, name: str, case: Case, head_starts: tuple[float, float]) -> list[Came]:
        """Both deeds of the race at once, each after its seconds; what became of each."""
        for line, seconds in zip(self.lines, head_starts, strict=True):
            line.send((name, case, seconds))
        return [self._heard(line, ACT_SECONDS) for line in self.lines]

    def _heard(self, line: Connection, seconds: float) -> Came:
        assert line.poll(seconds), f"one of the two said nothing for {seconds} s"
        heard: Came = line.recv()
        return heard

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
    from django.db import connection

    from tests.requests.races import RACES, came_of_deed

    connection.ensure_connection()
    orders.send("ready")
    while (order := orders.recv()) is not None:
        name, case, seconds = order
        barrier.wait(timeout=PATIENCE)
        time.sleep(seconds)
        orders.send(came_of_deed(case, RACES[name].deeds[side]))
    connection.close()
