"""Zip archives (the outside of office documents), read and written with limits."""

import io
import zipfile
from typing import Final

from files.errors import FileRefused, Reason
from files.limits import Budget

MAXIMUM_MEMBERS: Final = 3_000
MAXIMUM_RATIO: Final = 250  # unpacked to packed; ordinary documents stay below 50
_SMALL: Final = 1024 * 1024  # bytes, below which the ratio says nothing
_ENCRYPTED: Final = 0x1
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def read_archive(content: bytes, budget: Budget) -> dict[str, bytes]:
    """Return the members of an archive by name, in its order.

    Raises `FileRefused` when it is damaged, encrypted, holds a name twice (in whatever case, as
    programs read it) or one that leads out of it or is written with backslashes, or would grow
    beyond the limits; nothing is unpacked before the sizes are known.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _check_entries(entries, len(content), budget)
            return {entry.filename: archive.read(entry) for entry in entries}
    except FileRefused:
        raise
    except Exception as error:  # zipfile raises a dozen kinds on hostile bytes
        raise FileRefused(Reason.DAMAGED) from error


def write_archive(members: dict[str, bytes], *, stored: frozenset[str] = frozenset()) -> bytes:
    """Return an archive of the members, without dates, comments or extra fields."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return target.getvalue()


def _check_entries(entries: list[zipfile.ZipInfo], packed: int, budget: Budget) -> None:
    # What was written is compared, not what zipfile makes of it: it cuts names at a zero.
    names = [entry.orig_filename.lower() for entry in entries]
    if len(set(names)) != len(names) or any(_leads_out(name) for name in names):
        raise FileRefused(Reason.DAMAGED)
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise FileRefused(Reason.ENCRYPTED)
    unpacked = sum(entry.file_size for entry in entries)
    sizes = [(entry.file_size, entry.compress_size) for entry in entries] + [(unpacked, packed)]
    bomb = any(size > _SMALL and size > MAXIMUM_RATIO * small for size, small in sizes)
    if len(entries) > MAXIMUM_MEMBERS or bomb:
        raise FileRefused(Reason.TOO_LARGE_UNPACKED)
    budget.unpack(unpacked)


def _leads_out(name: str) -> bool:
    return name.startswith("/") or ".." in name.split("/") or "\x00" in name or "\\" in name
