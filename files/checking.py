"""Which files are taken: content, extension and sent type agree, and nothing in them acts."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import BinaryIO, Final

from django.core.files.base import File

from files import kinds
from files.errors import FileRefused, NotSendable, Reason
from files.process import examine_in_child

MAXIMUM_SIZE: Final = 10 * 1024 * 1024  # bytes, each file
MAXIMUM_TOTAL: Final = 50 * 1024 * 1024  # bytes, all files of one side in a case
MAXIMUM_NAME: Final = 255

_MEGABYTE: Final = 1024 * 1024
_BIDI_MARKS: Final = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F))


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that may be stored: its content, what it truly is, and its clean copy.

    `uncleanable` says why it has none; then it stays with its own side.
    """

    content: bytes
    media_type: str
    extension: str
    name: str
    clean: bytes | None = None
    uncleanable: FileRefused | None = None

    @property
    def size(self) -> int:
        """Bytes that count: its own or its clean copy's, as `StoredFile.weight` has it."""
        return max(len(self.content), len(self.clean or b""))


def check(upload: File[bytes] | BinaryIO, name: str, sent_type: str) -> CheckedFile:
    """Return the file if it may be stored, with its clean copy.

    `sent_type` is the media type that the browser named. The content is read in a child that may
    take a while, so never call this inside a transaction. Raises `FileRefused` with a message for
    the person who sent it.
    """
    content = _read(upload)
    tidy_name = tidy(name)
    kind = kinds.BY_EXTENSION.get(_extension(tidy_name))
    if kind is None:
        raise FileRefused(Reason.KIND, extensions=", ".join(kinds.ACCEPTED_EXTENSIONS))
    claimed = sent_type.split(";")[0].strip().lower()
    agrees = claimed in kinds.NO_CLAIM or claimed == kind.media_type
    if not agrees and claimed not in kind.also_sent_as:
        raise FileRefused(Reason.DISAGREES, extension=kind.extensions[0])
    found = examine_in_child(content, kind.media_type)
    return CheckedFile(
        content,
        kind.media_type,
        kind.extensions[0],
        tidy_name,
        found.clean,
        found.uncleanable,
    )


def check_for_others(upload: File[bytes] | BinaryIO, name: str, sent_type: str) -> CheckedFile:
    """Return the file if it may be stored and sent to another side.

    As `check`; raises `NotSendable` too, where the file cannot be cleaned.
    """
    checked = check(upload, name, sent_type)
    if checked.uncleanable is not None:
        raise NotSendable(checked.name, checked.uncleanable)
    return checked


def check_total(present: int, added: int) -> None:
    """Refuse (`FileRefused`) what would bring one side's files above 50 MB; both in bytes."""
    if present + added > MAXIMUM_TOTAL:
        raise FileRefused(Reason.TOTAL, limit=MAXIMUM_TOTAL // _MEGABYTE)


def tidy(name: str) -> str:
    """Return a sender's file name without folders, control and direction marks; it may be ''."""
    last = re.split(r"[/\\]", name[:4_096])[-1].translate(_BIDI_MARKS)
    kept = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C").strip()
    if len(kept) <= MAXIMUM_NAME:
        return kept
    extension = _extension(kept)[:8]
    return f"{kept[: MAXIMUM_NAME - len(extension) - 1]}.{extension}"


def _read(upload: File[bytes] | BinaryIO) -> bytes:
    size = getattr(upload, "size", None)
    content = b"" if size is not None and size > MAXIMUM_SIZE else upload.read(MAXIMUM_SIZE + 1)
    if (size is not None and size > MAXIMUM_SIZE) or len(content) > MAXIMUM_SIZE:
        raise FileRefused(Reason.SIZE, limit=MAXIMUM_SIZE // _MEGABYTE)
    if not content:
        raise FileRefused(Reason.EMPTY)
    return content


def _extension(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""
