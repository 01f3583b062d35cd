"""Celery's entry to the index."""

from celery import shared_task

from matching import index


@shared_task
def refresh_index() -> int:
    """Index what changed."""
    return index.refresh()
