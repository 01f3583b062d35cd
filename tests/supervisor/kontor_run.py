"""A `make run` under observation: its output, its processes, its end."""

import http.client
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from tests.patience import PATIENCE

PROJECT = Path(__file__).resolve().parents[2]
STOP_SECONDS = 40.0
# What the supervisor must not inherit from the test run, whose servers are others.
OWN = (
    *("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DATA_DIR", "BASE_URL", "PORT", "DEMO"),
    *("ALLOWED_HOSTS", "EMAIL_URL", "EMBEDDED_WATCHDOG", "MAKEFLAGS", "MAKELEVEL"),
    *("SECRET_KEY_FALLBACKS", "TRUSTED_PROXIES"),
)


def wait_for(condition: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    """Return when the condition is true; fail naming `what` after `seconds`."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"{what} did not come true within {seconds} s"
        time.sleep(0.02)


def clean_environment(**variables: str) -> dict[str, str]:
    """The environment of a person's shell, with these variables."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in OWN and not name.startswith(("PYTEST", "COV"))
    }
    return kept | variables


def command(*words: str, typed: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command in the project's folder."""
    return subprocess.run(
        words,
        cwd=PROJECT,
        env=clean_environment(**variables),
        input=typed,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


class KontorRun:
    """A running supervisor."""

    def __init__(self, data: Path, *, words: tuple[str, ...] = (), **variables: str) -> None:
        self.data = data
        default = (sys.executable, "-m", "kontor.embedded", "--without-demo")
        self.process = subprocess.Popen(
            words or default,
            cwd=PROJECT,
            env=clean_environment(DATA_DIR=str(data), **variables),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.lines: list[str] = []
        self._coming: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as printed:
            for line in printed:
                self._coming.put(line.rstrip("\n"))
        self._coming.put(None)

    def line(self, beginning: str, seconds: float = PATIENCE) -> str:
        """The next line that begins with these words (spaces before it do not count)."""
        end = time.monotonic() + seconds
        while True:
            try:
                line = self._coming.get(timeout=max(0.01, end - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"no line {beginning!r} in {self.lines}") from None
            assert line is not None, f"ended without a line {beginning!r}: {self.lines}"
            self.lines.append(line)
            if line.strip().startswith(beginning):
                return line.strip()

    def ready(self) -> str:
        """Wait until it runs; its address."""
        return self.line("http://")

    @property
    def port(self) -> int:
        """The port of the address that it printed."""
        return int(self.lines[-1].rstrip("/").rpartition(":")[2])

    def descendants(self) -> list[psutil.Process]:
        """Every process below it."""
        if self.process.poll() is not None:
            return []
        return psutil.Process(self.process.pid).children(recursive=True)

    def part(self, name: str) -> psutil.Process:
        """The process of its own whose command line holds `name`."""
        parts = psutil.Process(self.process.pid).children()
        return next(part for part in parts if name in " ".join(part.cmdline()))

    def announced(self) -> dict[str, str]:
        """What servers.json tells other commands."""
        found: dict[str, str] = json.loads((self.data / "servers.json").read_text())
        return found

    def health(self) -> dict[str, object]:
        """The answer of /health/ready."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/health/ready", headers={"Host": "localhost"})
            answer: dict[str, object] = json.loads(connection.getresponse().read())
        finally:
            connection.close()
        return answer

    def end(self, number: int = signal.SIGTERM) -> list[str]:
        """Send the signal, wait for the end, and return the lines printed meanwhile."""
        below = self.descendants()
        if self.process.poll() is None:
            self.process.send_signal(number)
        self.process.wait(STOP_SECONDS)
        wait_for(lambda: not alive(below), "the end of all processes")
        self._reader.join(5)
        rest: list[str] = []
        while not self._coming.empty():
            line = self._coming.get()
            if line is not None:
                rest.append(line)
        self.lines += rest
        return rest

    def give_up(self) -> None:
        """Leave nothing behind, whatever the test did."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self._reader.join(10)


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those that still run; one that ended and was not yet waited for does not."""
    return [process for process in processes if _runs(process)]


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        # It ended between the two looks.
        return False
