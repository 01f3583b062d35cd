"""Whether the disk has room for what the parts write."""

import shutil
from pathlib import Path

MEGABYTE = 1024 * 1024
# Twice what a first start with the demo wrote (94 MB), and with how little nothing goes on.
AT_FIRST = 200 * MEGABYTE
LEAST = 32 * MEGABYTE


class NoRoom(Exception):
    """The disk is full, or too full to begin; the text says which and how much is needed."""


def is_left(folder: Path) -> bool:
    """Whether the disk of `folder` has room to go on."""
    return shutil.disk_usage(folder).free >= LEAST


def check(folder: Path, *, own_servers: bool) -> None:
    """Raise NoRoom where a start on this folder would end for want of room; with servers of the
    person's own the database lies elsewhere."""
    is_first = not own_servers and not (folder / "postgresql").exists()
    needed = AT_FIRST if is_first else LEAST
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise NoRoom(
            f"Kontor needs {needed // MEGABYTE} MB of room in {folder}; "
            f"there are {free // MEGABYTE} MB"
        )
