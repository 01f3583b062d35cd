"""Zip archives (the outside of office documents), read and written with limits."""

import io
import zipfile
from typing import Final

from django.utils.translation import gettext_lazy as _

from files.errors import FileRefused

MAXIMUM_MEMBERS: Final = 3_000
MAXIMUM_UNPACKED: Final = 60 * 1024 * 1024  # bytes, all members together
MAXIMUM_RATIO: Final = 250  # unpacked to packed; ordinary documents stay below 50
_SMALL: Final = 1024 * 1024  # bytes, below which the ratio says nothing
_ENCRYPTED: Final = 0x1
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def read_archive(content: bytes) -> dict[str, bytes]:
    """Return the members of an archive by name, in its order.

    Raises `FileRefused` when it is damaged, encrypted, holds a name twice or one that leads out
    of it, or would grow beyond the limits; nothing is unpacked before the sizes are known.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _check_entries(entries)
            return {entry.filename: archive.read(entry) for entry in entries}
    except FileRefused:
        raise
    except Exception as error:  # zipfile raises a dozen kinds on hostile bytes
        raise damaged() from error


def write_archive(members: dict[str, bytes], *, stored: frozenset[str] = frozenset()) -> bytes:
    """Return an archive of the members, without dates, comments or extra fields."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return target.getvalue()


def damaged() -> FileRefused:
    """Return the refusal of a file that cannot be read."""
    return FileRefused(
        _("The file is damaged and can't be read. Open it, save it again and send that."),
        code="damaged",
    )


def encrypted() -> FileRefused:
    """Return the refusal of a file that needs a password."""
    return FileRefused(
        _("The file is protected by a password. Save it without one and send that."),
        code="encrypted",
    )


def too_large_unpacked() -> FileRefused:
    """Return the refusal of a file that would grow beyond the limits."""
    return FileRefused(
        _("The file unpacks to far more than its size. Send it in another form, as a PDF say."),
        code="too_large_unpacked",
    )


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names) or any(_leads_out(name) for name in names):
        raise damaged()
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise encrypted()
    unpacked = sum(entry.file_size for entry in entries)
    bomb = any(
        entry.file_size > _SMALL and entry.file_size > MAXIMUM_RATIO * max(entry.compress_size, 1)
        for entry in entries
    )
    if len(entries) > MAXIMUM_MEMBERS or unpacked > MAXIMUM_UNPACKED or bomb:
        raise too_large_unpacked()


def _leads_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in name.split("/") or "\x00" in name
