"""A start goes on as long as something moves, says what it waits for, and stops at a fault."""

import subprocess
import sys
from pathlib import Path

import pytest

from kontor.embedded import readiness
from kontor.embedded.health import Health
from kontor.embedded.processes import Child
from kontor.embedded.readiness import Readiness, StandsStill
from tests.supervisor.kontor_run import wait_for

WELL = {"database": {"state": "ok"}, "migrations": {"state": "ok"}, "broker": {"state": "ok"}}
SIGNS = {"worker": {"state": "ok", "age": 0.0}, "beat": {"state": "ok", "age": 0.0}}


class Part(Child):
    """A program that has taken so much processor time as the test says."""

    taken = 0.0

    def __init__(self) -> None:
        super().__init__("worker", [], environment={}, folder=Path())

    def processor_seconds(self) -> float:
        return self.taken


class Start:
    """A start whose clock the test moves."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1_000.0
        monkeypatch.setattr(readiness.time, "monotonic", lambda: self.now)  # type: ignore[attr-defined]
        self.health = Health(WELL)
        self.part = Part()
        self.said: list[str] = []
        self.readiness = Readiness(
            lambda: self.health, [self.part], self.said.append, began=self.now
        )
        self.readiness.reached()

    def after(self, seconds: float, taken: float = 0.0) -> None:
        self.now += seconds
        self.part.taken += taken
        self.readiness.look()


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> Start:
    return Start(monkeypatch)


def test_a_slow_start_goes_on_as_long_as_a_part_works(begun: Start) -> None:
    for _minute in range(60):
        begun.after(60, taken=readiness.MOVE_SECONDS)
    assert not begun.readiness.reached()
    begun.health = Health(WELL | SIGNS)
    assert begun.readiness.reached()


def test_what_is_waited_for_is_said(begun: Start) -> None:
    begun.after(readiness.SAYS_EVERY)
    assert begun.said == []
    begun.after(1)
    begun.after(1)
    assert begun.said == ["  still waiting for: worker, beat"]


def test_a_start_in_which_nothing_moves_any_more_is_a_fault(begun: Start) -> None:
    # Less than a second of processor time: it only asks again and again.
    begun.after(readiness.STILL_SECONDS, taken=readiness.MOVE_SECONDS - 0.1)
    with pytest.raises(StandsStill, match="nothing came of worker, beat"):
        begun.after(1)


def test_a_first_sign_is_a_move(begun: Start) -> None:
    begun.after(readiness.STILL_SECONDS)
    begun.health = Health(WELL | {"beat": SIGNS["beat"]})
    assert not begun.readiness.reached()
    begun.after(readiness.STILL_SECONDS)
    assert begun.said[-1] == "  still waiting for: worker"


def test_the_processor_time_of_a_part_counts_its_children() -> None:
    spins = "import time\nwhile time.process_time() < 0.3: pass\ntime.sleep(60)"
    starts = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {spins!r}])"
    child = Child(
        "worker",
        [sys.executable, "-c", starts],
        environment={},
        folder=Path(),
        patience=0.0,
    )
    assert child.processor_seconds() == 0.0
    child.start()
    try:
        wait_for(lambda: child.processor_seconds() >= 0.3, "the child's work")
    finally:
        child.kill()
    assert isinstance(child.process, subprocess.Popen)
