"""What /health/ready says of beat and worker, each by its own sign of life."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from activities.clock import now
from activities.models import Heartbeat
from activities.tasks import heartbeat

pytestmark = pytest.mark.django_db


def said() -> dict[str, str]:
    parts: dict[str, dict[str, Any]] = Client().get("/health/ready").json()["parts"]
    return {name: parts[name]["state"] for name in ("beat", "worker")}


def seen(**ages: int) -> None:
    for part, seconds in ages.items():
        moment = now() - timedelta(seconds=seconds)
        Heartbeat.objects.update_or_create(part=part, defaults={"seen_at": moment})


def test_beat_gives_its_sign_by_sending_and_a_worker_by_running() -> None:
    heartbeat.apply_async()
    assert set(Heartbeat.objects.values_list("part", flat=True)) == {"beat"}
    heartbeat()
    assert set(Heartbeat.objects.values_list("part", flat=True)) == {"beat", "worker"}


@pytest.mark.parametrize(
    ("ages", "expected"),
    [
        ({}, {"beat": "unknown", "worker": "unknown"}),
        ({"beat": 1, "worker": 1}, {"beat": "ok", "worker": "ok"}),
        ({"beat": 1, "worker": 300}, {"beat": "ok", "worker": "away"}),
        # Without beat nothing is sent that a worker could answer.
        ({"beat": 300, "worker": 300}, {"beat": "away", "worker": "unknown"}),
    ],
)
def test_one_may_be_away_while_the_other_lives(
    ages: dict[str, int], expected: dict[str, str]
) -> None:
    seen(**ages)
    assert said() == expected


def test_a_database_that_takes_no_rows_is_told_while_pages_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "django.core.cache.backends.db.DatabaseCache.set", lambda *_args, **_named: None
    )
    answer = Client().get("/health/ready")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert answer.json()["parts"]["database"] == {"state": "full"}
