"""Gunicorn's settings below the supervisor; where it listens comes with the command line."""

from typing import Any

from kontor.embedded.parent_death import die_with_parent

wsgi_app = "kontor.wsgi:application"
worker_class = "gthread"
workers = 2
threads = 4
# One load of the application for both workers halves the start.
preload_app = True
timeout = 60
graceful_timeout = 5
# Gunicorn's remote control would leave a socket in the home folder.
control_socket_disable = True


def post_fork(server: Any, worker: Any) -> None:
    """A web worker gets SIGKILL when gunicorn's own process is gone."""
    die_with_parent(parent=server.pid)
