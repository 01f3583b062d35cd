"""What beat sends: each entry names a task that is there and may run twice."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as configured

from activities.clock import now
from activities.models import SubmittedForm
from activities.once import KEPT, forget_old
from kontor.celery import app

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("entry", sorted(configured.CELERY_BEAT_SCHEDULE))
def test_every_entry_of_beat_is_a_task_that_is_safe_to_run_twice(
    entry: str, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    app.loader.import_default_modules()
    task = app.tasks[settings.CELERY_BEAT_SCHEDULE[entry]["task"]]
    for _time in range(2):
        task()


def test_forms_are_forgotten_after_a_month() -> None:
    old, young = (
        SubmittedForm.objects.create(pk=uuid4(), submitted_at=now() - age).pk
        for age in (KEPT + timedelta(hours=1), KEPT - timedelta(hours=1))
    )
    assert forget_old() == 1
    assert [one.pk for one in SubmittedForm.objects.all()] == [young]
    assert old != young
