"""The process that embeds: no secrets, no database, no network, little memory.

`python -m matching.embedding.child` reads frames from its standard input, each a JSON list of
texts, and answers each with the vectors' bytes. It ends when its input ends, so with its parent.
"""

from __future__ import annotations

import json
import os
import resource
import struct
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import BinaryIO

HEAD = struct.Struct("<I")
LONGEST_FRAME = 16 * 1024 * 1024
MEMORY = 2 * 1024**3
# Each with texts of its own: numpy lets the other go on while it reckons, and what one text needs
# stays near its core, which one multiplication shared by two threads does not reach.
THREADS = 2


def read_frame(source: BinaryIO) -> bytes | None:
    """The next frame; None at the end of the input."""
    head = source.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    (size,) = HEAD.unpack(head)
    if size > LONGEST_FRAME:
        raise ValueError(f"a frame of {size} bytes")
    content = source.read(size)
    return content if len(content) == size else None


def frame(content: bytes) -> bytes:
    """The content with its size in front."""
    return HEAD.pack(len(content)) + content


def in_shares(texts: Sequence[str]) -> list[Sequence[str]]:
    """The texts in their order, an equal share for each thread."""
    share = max(1, -(-len(texts) // THREADS))
    return [texts[start : start + share] for start in range(0, len(texts), share)]


def lock_in() -> None:
    """From now on: no further file or connection, no larger memory, nothing written to a disk."""
    # Pages come before vectors.
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    # Input, output and errors are 0 to 2; a fourth cannot be opened, be it a file or a socket.
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))


def main() -> None:
    from matching.embedding.multilingual_e5 import MultilingualE5, model_file

    path = model_file()
    if path is None:
        sys.exit("The package of the embedding model is not installed.")
    answers = os.fdopen(os.dup(1), "wb")
    # Whatever else prints must not get between the frames.
    os.dup2(2, 1)
    model = MultilingualE5(path)
    lock_in()
    with ThreadPoolExecutor(THREADS) as threads:
        answers.write(frame(b"ready"))
        answers.flush()
        while (asked := read_frame(sys.stdin.buffer)) is not None:
            found = threads.map(model.embed, in_shares(json.loads(asked)))
            answers.write(frame(b"".join(one.astype("<f4").tobytes() for one in found)))
            answers.flush()


if __name__ == "__main__":
    main()
