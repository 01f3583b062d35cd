"""The Celery application: beat sends, the worker runs; results are not kept."""

import os
from typing import Any

from celery import Celery
from celery.signals import import_modules

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kontor.settings")

app = Celery("kontor")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@import_modules.connect
def keep_files_private(**_: Any) -> None:
    """What worker and beat write is for their own user alone; they begin by loading the tasks."""
    os.umask(0o077)
