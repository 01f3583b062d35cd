"""Servers for the length of one command: python -m kontor.embedded --temporary -- COMMAND…"""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from kontor.embedded import servers
from kontor.embedded.folders import DataFolder
from kontor.embedded.processes import LAUNCH
from kontor.embedded.running import is_locked

PREFIX = "kontor-temporary-"


def temporary_folder() -> Path:
    """Make a new temporary folder; one whose owner was killed and whose servers ended goes."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        folder = DataFolder(left)
        # Without a lock file it may be one that is just being made.
        if folder.lock.exists() and left.stat().st_uid == os.geteuid() and not is_locked(folder):
            shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=PREFIX))


def environment_of(started: servers.Servers, folder: Path) -> dict[str, str]:
    """The variables with which a process uses temporary servers; nothing of the demo."""
    return {
        "DATABASE_URL": started.database_url,
        "REDIS_URL": started.redis_url,
        "SECRET_KEY": secrets.token_urlsafe(48),
        "DATA_DIR": str(folder),
        "BASE_URL": "http://localhost:8000",
        # Nobody answers there: no mail leaves a command or a test by mistake.
        "EMAIL_URL": "smtp://127.0.0.1:1",
        "DEFAULT_FROM_EMAIL": "Kontor <kontor@kontor.example>",
    }


@contextmanager
def temporary_servers(look: Callable[[], None]) -> Iterator[dict[str, str]]:
    """Servers in a temporary folder, which is removed at the end; yields their variables."""
    folder = temporary_folder()
    try:
        started = servers.start(folder, temporary=True, look=look)
        try:
            yield environment_of(started, folder)
        finally:
            started.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run_with_servers(command: list[str]) -> int:
    """Run the command with temporary servers; its exit status (128 + signal when one ended it)."""
    running: subprocess.Popen[bytes] | None = None
    asked: list[int] = []

    def pass_on(number: int, frame: FrameType | None) -> None:
        asked.append(number)
        # A Ctrl-C of the terminal reaches the command by itself.
        if running is not None and number != signal.SIGINT:
            running.send_signal(number)

    def look() -> None:
        if asked:
            raise InterruptedError

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, pass_on)
    launch = [sys.executable, "-S", "-E", str(LAUNCH), str(int(signal.SIGTERM)), str(os.getpid())]
    try:
        with temporary_servers(look) as variables:
            look()
            running = subprocess.Popen(
                [*launch, "-", "-", *command], env={**os.environ, **variables}
            )
            status = running.wait()
    except InterruptedError:
        return 128 + asked[0]
    return status if status >= 0 else 128 - status
