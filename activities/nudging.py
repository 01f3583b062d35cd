"""Asking a worker to do now what beat would let it do soon."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

if TYPE_CHECKING:
    from celery import Task

logger = logging.getLogger(__name__)

# After a nudge that found no broker none is tried for so long.
REST_SECONDS = 15.0
_resting_until = 0.0


@dataclass(frozen=True)
class Nudge:
    """Sends a task without arguments: at most half a second, never raises; a sweep by beat finds
    what the nudge lost."""

    task: Task[..., Any]

    def __call__(self) -> None:
        global _resting_until
        if time.monotonic() < _resting_until:
            return
        try:
            with self.task.app.connection_for_write(
                transport_options=settings.NUDGE_TRANSPORT_OPTIONS
            ) as connection:
                self.task.apply_async(  # type: ignore[call-arg]  # of kombu, says the stub
                    connection=connection, retry=False, expires=60
                )
        except Exception as fault:  # whatever it is, the sweep follows
            _resting_until = time.monotonic() + REST_SECONDS
            logger.warning("broker not reached, the sweep follows: %s", type(fault).__name__)


def nudge_after_commit(task: Task[..., Any]) -> None:
    """Once per transaction and task, ask a worker to run it now."""
    nudge = Nudge(task)
    if any(call[1] == nudge for call in transaction.get_connection().run_on_commit):
        return
    transaction.on_commit(nudge)
