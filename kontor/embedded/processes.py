"""A child process: started so that it cannot be orphaned, watched, stopped with patience."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from kontor.embedded.folders import give_to_owner_of_folder
from kontor.embedded.identity import Identity
from kontor.embedded.watchdog import Watchdog

LAUNCH = Path(__file__).with_name("launch.py")
LOG_LIMIT = 5_000_000  # bytes; a longer log starts anew at the next start


class Child:
    """One program below the supervisor; `start` may be called again after it ended."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        environment: dict[str, str],
        folder: Path,
        log: Path | None = None,
        identity: Identity | None = None,
        configuration: str | None = None,
        stop_signal: int = signal.SIGTERM,
        death_signal: int = signal.SIGKILL,
        patience: float = 10.0,
        keep_open: Sequence[int] = (),
        watchdog: Watchdog | None = None,
    ) -> None:
        """Describe the program.

        `configuration` is written to its standard input; `stop_signal` ends it in order,
        `death_signal` is what it gets when the supervisor is gone; after `patience` seconds its
        whole process group is killed; descriptors in `keep_open` are inherited; without `log` it
        writes to our terminal.
        """
        self.name = name
        self.command = list(command)
        self.environment = environment
        self.folder = folder
        self.log = log
        self.identity = identity or Identity()
        self.configuration = configuration
        self.stop_signal = stop_signal
        self.death_signal = death_signal
        self.patience = patience
        self.keep_open = tuple(keep_open)
        self.watchdog = watchdog
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the program in a session of its own, where no Ctrl-C of the terminal reaches it."""
        user, group = self.identity.user, self.identity.group
        launch = [
            *[sys.executable, "-S", "-E", str(LAUNCH), str(int(self.death_signal))],
            *[str(os.getpid()), "-" if user is None else str(user)],
            *["-" if group is None else str(group), *self.identity.prefix],
        ]
        output = self._open_log()
        try:
            self.process = subprocess.Popen(
                [*launch, *self.command],
                env=self.environment,
                cwd=self.folder,
                stdin=subprocess.DEVNULL if self.configuration is None else subprocess.PIPE,
                stdout=output,
                stderr=None if output is None else subprocess.STDOUT,
                start_new_session=True,
                pass_fds=self.keep_open,
            )
        finally:
            if output is not None:
                os.close(output)
        if self.watchdog is not None:
            self.watchdog.watch(self.process.pid, self.death_signal)
        if self.process.stdin is not None:
            self.process.stdin.write((self.configuration or "").encode())
            self.process.stdin.close()

    def _open_log(self) -> int | None:
        if self.log is None:
            return None
        too_long = self.log.exists() and self.log.stat().st_size > LOG_LIMIT
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | (os.O_TRUNC if too_long else 0)
        descriptor = os.open(self.log, flags, 0o600)
        give_to_owner_of_folder(self.log)
        return descriptor

    @property
    def running(self) -> bool:
        """Whether the program was started and has not ended."""
        return self.process is not None and self.process.poll() is None

    @property
    def exit_status(self) -> int | None:
        """The exit status, negative for a signal; None while it runs."""
        return None if self.process is None else self.process.poll()

    def processor_seconds(self) -> float:
        """Processor time that the program and its children have taken; 0 where the system does not
        tell it (proc(5), stat: fields 5 and 14 to 17)."""
        ticks = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                values = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it ended just now
            if self.process is not None and int(values[2]) == self.process.pid:
                ticks += sum(map(int, values[11:15]))
        return ticks / os.sysconf("SC_CLK_TCK")

    def send(self, number: int) -> None:
        """Send a signal to the whole process group, for instance SIGSTOP and SIGCONT."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, number)

    def kill(self) -> None:
        """End the program and what it started at once."""
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self._ended()

    def stop(self, patience: float | None = None) -> None:
        """End the program in order; kill its group when that takes too long."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(self.stop_signal)
            try:
                self.process.wait(self.patience if patience is None else patience)
            except subprocess.TimeoutExpired:
                pass
        # Also what a program that ended left of its group.
        self.kill()

    def _ended(self) -> None:
        if self.process is not None:
            self.process.wait()
            if self.watchdog is not None:
                self.watchdog.forget(self.process.pid)

    def last_words(self, lines: int = 15) -> str:
        """The end of the log, for a message."""
        if self.log is None or not self.log.exists():
            return ""
        with self.log.open("rb") as file:
            file.seek(max(0, self.log.stat().st_size - 20_000))
            text = file.read().decode("utf-8", "replace")
        return "\n".join(text.splitlines()[-lines:])
