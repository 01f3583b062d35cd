"""Where the kernel cannot end children with their parent: a process that does it.

It reads lines `+ID SIGNAL` and `-ID` from a pipe that only the supervisor writes to. At the end of
the pipe the supervisor is gone, and every process group still listed gets its signal; what is left
of it three seconds later is killed.
"""

import os
import signal
import subprocess
import sys
import time
from typing import IO, cast

GRACE_SECONDS = 3.0


class Watchdog:
    """The supervisor's end of the pipe."""

    def __init__(self) -> None:
        # In a session of its own, so that no signal from a terminal ends it before us.
        self.process = subprocess.Popen(
            [sys.executable, "-S", "-E", __file__], stdin=subprocess.PIPE, start_new_session=True
        )
        self.pipe = cast(IO[bytes], self.process.stdin)

    def _tell(self, line: str) -> None:
        self.pipe.write(line.encode())
        self.pipe.flush()

    def watch(self, process: int, number: int) -> None:
        """Send `number` to the process group `process` when we are gone."""
        self._tell(f"+{process} {int(number)}\n")

    def forget(self, process: int) -> None:
        """The process ended; its number may be given to another."""
        self._tell(f"-{process}\n")

    def close(self) -> None:
        """End the watchdog; what it still watches gets its signal."""
        self.pipe.close()
        self.process.wait()


def watchdog_if_needed() -> Watchdog | None:
    """A watchdog on systems without a parent-death signal (or for its test), else None."""
    if sys.platform == "linux" and not os.environ.get("EMBEDDED_WATCHDOG"):
        return None
    return Watchdog()


def _send(process: int, number: int) -> bool:
    try:
        os.killpg(process, number)
    except ProcessLookupError:
        return False
    return True


def main() -> None:
    """Keep the list until the pipe ends, then end what is listed."""
    watched: dict[int, int] = {}
    for line in sys.stdin:
        if line.startswith("+"):
            process, number = line[1:].split()
            watched[int(process)] = int(number)
        else:
            watched.pop(int(line[1:]), None)
    left = [process for process, number in watched.items() if _send(process, number)]
    end = time.monotonic() + GRACE_SECONDS
    while left and time.monotonic() < end:
        time.sleep(0.05)
        left = [process for process in left if _send(process, 0)]
    for process in left:
        _send(process, signal.SIGKILL)


if __name__ == "__main__":
    main()
