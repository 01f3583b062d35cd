"""The kinds of files that Kontor takes, and how each calls itself."""

from dataclasses import dataclass
from typing import Final

PDF: Final = "application/pdf"
PNG: Final = "image/png"
JPEG: Final = "image/jpeg"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT: Final = "application/vnd.oasis.opendocument.text"
ODS: Final = "application/vnd.oasis.opendocument.spreadsheet"
TXT: Final = "text/plain"
CSV: Final = "text/csv"

OFFICE: Final = frozenset({DOCX, XLSX})
OPEN_DOCUMENT: Final = frozenset({ODT, ODS})
TEXTS: Final = frozenset({TXT, CSV})
PICTURES: Final = frozenset({PNG, JPEG})


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: its media type, its extensions (the first is kept), other names in use."""

    media_type: str
    extensions: tuple[str, ...]
    also_sent_as: frozenset[str] = frozenset()


_ZIP: Final = frozenset({"application/zip", "application/x-zip-compressed"})

KINDS: Final = (
    Kind(PDF, ("pdf",), frozenset({"application/x-pdf"})),
    Kind(PNG, ("png",), frozenset({"image/x-png"})),
    Kind(JPEG, ("jpg", "jpeg", "jfif", "jpe"), frozenset({"image/jpg", "image/pjpeg"})),
    Kind(DOCX, ("docx",), _ZIP),
    Kind(XLSX, ("xlsx",), _ZIP),
    Kind(ODT, ("odt",), _ZIP),
    Kind(ODS, ("ods",), _ZIP),
    Kind(TXT, ("txt",)),
    # Windows sends tables of text as Excel's, others as plain text.
    Kind(CSV, ("csv",), frozenset({"application/csv", "application/vnd.ms-excel", TXT})),
)
BY_EXTENSION: Final = {extension: kind for kind in KINDS for extension in kind.extensions}
BY_MEDIA_TYPE: Final = {kind.media_type: kind for kind in KINDS}
ACCEPTED_EXTENSIONS: Final = tuple(f".{extension}" for extension in BY_EXTENSION)

# What browsers send when they do not know: it says nothing, so it contradicts nothing.
NO_CLAIM: Final = frozenset({"", "application/octet-stream", "binary/octet-stream"})
