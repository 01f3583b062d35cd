import os
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kontor.settings")
# What this process writes is for its own user alone.
os.umask(0o077)


def wait_shortly(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """A person waits for each page: who holds a row for longer is told of, instead of waited for
    (web.middleware); tasks have the patience of the settings."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '5s'")


connection_created.connect(wait_shortly)
application = get_wsgi_application()
