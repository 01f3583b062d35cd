"""Signs of life: beat's when it sends the task, a worker's when it runs it."""

from typing import Any

from celery import shared_task
from celery.signals import before_task_publish
from django.db import close_old_connections, connection

from activities.clock import now
from activities.models import Heartbeat
from activities.once import forget_old
from activities.timers import running


@shared_task
def heartbeat() -> None:
    """Sent by beat, run by a worker."""
    _lives("worker")


@shared_task
def run_timers() -> int:
    """What fell due."""
    return running.run_due()


@shared_task
def forget_done_timers() -> int:
    """Forget timers that were done long ago."""
    return running.forget_done()


@shared_task
def forget_submitted_forms() -> int:
    """Forget which forms were carried out long ago."""
    return forget_old()


@before_task_publish.connect(sender=heartbeat.name)
def beat_lives(**_: Any) -> None:
    """Nobody but beat sends this task; it need not reach the broker. A fault is logged by Celery
    and holds nothing up."""
    if not connection.in_atomic_block:
        # Beat lives for months: what the database closed meanwhile is opened anew.
        close_old_connections()
    _lives("beat")


def _lives(part: str) -> None:
    Heartbeat.objects.update_or_create(part=part, defaults={"seen_at": now()})
