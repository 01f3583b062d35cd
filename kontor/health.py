"""/health/live and /health/ready: states and ages, no names of anything else."""

from __future__ import annotations

import socket
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from activities.clock import now
from activities.models import Heartbeat
from activities.timers.running import state_of_timers
from web.middleware import can_write
from web.pages import before_second_factor

# Beat sends a sign of life every 10 seconds at the most.
OLD_SECONDS = 60


@before_second_factor
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """The web process answers."""
    return JsonResponse({"status": "ok"})


@before_second_factor
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """503 without database or with migrations missing; else 200, 'degraded' if a part is away or
    the database takes no rows."""
    parts: dict[str, dict[str, Any]] = {
        "database": {"state": "ok"},
        "migrations": {"state": "ok"},
        "broker": {"state": "ok" if _broker_answers() else "away"},
        "worker": {"state": "unknown", "age": None},
        "beat": {"state": "unknown", "age": None},
    }
    try:
        connection.ensure_connection()
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            parts["migrations"]["state"] = "missing"
        else:
            for beat in Heartbeat.objects.filter(part__in=["worker", "beat"]):
                age = max(0.0, (now() - beat.seen_at).total_seconds())
                state = "ok" if age < OLD_SECONDS else "away"
                parts[beat.part] = {"state": state, "age": round(age, 1)}
            parts["timers"] = state_of_timers()
            if not can_write():
                parts["database"]["state"] = "full"
            if parts["beat"]["state"] == "away":
                # Without beat nothing is sent for a worker to answer.
                parts["worker"]["state"] = "unknown"
    except DatabaseError:
        parts["database"]["state"] = "away"
        parts["migrations"]["state"] = "unknown"
    needed = {parts["database"]["state"], parts["migrations"]["state"]}
    if needed & {"away", "missing", "unknown"}:
        return JsonResponse({"status": "unavailable", "parts": parts}, status=503)
    fine = all(part["state"] == "ok" for part in parts.values())
    return JsonResponse({"status": "ok" if fine else "degraded", "parts": parts})


def _broker_answers() -> bool:
    """Whether the broker answers a PING within 0.3 s, with or without log-in."""
    address = urlsplit(settings.CELERY_BROKER_URL)
    try:
        with socket.create_connection(
            (address.hostname or "localhost", address.port or 6379), timeout=0.3
        ) as stream:
            stream.settimeout(0.3)
            stream.sendall(b"PING\r\n")
            return bool(stream.recv(8))
    except OSError:
        return False
