"""Noticing that `make` was told to stop, of which it tells its recipes only TERM."""

import signal
import sys
from pathlib import Path

STOPPING = (signal.SIGHUP, signal.SIGINT)


class Make:
    """The `make` above the supervisor.

    GNU make passes on SIGTERM, but after SIGINT or SIGHUP it waits for its recipe and leaves it to
    the terminal to signal that too. When only make got the signal, nobody would ever stop. It
    gives up its own handler at that moment, which the kernel shows. (Linux; elsewhere a terminal
    signals the whole group, which is the usual case.)
    """

    def __init__(self, process: int) -> None:
        self.status = Path(f"/proc/{process}/status")
        self.handled_before = self._handled()

    def _handled(self) -> int:
        if sys.platform != "linux":
            return 0
        try:
            lines = self.status.read_text().splitlines()
        except OSError:
            return 0
        caught = next((line for line in lines if line.startswith("SigCgt:")), "SigCgt:\t0")
        return int(caught.split()[1], 16)

    def told_to_stop(self) -> bool:
        """Whether make has had SIGINT or SIGHUP since we began."""
        given_up = self.handled_before & ~self._handled()
        return any(given_up & (1 << (number - 1)) for number in STOPPING)
