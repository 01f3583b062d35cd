"""Doing what fell due: claimed in batches, each row in a transaction of its own.

Two workers never have the same timer: a claim is a lease, taken with SKIP LOCKED. What a worker
left when it died is taken up when its lease is over; then the row itself says, under its lock,
whether the step is still to be done.
"""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, models, transaction

from activities.clock import now
from activities.errors import ActionRefused
from activities.models import Timer
from activities.timers.kinds import Registered, Row, kinds, registered
from activities.timers.reckoning import reckon, reckon_calendar

logger = logging.getLogger(__name__)

BATCH = 25
LEASE = timedelta(minutes=2)
FIRST_PAUSE = timedelta(minutes=1)
LAST_PAUSE = timedelta(hours=6)
# A run ends by itself before its task's limit does.
LONGEST_RUN_SECONDS = 100
# From so many tries on a timer counts as failing; what is late for so long, as behind.
FAILING_AFTER = 3
BEHIND_AFTER = timedelta(minutes=15)
KEPT_WHEN_DONE = timedelta(days=90)

AWAY = (OperationalError, InterfaceError)  # the database


def run_due() -> int:
    """Do what fell due, the earliest first; the number of things done."""
    ends = time.monotonic() + LONGEST_RUN_SECONDS
    done = 0
    while time.monotonic() < ends and (claimed := _claim()):
        for timer in claimed:
            done += _run(timer)
    return done


def _claim() -> list[Timer]:
    """Take up to BATCH timers for the time of a lease. Of one row only the first that is due is
    taken: with it the last is done."""
    earlier = Timer.objects.filter(
        kind=models.OuterRef("kind"),
        subject_id=models.OuterRef("subject_id"),
        done_at__isnull=True,
        due_at__lt=models.OuterRef("due_at"),
    )
    with transaction.atomic():
        due = (
            Timer.objects.filter(
                ~models.Exists(earlier),
                kind__in=_installed(),
                done_at__isnull=True,
                due_at__lte=now(),
                try_at__lte=now(),
            )
            .order_by("try_at", "pk")
            .select_for_update(of=("self",), skip_locked=True)[:BATCH]
        )
        claimed = list(due)
        for timer in claimed:
            timer.attempts += 1
            timer.try_at = now() + LEASE
        Timer.objects.bulk_update(claimed, ["attempts", "try_at"])
    return claimed


def _installed() -> list[str]:
    """The kinds that somebody can act on: those of an app that is gone are left alone."""
    return [Timer.CALENDAR, *(kind.code for kind in kinds())]


def _run(timer: Timer) -> bool:
    try:
        if timer.kind == Timer.CALENDAR:
            reckon_calendar(timer.subject_id)
            _ours(timer).update(done_at=now(), fault="")
            return False
        with transaction.atomic():
            return _act(registered(timer.kind), timer.subject_id)
    except AWAY as fault:
        # A lock that was not had, or a query that took too long, is one row's fault.
        if not connection.is_usable():
            raise
        logger.warning("timer %s of %s %s: %s", timer.step, timer.kind, timer.subject_id, fault)
        _put_off(timer, type(fault).__name__)
    except ActionRefused:
        # Its row says that the step is due, and its table that it is not possible: a fault of ours.
        logger.exception("timer %s of %s %s was refused", timer.step, timer.kind, timer.subject_id)
        _put_off(timer, "refused")
    except Exception as fault:
        # One row's fault must not stop the timers of all others.
        logger.exception("timer %s of %s %s failed", timer.step, timer.kind, timer.subject_id)
        _put_off(timer, type(fault).__name__)
    return False


def _act(one: Registered[Row], subject_id: UUID) -> bool:
    """Do the last step that is due of one row, as it is now, under its lock; whether one was."""
    kind = one.kind
    row = next(iter(kind.locked([subject_id])), None)
    timers = Timer.objects.filter(kind=kind.code, subject_id=subject_id, done_at__isnull=True)
    if row is None:
        timers.delete()
        return False
    due = kind.due(row)
    passed = [step for step in kind.steps if step in due and due[step] <= now()]
    if not passed:
        reckon(kind, [row])
        return False
    timers.filter(step__in=passed).update(done_at=now(), fault="")
    one.act(row, passed[-1])
    return True


def _put_off(timer: Timer, fault: str) -> None:
    # Ten doublings are beyond the last pause.
    pause = min(FIRST_PAUSE * 2 ** min(max(timer.attempts - 1, 0), 10), LAST_PAUSE)
    _ours(timer).update(try_at=now() + pause, fault=fault[:60])


def _ours(timer: Timer) -> models.QuerySet[Timer]:
    """The row, while nobody else has claimed it or reckoned it anew."""
    return Timer.objects.filter(pk=timer.pk, attempts=timer.attempts, done_at__isnull=True)


def state_of_timers() -> dict[str, object]:
    """For health: whether some fail again and again, or nothing was done for a while."""
    waiting = Timer.objects.filter(done_at__isnull=True, kind__in=_installed())
    failing = waiting.filter(attempts__gte=FAILING_AFTER).exclude(fault="").count()
    if failing:
        return {"state": "failing", "failing": failing}
    behind = waiting.filter(due_at__lt=now() - BEHIND_AFTER, fault="").exists()
    return {"state": "behind" if behind else "ok", "failing": 0}


def forget_done() -> int:
    """Forget timers that were done long ago: what was done is in the record."""
    return Timer.objects.filter(done_at__lt=now() - KEPT_WHEN_DONE).delete()[0]
