"""What a file truly is, seen in its content: read in the child alone (`files.child`)."""

from __future__ import annotations

import codecs
import re
from typing import Final

from files import kinds
from files.archives import read_archive
from files.errors import FileRefused, Reason
from files.limits import Budget

_CONTROLS: Final = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_COMPOUND_FILE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_OFFICE_MAIN_PARTS: Final = {
    kinds.DOCX: b"wordprocessingml.document.main+xml",
    kinds.XLSX: b"spreadsheetml.sheet.main+xml",
}


def sniff(content: bytes) -> str | None:
    """Return the media type that the content shows by itself; None for text and the unknown."""
    if content.startswith(b"%PDF-"):
        return kinds.PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return kinds.PNG
    if content.startswith(b"\xff\xd8\xff"):
        return kinds.JPEG
    if content.startswith(b"PK\x03\x04"):
        return _sniff_archive(read_archive(content, Budget()))
    return None


def check_content(content: bytes, media_type: str) -> None:
    """Refuse (`FileRefused`) content that is not of this kind, or acts."""
    kind = kinds.BY_MEDIA_TYPE[media_type]
    if media_type in kinds.OFFICE and content.startswith(_COMPOUND_FILE):
        raise FileRefused(Reason.ENCRYPTED)  # Office wraps what has a password in its old format
    found = sniff(content)
    if media_type in kinds.TEXTS and found is None:
        if not is_text(content):
            raise FileRefused(Reason.ENCODING)
    elif found != media_type and not (media_type == kinds.PDF and _begins_late(content)):
        raise FileRefused(Reason.DISAGREES, extension=kind.extensions[0])


def _begins_late(content: bytes) -> bool:
    """Whether a PDF begins behind what a mail program or a server put before it; as readers do,
    within the first 1,024 bytes (ISO 32000-2, annex on Adobe's implementations)."""
    return b"%PDF-" in content[:1_024]


def is_text(content: bytes) -> bool:
    """Tell whether these are the words of a text file: UTF-8, UTF-16 that says so by its mark, or
    Latin without control signs."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            content = content.decode("utf-16").encode()
        except UnicodeDecodeError:
            return False
    if _CONTROLS.search(content):
        return False
    try:
        content.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError:
        # Windows' Latin leaves five bytes without a meaning.
        return not re.search(rb"[\x81\x8d\x8f\x90\x9d]", content)
    return True


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
        raise FileRefused(Reason.MACROS)


def _refuse_active_open_document(members: dict[str, bytes]) -> None:
    if any(name.startswith(("Basic/", "Scripts/", "Dialogs/")) for name in members):
        raise FileRefused(Reason.MACROS)
