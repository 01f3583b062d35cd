"""A Kontor of its own for browser tests: servers, web server, worker and beat as real processes."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from kontor.embedded import servers
from kontor.embedded.application import application
from kontor.embedded.folders import PROJECT_FOLDER, DataFolder
from kontor.embedded.ports import listen_from
from kontor.embedded.processes import Child
from tests.patience import PATIENCE
from tests.supervisor.kontor_run import clean_environment

PASSWORD = "kontor"
# Away from the ports that people use; each process of pytest-xdist searches from another one.
FIRST_PORT = 21_000

Found = TypeVar("Found")


def wait_until(
    look: Callable[[], Found | None], what: str | Callable[[], str], seconds: float = PATIENCE
) -> Found:
    """What `look` finds, as soon as it finds something; fails naming `what` after `seconds`."""
    end = time.monotonic() + seconds
    while not (found := look()):
        if time.monotonic() > end:
            raise AssertionError(
                f"not within {seconds} s: {what if isinstance(what, str) else what()}"
            )
        time.sleep(0.03)
    return found


class Portal:
    """One Kontor: own database, own broker, own data folder, own clock.

    The processes are those of `make run`; `demo` switches second factors off as there, and lets
    each answer name its templates.
    """

    def __init__(self, *, demo: bool, mail_port: int | None = None) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="kontor-browser-"))
        self.clock = self.folder / "clock"
        self.servers = servers.start(self.folder / "data", temporary=True)
        worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
        self.sockets, self.port = listen_from(FIRST_PORT + 500 * int(worker))
        self.address = f"http://localhost:{self.port}"
        self.parts: list[Child] = []
        self.environment = clean_environment(
            DATABASE_URL=self.servers.database_url,
            REDIS_URL=self.servers.redis_url,
            SECRET_KEY=self.servers.secret_key,
            DATA_DIR=str(self.folder / "data"),
            BASE_URL=self.address,
            DEMO="1" if demo else "",
            EMAIL_URL=f"smtp://127.0.0.1:{mail_port}" if mail_port else "",
            SWEEP_SECONDS="3",
            # The model would take the browser's time; what finds without it is the same everywhere.
            EMBEDDING_MODEL="none",
            TEST_CLOCK=str(self.clock),
            DJANGO_SETTINGS_MODULE="tests.browser.settings" if demo else "kontor.settings",
        )

    def set_clock(self, moment: datetime) -> None:
        """From now on it is `moment` (aware) for every process, and time goes on from there."""
        side = self.clock.with_suffix(".new")
        side.write_text(str((moment - datetime.now(UTC)).total_seconds()))
        side.replace(self.clock)

    def run(self, *words: str) -> str:
        """Run a Python module of the project in this Kontor; what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", *words],
            cwd=PROJECT_FOLDER,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def start(self) -> None:
        """Start web server, worker and beat, and wait until all of them show signs of life."""
        assert self.servers.lock is not None
        self.parts = application(
            self.environment,
            DataFolder(self.folder / "data"),
            [opened.fileno() for opened in self.sockets],
            self.servers.lock,
            None,
        )
        for part in self.parts:
            part.start()
        wait_until(lambda: self.status() == "ok", self.last_words)

    def status(self) -> str:
        """What /health/ready says of the whole; empty while nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/health/ready", headers={"Host": "localhost"})
            return str(json.loads(connection.getresponse().read()).get("status", ""))
        except (OSError, ValueError, http.client.HTTPException):
            return ""
        finally:
            connection.close()

    def last_words(self) -> str:
        """The end of each log, for a failing test."""
        return "\n".join(f"--- {part.name}\n{part.last_words(12)}" for part in self.parts)

    def logs(self) -> str:
        """Everything that the processes wrote."""
        return "\n".join(
            path.read_text(errors="replace")
            for path in sorted((self.folder / "data" / "logs").glob("*.log"))
        )

    def stop(self) -> None:
        """End everything at once and leave nothing behind: no data here outlive their test."""
        for part in reversed(self.parts):
            part.kill()
        for opened in self.sockets:
            opened.close()
        self.servers.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
