"""No process outlives the one that started it, not even after kill -9 (Linux)."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def die_with_parent(number: int = signal.SIGKILL, parent: int | None = None) -> bool:
    """Ask the kernel for signal `number` as soon as the parent of this process ends.

    `parent` is the expected parent's process id: when it ended before the request was made, this
    process ends at once. Returns False where the system knows no such request (all but Linux).
    The kernel watches the *thread* that forked, so processes are started from the main thread.
    """
    if sys.platform != "linux":
        return False
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(PR_SET_PDEATHSIG, ctypes.c_ulong(number), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) failed")
    if parent is not None and os.getppid() != parent:
        os.kill(os.getpid(), number)
    return True
