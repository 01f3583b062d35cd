"""What beat asks of stored files."""

from celery import shared_task

from files import actions


@shared_task
def remove_orphans() -> int:
    """Remove contents that no row knows, once a day."""
    return actions.remove_orphans()


@shared_task
def examine_some() -> int:
    """Clean a few of the files that were taken before that was done at once."""
    return actions.examine_some()
