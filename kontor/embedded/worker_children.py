"""Loaded into the Celery worker (`--include`): its pool processes end with it."""

from typing import Any

from celery.signals import worker_process_init

from kontor.embedded.parent_death import die_with_parent


@worker_process_init.connect
def end_with_the_worker(**_: Any) -> None:
    """A pool process gets SIGKILL when the worker is gone."""
    die_with_parent()
