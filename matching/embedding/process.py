"""The parent's side of the embedding child: started when first needed, restarted when it died."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.embedding.child import HEAD, frame
from matching.embedding.errors import EmbeddingDied, EmbeddingUnavailable

PROJECT = Path(__file__).resolve().parents[2]
START_SECONDS = 60.0
SECONDS_A_TEXT = 10.0
ENVIRONMENT = {
    "PATH": os.defpath,
    # The child has threads of its own.
    "OPENBLAS_NUM_THREADS": "1",
}


class EmbeddingProcess:
    """One child that embeds texts; safe to use from several threads, one at a time."""

    def __init__(self, module: str = "matching.embedding.child") -> None:
        self.module = module
        self.child: subprocess.Popen[bytes] | None = None
        self.owner = 0
        self.lock = threading.Lock()

    def vectors(self, texts: Sequence[str], dimensions: int) -> NDArray[np.float32]:
        """Vectors of shape (texts, dimensions).

        Raises EmbeddingUnavailable when no child can be started, and EmbeddingDied when it died
        or took too long over these texts; the next call starts another.
        """
        with self.lock:
            child = self._running()
            try:
                self._send(child, frame(json.dumps(list(texts)).encode()))
                answer = self._answer(child, SECONDS_A_TEXT * max(1, len(texts)))
            except (OSError, EmbeddingDied) as fault:
                self._end()
                raise EmbeddingDied(str(fault)) from fault
            found = np.frombuffer(answer, "<f4")
            if found.size != len(texts) * dimensions:
                self._end()
                raise EmbeddingDied("an answer of another size")
            return found.reshape(len(texts), dimensions)

    def stop(self) -> None:
        """End the child, if there is one."""
        with self.lock:
            self._end()

    def _running(self) -> subprocess.Popen[bytes]:
        # A process that was forked from one that embeds has no share in that one's child.
        if self.owner != os.getpid():
            self.child, self.owner = None, os.getpid()
        if self.child is not None and self.child.poll() is None:
            return self.child
        self._end()
        try:
            self.child = subprocess.Popen(
                [sys.executable, "-m", self.module],
                cwd=PROJECT,
                # Nothing of the parent's environment: it holds secrets and addresses.
                env=ENVIRONMENT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                close_fds=True,
            )
            if self._answer(self.child, START_SECONDS) != b"ready":
                raise EmbeddingDied("no greeting")
        except (OSError, EmbeddingDied) as fault:
            self._end()
            raise EmbeddingUnavailable(f"the embedding process does not start: {fault}") from fault
        return self.child

    @staticmethod
    def _send(child: subprocess.Popen[bytes], content: bytes) -> None:
        if child.stdin is None:
            raise EmbeddingDied("no pipe")
        rest = memoryview(content)
        while rest:
            rest = rest[child.stdin.write(rest) or 0 :]

    @staticmethod
    def _answer(child: subprocess.Popen[bytes], seconds: float) -> bytes:
        if child.stdout is None:
            raise EmbeddingDied("no pipe")
        end = time.monotonic() + seconds
        got = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(child.stdout, selectors.EVENT_READ)
            while True:
                if len(got) >= HEAD.size:
                    (size,) = HEAD.unpack(got[: HEAD.size])
                    if len(got) >= HEAD.size + size:
                        return bytes(got[HEAD.size : HEAD.size + size])
                left = end - time.monotonic()
                if left <= 0 or not selector.select(left):
                    raise EmbeddingDied(f"no answer within {seconds:.0f} s")
                more = os.read(child.stdout.fileno(), 1 << 20)
                if not more:
                    raise EmbeddingDied("it ended")
                got += more

    def _end(self) -> None:
        child, self.child = self.child, None
        if child is None or self.owner != os.getpid():
            return
        child.kill()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        child.wait()
