"""Celery's entries to what happens by itself."""

from celery import shared_task

from cooperation_requests import pointing_out
from matching.tasks import alone_with

POINTING_OUT_LOCK = 0x6B6F6E746F73


@shared_task
def point_out() -> int:
    """Companies that are new or changed, where they fit."""
    with alone_with(POINTING_OUT_LOCK) as alone:
        return pointing_out.point_out() if alone else 0
