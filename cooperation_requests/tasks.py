"""Celery's entries to what happens by itself."""

from celery import shared_task

from cooperation_requests import clocks, pointing_out


@shared_task
def run_clocks() -> int:
    """Reminders and expiries that fell due."""
    return clocks.run_clocks()


@shared_task
def point_out() -> int:
    """Companies that are new or changed, where they fit."""
    return pointing_out.point_out()
