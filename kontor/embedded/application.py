"""Kontor's own processes: web server, worker and beat."""

import signal
import sys
from collections.abc import Mapping, Sequence

from kontor.embedded.folders import PROJECT_FOLDER, DataFolder
from kontor.embedded.processes import Child
from kontor.embedded.watchdog import Watchdog

WORKER_PROCESSES = 2


def application(
    environment: Mapping[str, str],
    folder: DataFolder,
    listening: Sequence[int],
    lock: int,
    watchdog: Watchdog | None,
) -> list[Child]:
    """Web server, worker and beat, in the order in which they start; they stop in reverse.

    `listening` are the descriptors of the sockets that the web server accepts from.
    """

    def child(
        name: str, command: list[str], *, keep_open: Sequence[int] = (), patience: float
    ) -> Child:
        return Child(
            name,
            [sys.executable, "-m", *command],
            environment=dict(environment),
            folder=PROJECT_FOLDER,
            log=folder.logs / f"{name}.log",
            stop_signal=signal.SIGTERM,
            death_signal=signal.SIGKILL,
            patience=patience,
            keep_open=(lock, *keep_open),
            watchdog=watchdog,
        )

    sockets = [word for number in listening for word in ("--descriptor", str(number))]
    celery = ["celery", "-A", "kontor"]
    worker = [
        *[*celery, "worker", "--concurrency", str(WORKER_PROCESSES), "--loglevel", "WARNING"],
        # One worker has nobody to gossip with; asking around costs a second at the start.
        *["--without-gossip", "--without-mingle", "--hostname", "kontor@localhost"],
        *["--include", "kontor.embedded.worker_children"],
    ]
    # With no file for its process number: the folder's lock already allows one beat only.
    beat = [
        *[*celery, "beat", "--loglevel", "WARNING", "--pidfile", ""],
        *["--scheduler", "kontor.embedded.prompt_beat:PromptScheduler"],
    ]
    return [
        child(
            "web",
            ["kontor.web_server", *sockets],
            keep_open=listening,
            patience=8.0,
        ),
        child("worker", worker, patience=15.0),
        child("beat", beat, patience=5.0),
    ]


def preparation(environment: Mapping[str, str], lock: int, *, demo: bool) -> Child:
    """The process that migrates, and with `demo` fills the demo; it writes to our terminal."""
    return Child(
        "preparation",
        [sys.executable, "-m", "kontor.embedded.prepare", *(["--demo"] if demo else [])],
        environment=dict(environment),
        folder=PROJECT_FOLDER,
        keep_open=(lock,),
    )
