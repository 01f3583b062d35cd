"""Which files are taken: content, extension and sent type agree, and nothing in them acts."""

from __future__ import annotations

import codecs
import io
import re
import unicodedata
from dataclasses import dataclass
from typing import BinaryIO, Final

from django.core.files.base import File
from django.utils.translation import gettext_lazy as _
from PIL import Image

from files import kinds
from files.archives import damaged, encrypted, read_archive
from files.errors import FileRefused

MAXIMUM_SIZE: Final = 10 * 1024 * 1024  # bytes, each file
MAXIMUM_TOTAL: Final = 50 * 1024 * 1024  # bytes, all files of a case
MAXIMUM_PIXELS: Final = 80_000_000
MAXIMUM_NAME: Final = 255

_MEGABYTE: Final = 1024 * 1024
_BIDI_MARKS: Final = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F))
_CONTROLS: Final = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_COMPOUND_FILE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_OFFICE_MAIN_PARTS: Final = {
    kinds.DOCX: b"wordprocessingml.document.main+xml",
    kinds.XLSX: b"spreadsheetml.sheet.main+xml",
}


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that may be stored: its content and what it truly is."""

    content: bytes
    media_type: str
    extension: str
    name: str

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.content)


def check(upload: File[bytes] | BinaryIO, name: str, sent_type: str) -> CheckedFile:
    """Return the file if it may be stored.

    `sent_type` is the media type that the browser named. Raises `FileRefused` with a message for
    the person who sent it.
    """
    content = _read(upload)
    tidy_name = tidy(name)
    kind = kinds.BY_EXTENSION.get(_extension(tidy_name))
    if kind is None:
        raise FileRefused(
            _("Files of this kind are not taken. Send one of: %(extensions)s."),
            code="kind",
            params={"extensions": ", ".join(kinds.ACCEPTED_EXTENSIONS)},
        )
    claimed = sent_type.split(";")[0].strip().lower()
    agrees = claimed in kinds.NO_CLAIM or claimed == kind.media_type
    if not agrees and claimed not in kind.also_sent_as:
        raise _disagrees(kind)
    _check_content(content, kind)
    return CheckedFile(content, kind.media_type, kind.extensions[0], tidy_name)


def check_total(present: int, added: int) -> None:
    """Refuse (`FileRefused`) what would bring the files of one case above 50 MB; both in bytes."""
    if present + added > MAXIMUM_TOTAL:
        raise FileRefused(
            _("With this file the request would hold more than %(limit)s MB. Remove one first."),
            code="total",
            params={"limit": MAXIMUM_TOTAL // _MEGABYTE},
        )


def tidy(name: str) -> str:
    """Return a sender's file name without folders, control and direction marks; it may be ''."""
    last = re.split(r"[/\\]", name[:4_096])[-1].translate(_BIDI_MARKS)
    kept = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C").strip()
    if len(kept) <= MAXIMUM_NAME:
        return kept
    extension = _extension(kept)[:8]
    return f"{kept[: MAXIMUM_NAME - len(extension) - 1]}.{extension}"


def sniff(content: bytes) -> str | None:
    """Return the media type that the content shows by itself; None for text and the unknown."""
    if content.startswith(b"%PDF-"):
        return kinds.PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return kinds.PNG
    if content.startswith(b"\xff\xd8\xff"):
        return kinds.JPEG
    if content.startswith(b"PK\x03\x04"):
        return _sniff_archive(read_archive(content))
    return None


def _read(upload: File[bytes] | BinaryIO) -> bytes:
    size = getattr(upload, "size", None)
    content = b"" if size is not None and size > MAXIMUM_SIZE else upload.read(MAXIMUM_SIZE + 1)
    if (size is not None and size > MAXIMUM_SIZE) or len(content) > MAXIMUM_SIZE:
        raise FileRefused(
            _("The file is larger than %(limit)s MB."),
            code="size",
            params={"limit": MAXIMUM_SIZE // _MEGABYTE},
        )
    if not content:
        raise FileRefused(_("The file is empty."), code="empty")
    return content


def _extension(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def _disagrees(kind: kinds.Kind) -> FileRefused:
    return FileRefused(
        _("The file's name ends in .%(extension)s, but its content is something else."),
        code="disagrees",
        params={"extension": kind.extensions[0]},
    )


def _check_content(content: bytes, kind: kinds.Kind) -> None:
    if kind.media_type in kinds.OFFICE and content.startswith(_COMPOUND_FILE):
        raise encrypted()  # Office wraps what has a password in its old format
    found = sniff(content)
    if kind.media_type in kinds.TEXTS:
        if found is not None or not is_text(content):
            raise _disagrees(kind)
        return
    if found != kind.media_type:
        raise _disagrees(kind)
    if kind.media_type in (kinds.PNG, kinds.JPEG):
        check_picture(content)


def is_text(content: bytes) -> bool:
    """Tell whether these are the words of a text file: UTF-8, or Latin without control signs."""
    if _CONTROLS.search(content):
        return False
    try:
        content.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError:
        # Windows' Latin leaves five bytes without a meaning.
        return not re.search(rb"[\x81\x8d\x8f\x90\x9d]", content)
    return True


def check_picture(content: bytes) -> None:
    """Refuse (`FileRefused`) a picture that cannot be read or is enormous once unpacked."""
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
            pixels = picture.width * picture.height
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        pixels = MAXIMUM_PIXELS + 1
    except Exception as error:  # Pillow raises many kinds on hostile bytes
        raise damaged() from error
    if pixels > MAXIMUM_PIXELS:
        raise FileRefused(
            _("The picture has more than %(limit)s million points. Send it smaller."),
            code="pixels",
            params={"limit": MAXIMUM_PIXELS // 1_000_000},
        )


def _sniff_archive(members: dict[str, bytes]) -> str | None:
    declared = members.get("mimetype", b"")
    if declared:
        media_type = declared.decode("ascii", "replace").strip()
        if media_type in kinds.OPEN_DOCUMENT and "content.xml" in members:
            _refuse_active_open_document(members)
            return media_type
        return None
    types = members.get("[Content_Types].xml", b"")
    for media_type, main_part in _OFFICE_MAIN_PARTS.items():
        if main_part in types and b"macroEnabled" not in types:
            _refuse_active_office(members, types)
            return media_type
    return None


def _refuse_active_office(members: dict[str, bytes], types: bytes) -> None:
    names = " ".join(members).lower()
    if "vbaproject" in names or "activex/" in names or b"vbaProject" in types:
        raise _macros()


def _refuse_active_open_document(members: dict[str, bytes]) -> None:
    if any(name.startswith(("Basic/", "Scripts/", "Dialogs/")) for name in members):
        raise _macros()


def _macros() -> FileRefused:
    return FileRefused(
        _("The file holds macros. Save it without them and send that."), code="macros"
    )
