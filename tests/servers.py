"""pytest plugin: an own PostgreSQL and Valkey for the run, before Django's settings are read.

Loaded by `-p tests.servers` (pyproject.toml). Each process of pytest-xdist has its own test
database (pytest-django), its own Valkey database and its own data folder.
"""

import atexit
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kontor.embedded import servers
from kontor.embedded.folders import DataFolder
from kontor.embedded.temporary import environment_of, temporary_folder

# What a person's shell may hold must not change what is tested.
CLEARED = (
    *("DEMO", "PORT", "EMAIL_URL", "DEFAULT_FROM_EMAIL", "ALLOWED_HOSTS", "TEST_CLOCK"),
    *("STATIC_MANIFEST", "SWEEP_SECONDS", "DJANGO_SETTINGS_MODULE"),
    *("SECRET_KEY_FALLBACKS", "TRUSTED_PROXIES"),
)

running: servers.Servers | None = None
started_by = os.getpid()


def _start() -> None:
    global running
    for name in CLEARED:
        os.environ.pop(name, None)
    folder = temporary_folder()
    try:
        running = servers.start(folder, temporary=True)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    os.environ |= environment_of(running, folder)


def _separate(worker: str) -> None:
    """Give the xdist process `worker` (gw0, gw1, …) a Valkey database and a folder of its own."""
    number = int(worker.removeprefix("gw")) + 1
    address, _, _ = os.environ["REDIS_URL"].rpartition("/")
    os.environ["REDIS_URL"] = f"{address}/{number}"
    folder = Path(os.environ["DATA_DIR"]) / worker
    DataFolder(folder).make()
    os.environ["DATA_DIR"] = str(folder)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    """Start before pytest-django reads the settings; a worker inherits from its controller."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker:
        _separate(worker)
    else:
        _start()
    return (yield)


@atexit.register
def _stop() -> None:
    """Stop what this process started: at its very end, also after a failed start of pytest."""
    # A process that a test forked inherits this call, but not the servers.
    if running is not None and os.getpid() == started_by:
        running.stop()
        shutil.rmtree(running.database.folder.parent, ignore_errors=True)
