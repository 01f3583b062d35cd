"""How a second process finds a running Kontor: the lock that it holds and the file it keeps."""

import fcntl
import json
import os
import time
from pathlib import Path

from kontor.embedded.folders import DataFolder, give_to_owner_of_folder, write_private

# A reader of the lock holds it for a blink; processes of a killed supervisor for a moment longer.
BLINK_SECONDS = 0.5
ENDING_SECONDS = 30.0


class AlreadyRunning(Exception):
    """Another supervisor holds the folder; `process` is its id (0 when unknown)."""

    def __init__(self, process: int) -> None:
        super().__init__(process)
        self.process = process


def take_lock(folder: DataFolder) -> int:
    """Take the folder's lock and return its open descriptor, which every child inherits.

    As all children hold the same lock, it is free only when the last of them has ended: after
    kill -9 of a supervisor this waits for its servers (up to ENDING_SECONDS).

    Raises AlreadyRunning when a living supervisor holds it.
    """
    descriptor = os.open(folder.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    give_to_owner_of_folder(folder.lock)
    began = time.monotonic()
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = _holder(descriptor)
            waited = time.monotonic() - began
            if waited > ENDING_SECONDS or (waited > BLINK_SECONDS and _alive(holder)):
                os.close(descriptor)
                raise AlreadyRunning(holder) from None
            time.sleep(0.05)
        else:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
            return descriptor


def _holder(descriptor: int) -> int:
    written = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip()
    return int(written) if written.isdigit() else 0


def _alive(process: int) -> bool:
    if process == 0:
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def is_locked(folder: DataFolder) -> bool:
    """Whether a supervisor, or what it started, holds the folder now."""
    try:
        descriptor = os.open(folder.lock, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def announce(folder: DataFolder, environment: dict[str, str]) -> None:
    """Write what a command in the same folder needs to reach the servers (file mode 0600)."""
    write_private(folder.servers, json.dumps(environment, indent=1) + "\n")


def withdraw(folder: DataFolder) -> None:
    """Remove the announcement."""
    folder.servers.unlink(missing_ok=True)


def running_environment(path: Path) -> dict[str, str]:
    """The variables of the Kontor that runs on the data folder `path`; empty without one.

    A file left behind by a supervisor that was killed does not count: nobody holds its lock.
    """
    folder = DataFolder(path)
    try:
        found = json.loads(folder.servers.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict) or not is_locked(folder):
        return {}
    return {str(name): str(value) for name, value in found.items()}
