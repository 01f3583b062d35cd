"""Starts that several tests share; the data folder has a space in its name throughout."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.supervisor.kontor_run import KontorRun

Start = Callable[..., KontorRun]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder that does not exist yet."""
    return tmp_path / "data folder"


@pytest.fixture
def start() -> Iterator[Start]:
    """Start Kontor on a folder; whatever happens, it is ended."""
    runs: list[KontorRun] = []

    def start_run(folder: Path, **options: object) -> KontorRun:
        runs.append(KontorRun(folder, **options))  # type: ignore[arg-type]
        return runs[-1]

    yield start_run
    for run in runs:
        run.give_up()


@pytest.fixture(scope="module")
def occupied() -> Iterator[socket.socket]:
    """Somebody else listens on the default port."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", 8000))
        listener.listen()
    except OSError:
        # Then somebody outside this test does.
        pass
    yield listener
    listener.close()


@pytest.fixture(scope="module")
def running(
    tmp_path_factory: pytest.TempPathFactory, occupied: socket.socket
) -> Iterator[KontorRun]:
    """A Kontor that runs while the tests of a module look at it."""
    run = KontorRun(tmp_path_factory.mktemp("shared") / "data folder")
    try:
        run.ready()
        yield run
    finally:
        run.give_up()
