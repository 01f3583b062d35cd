"""What is done with toys."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from activities.actor import Actor
from activities.clock import now
from activities.timers.reckoning import reckon
from activities.workflow import Transition
from activities.workflow import transition as take_through
from notifications.hearing import entries_of
from notifications.outbox import put
from tests.toy.codes import ToyVerb
from tests.toy.locks import lock_toys
from tests.toy.models import Toy
from tests.toy.timers import RUNNING
from tests.toy.workflow import TOYS


def _move(verb: ToyVerb, actor: Actor, toy_id: UUID) -> Toy:
    def change(toy: Toy, line: Transition[Toy]) -> None:
        toy.since = now()
        toy.turns += verb == ToyVerb.WIND

    moved = take_through(TOYS.allow(verb, lock_toys([toy_id]), actor), change=change)
    put(entries_of(moved))
    rows = [one.row for one in moved]
    reckon(RUNNING, rows)
    return rows[0]


@transaction.atomic
def wind(*, actor: Actor, toy_id: UUID) -> Toy:
    return _move(ToyVerb.WIND, actor, toy_id)


@transaction.atomic
def run_down(*, actor: Actor, toy_id: UUID) -> Toy:
    return _move(ToyVerb.RUN_DOWN, actor, toy_id)
