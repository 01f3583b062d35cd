"""django-helpdesk beside Kontor: PEER=1 make bench-desk

Its list and its search with 100,000 tickets, on the same PostgreSQL and with the same kind of web
server (one process, four threads). Its packages lie in a folder of their own. A list is its page
and the rows that the page fetches, one after the other, as a browser waits for both.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bench.matching_at_scale import KEPT, PROJECT
from bench.serving import WebServer

PEER: Final = "django-helpdesk"
TICKETS: Final = 100_000
SITE: Final = Path(__file__).with_name("peer_site.py")
REQUIREMENTS: Final = Path(__file__).with_name("peer.txt")
# As its page asks for rows: open tickets, all tickets, and those with a word.
ROWS: Final[dict[str, dict[str, Any]]] = {
    "list": {"filtering": {"status__in": [1, 2]}},
    "list of all": {"filtering": {}},
    "search": {"filtering": {}, "search_string": "partner"},
    "search of a rare word": {"filtering": {}, "search_string": "K1180Z"},
}


@dataclass(frozen=True)
class Answer:
    """Milliseconds waited and of CPU, and bytes, of a page with its rows."""

    wall: float
    processor: float
    bytes: int


@dataclass(frozen=True)
class Peer:
    """The help desk as it serves: by name the addresses that make up each page."""

    web: WebServer
    session: str
    pages: dict[str, tuple[str, str]]

    def open(self, name: str) -> Answer:
        before, wall, size = self.web.processor(), 0.0, 0
        for address in self.pages[name]:
            status, length, took = self.web.get(address, self.session)
            if status != 200:
                raise RuntimeError(f"{PEER}, {name}: {status} at {address}")
            wall, size = wall + took, size + length
        return Answer(wall, self.web.processor() - before, size)


@contextmanager
def helpdesk() -> Iterator[Peer]:
    """Fill it, serve it, and end it."""
    from django.db import connection

    from kontor.embedded.ports import free_port

    python = _installed()
    with connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE helpdesk")
    own = connection.settings_dict
    environment = os.environ | {f"PEER_{name}": str(own[name]) for name in CONNECTION}
    del environment["DJANGO_SETTINGS_MODULE"]  # ours
    filled = subprocess.run(  # noqa: S603  our own
        [python, SITE, "fill", str(TICKETS)],
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    port = free_port()
    running = subprocess.Popen(  # noqa: S603  our own
        [python, SITE, "serve", str(port)], env=environment
    )
    try:
        web = WebServer(port, running.pid)
        web.wait("/login/")
        yield Peer(web, f"sessionid={filled.stdout.split()[-1]}", _pages())
    finally:
        running.terminate()
        running.wait()


CONNECTION: Final = ("HOST", "PORT", "USER", "PASSWORD")


def _pages() -> dict[str, tuple[str, str]]:
    found = {}
    for name, asked in ROWS.items():
        query = {"filtering_null": {}, "sorting": "created", "sortreverse": True} | asked
        coded = base64.b64encode(json.dumps(query).encode()).decode()
        rows = f"/datatables_ticket_list/{coded}?draw=1&start=0&length=25"
        word = asked.get("search_string")
        found[name] = (f"/tickets/?q={word}" if word else "/tickets/", rows)
    return found


def _installed() -> Path:
    """The interpreter with its packages."""
    folder = KEPT / "helpdesk"
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)  # noqa: S603
    options = ["--quiet", "--require-hashes", "-r", str(REQUIREMENTS)]
    command = [str(python), "-m", "pip", "install", *options]
    subprocess.run(command, check=True, cwd=PROJECT)  # noqa: S603  our own
    return python
