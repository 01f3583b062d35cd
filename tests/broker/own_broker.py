"""A broker of a test's own, that it may stop, continue and kill."""

from __future__ import annotations

import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kontor.embedded import valkey
from kontor.embedded.ports import free_port
from tests.notifications.post import until
from tests.patience import PATIENCE

PASSWORD = "own"


class OwnBroker:
    """One server on one port, which keeps its port when it is started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return valkey.url(self.port, PASSWORD)

    def start(self) -> None:
        self.process = subprocess.Popen(
            valkey.server_command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            cwd=self.folder,
            text=True,
        )
        assert self.process.stdin
        self.process.stdin.write(valkey.configuration(self.port, PASSWORD, temporary=True))
        self.process.stdin.close()
        until(
            lambda: valkey.answers(self.port, PASSWORD), seconds=PATIENCE, what="the broker starts"
        )

    def stop(self) -> None:
        """It is there and says nothing."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def _signal(self, number: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(number)


@contextmanager
def silent_listener() -> Iterator[int]:
    """A port that takes connections and never answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(50)
        taken: list[socket.socket] = []

        def take() -> None:
            try:
                while True:
                    taken.append(listener.accept()[0])
            except OSError:
                for one in taken:
                    one.close()

        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        yield int(listener.getsockname()[1])
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(timeout=PATIENCE)
