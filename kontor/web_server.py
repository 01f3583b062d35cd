"""The web server: python -m kontor.web_server [--listen HOST:PORT | --descriptor N …].

Waitress reads a request whole before a thread serves it, so that whoever sends slowly holds no
thread, and refuses a body that is too large before it reads it. Several processes share what they
listen on; when one of them ends, all do, for whoever started them to start again
(docs/decisions/web-server.md).
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import sys
from types import FrameType

from kontor.embedded.parent_death import die_with_parent

# Held open at once; the file descriptors of a process must allow it.
CONNECTIONS = 800
# Without a byte in either direction for so long, a connection is closed.
SILENT_SECONDS = 60


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m kontor.web_server")
    place = parser.add_mutually_exclusive_group()
    place.add_argument("--listen", default="127.0.0.1:8000", metavar="HOST:PORT")
    place.add_argument(
        "--descriptor", type=int, action="append", metavar="N", help="a socket that listens already"
    )
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--threads", type=int, default=4, help="of each process")
    return parser.parse_args()


def listening(asked: argparse.Namespace) -> list[socket.socket]:
    """The sockets to accept from."""
    if asked.descriptor:
        return [socket.socket(fileno=number) for number in asked.descriptor]
    host, _colon, port = asked.listen.rpartition(":")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return [socket.create_server((host.strip("[]"), int(port)), family=family, backlog=1024)]


class Processes:
    """This process and its copies; each serves, and none outlives the first."""

    def __init__(self) -> None:
        self.copies: list[int] = []
        self.failed = False

    def copy(self, number: int) -> None:
        """Fork until `number` processes run; returns in each of them."""
        first = os.getpid()
        for _copy in range(number - 1):
            made = os.fork()
            if made == 0:
                self.copies = []
                die_with_parent(signal.SIGTERM, first)
                break
            self.copies.append(made)
        signal.signal(signal.SIGTERM, self._end)
        signal.signal(signal.SIGINT, self._end)
        if self.copies:
            signal.signal(signal.SIGCHLD, self._one_ended)

    def _end(self, number: int, frame: FrameType | None) -> None:
        """Asked to stop: waitress lets running requests end."""
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        raise SystemExit

    def _one_ended(self, number: int, frame: FrameType | None) -> None:
        """A child ended: a copy, or only one that read a file."""
        ended = [one for one in self.copies if os.waitpid(one, os.WNOHANG)[0]]
        if ended:
            self.copies = [one for one in self.copies if one not in ended]
            self.failed = True
            self._end(number, frame)

    def join(self) -> None:
        """After serving: end the copies and leave."""
        for process in self.copies:
            try:
                os.kill(process, signal.SIGTERM)
                os.waitpid(process, 0)
            except (ProcessLookupError, ChildProcessError):
                continue
        sys.exit(1 if self.failed else 0)


def main() -> None:
    """Load the application once, then serve in all processes."""
    asked = options()
    sockets = listening(asked)
    from django.conf import settings
    from waitress import serve

    from kontor.wsgi import application

    processes = Processes()
    processes.copy(asked.processes)
    try:
        serve(
            application,
            sockets=sockets,
            threads=asked.threads,
            ident=None,
            max_request_body_size=settings.LARGEST_BODY,
            connection_limit=CONNECTIONS,
            channel_timeout=SILENT_SECONDS,
            asyncore_use_poll=True,
            # How many of X-Forwarded-For can be trusted, TRUSTED_PROXIES says.
            clear_untrusted_proxy_headers=False,
            _quiet=True,
        )
    except SystemExit:
        pass
    processes.join()


if __name__ == "__main__":
    main()
