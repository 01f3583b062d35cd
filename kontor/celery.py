"""The Celery application: beat sends, the worker runs; results are not kept."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, celeryd_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kontor.settings")

app = Celery("kontor")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_init.connect
@beat_init.connect
def keep_files_private(**_: Any) -> None:
    """What worker and beat write is for their own user alone."""
    os.umask(0o077)
