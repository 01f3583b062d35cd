import os
from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

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


class WithoutBodyOfHead:
    """Django leaves it to the server to send no body where a HEAD asks for none, and waitress sends
    what it is given. Whoever reads further on that connection, as proxies that keep one open for
    many people do, would take the body for the answer to what somebody else asked."""

    def __init__(self, application: WSGIApplication) -> None:
        self.application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answer = self.application(environ, start_response)
        if environ["REQUEST_METHOD"] != "HEAD":
            return answer
        if close := getattr(answer, "close", None):
            close()
        return []


application = WithoutBodyOfHead(get_wsgi_application())
