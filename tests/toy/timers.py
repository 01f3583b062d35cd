"""A toy that was wound up runs for two hours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from activities.actor import CLOCK
from activities.codes import TimerStep
from activities.timers.kinds import TimerKind
from tests.toy.codes import ToyState, ToyStep, ToyTimer
from tests.toy.locks import lock_toys
from tests.toy.models import Toy

RUNS_FOR = timedelta(hours=2)


def due(toy: Toy) -> Mapping[TimerStep, datetime]:
    return {ToyStep.RUN_DOWN: toy.since + RUNS_FOR} if toy.state == ToyState.WOUND else {}


def _locked(keys: Sequence[UUID]) -> Iterable[Toy]:
    return lock_toys(keys)


def act(toy: Toy, step: TimerStep) -> None:
    from tests.toy.actions import run_down

    run_down(actor=CLOCK, toy_id=toy.pk)


RUNNING: TimerKind[Toy] = TimerKind(
    code=ToyTimer.RUNNING,
    steps=tuple(ToyStep),
    due=due,
    locked=_locked,
    rows=lambda: (
        Toy.objects.unrestricted("the clock")
        .filter(state=ToyState.WOUND)
        .values_list("pk", flat=True)
    ),
)
