"""The parent's side of the child that reads files: one child a file, ended if it takes too long."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from files.errors import FileRefused, Reason

PROJECT: Final = Path(__file__).resolve().parents[1]
SECONDS: Final = 40.0  # of the wall's clock, for a child that waits for a processor
AT_ONCE: Final = 2  # children of one process: each may take `files.child.MEMORY`
# So long a thread waits for a place: slow files must not hold the threads that serve.
PATIENCE: Final = 3.0
# Whose file took longer rests for so many times as long, a company whichever of its people sent it:
# one holds a place a third of the time.
LONG: Final = 3.0
RESTS: Final = 2.0
# All whom no agency vouches for are one person here: a stranger is as many as it has addresses.
STRANGERS: Final = "strangers"
# They rest as long as one's file took, less than its sender: in between another's turn comes.
STRANGERS_REST: Final = 1.0
ENVIRONMENT: Final = {"PATH": os.defpath}


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found: the clean content, or why there is none."""

    clean: bytes | None
    uncleanable: FileRefused | None = None


# The sides whose files are being looked at: one has one place, and leaves one to others.
_examining: list[str] = []
_waiting: list[str] = []
_rests: dict[str, float] = {}
_changed = threading.Condition()
# For whom somebody sends files: `rule(key of a person)`, empty where no agency vouches for them.
SideOf = Callable[[str], str]
_sides: list[SideOf] = []


def sides_are(rule: SideOf) -> None:
    """Say for whom people send files: a company is one, however many accounts it has. To be called
    when an app is ready."""
    if rule not in _sides:
        _sides.append(rule)


@contextmanager
def _place_of(person: str) -> Iterator[None]:
    """A place, soon or never: whoever waits holds a thread that serves, so that one waits alone."""
    holder = next(filter(None, (rule(person) for rule in _sides)), STRANGERS) if person else ""

    def in_vain() -> bool:
        """Whose own file is looked at, or took long just now."""
        rest = max(_rests.get(person, 0.0), _rests.get(holder, 0.0))
        return bool(holder) and (holder in _examining or rest > time.monotonic())

    def free() -> bool:
        return len(_examining) < AT_ONCE

    with _changed:
        # Whoever waits comes first, also where a place has just come free.
        if in_vain() or _waiting:
            raise FileRefused(Reason.BUSY)
        if not free():
            _waiting.append(holder)
            try:
                found = _changed.wait_for(lambda: free() or in_vain(), PATIENCE)
            finally:
                _waiting.remove(holder)
            # Another file of the same person may have begun meanwhile.
            if not found or in_vain():
                raise FileRefused(Reason.BUSY)
        _examining.append(holder)
    begun = time.monotonic()
    try:
        yield
    finally:
        ended = time.monotonic()
        with _changed:
            _examining.remove(holder)
            for one in [one for one, until in _rests.items() if until <= ended]:
                del _rests[one]
            if ended - begun > LONG:
                _rests[person] = ended + RESTS * (ended - begun)
                times = STRANGERS_REST if holder == STRANGERS else RESTS
                _rests[holder] = ended + times * (ended - begun)
            _changed.notify_all()


def examine_in_child(content: bytes, media_type: str, module: str = "files.child") -> Examination:
    """Check and clean a file in a process of its own, with limits of memory and time.

    Never inside a transaction: it may take `SECONDS`. Raises `FileRefused` if the file may not be
    stored, also when the child died over it, took too long, or no place was free.
    """
    from web.typed_text import typing_person  # Django's, which the child does without

    with _place_of(typing_person.get()):
        return _examine(content, media_type, module)


def _examine(content: bytes, media_type: str, module: str) -> Examination:
    try:
        done = subprocess.run(
            [sys.executable, "-m", module],
            cwd=PROJECT,
            # Nothing of the parent's environment: it holds secrets and addresses.
            env=ENVIRONMENT,
            input=json.dumps({"media_type": media_type}).encode() + b"\n" + content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise FileRefused(Reason.TOO_COSTLY) from late
    except OSError as fault:
        raise FileRefused(Reason.BUSY) from fault
    if done.returncode != 0:
        raise FileRefused(Reason.TOO_COSTLY)
    head, _line, clean = done.stdout.partition(b"\n")
    try:
        said = json.loads(head)
    except ValueError as cut:
        raise FileRefused(Reason.TOO_COSTLY) from cut
    if "refused" in said:
        raise FileRefused(Reason(said["refused"]), **said["details"])
    if "uncleanable" in said:
        return Examination(None, FileRefused(Reason(said["uncleanable"]), **said["details"]))
    return Examination(clean)
