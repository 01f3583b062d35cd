"""Celery's entry to the clocks."""

from celery import shared_task

from cooperation_requests import clocks


@shared_task
def run_clocks() -> int:
    """Reminders and expiries that fell due."""
    return clocks.run_clocks()
