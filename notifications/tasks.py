"""Celery's entry to delivery: nudged after a commit, swept by beat."""

from celery import shared_task

from notifications.delivery import deliver_due


@shared_task
def deliver() -> int:
    """Send what is due."""
    return deliver_due()
