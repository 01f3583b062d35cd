"""Signs of life of beat and worker."""

from celery import shared_task

from activities.clock import now
from activities.models import Heartbeat


@shared_task
def heartbeat() -> None:
    """Sent by beat, run by a worker: both live."""
    for part in ("beat", "worker"):
        Heartbeat.objects.update_or_create(part=part, defaults={"seen_at": now()})
