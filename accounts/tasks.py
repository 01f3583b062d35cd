"""What is tidied in accounts; safe to run twice and in any number of workers."""

from celery import shared_task

from accounts import second_factors, sessions


@shared_task
def clear_sessions() -> int:
    """Remove sessions that ended."""
    return sessions.clear_ended()


@shared_task
def lock_second_factors_anew() -> int:
    """After a change of SECRET_KEY: what the old one locked is locked with the new one."""
    return second_factors.lock_anew()
