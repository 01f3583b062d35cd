"""JPEG 2000 pictures (ISO/IEC 15444-1) without what is not needed to see them."""

from typing import Final

from files.errors import FileRefused, Reason

_BOXES: Final = frozenset({b"jP  ", b"ftyp", b"jp2h", b"jp2c"})
_OF_THE_HEADER: Final = frozenset({b"ihdr", b"bpcc", b"colr", b"pclr", b"cmap", b"cdef", b"res "})
_START: Final = b"\xff\x4f"
_COMMENT: Final = 0xFF64
_TILE: Final = 0xFF90
_END: Final = 0xFFD9


def strip_jpeg_2000(content: bytes) -> bytes:
    """Return the picture with its known boxes alone and no comments. Raises `FileRefused`."""
    if content.startswith(_START):
        return _code_stream(content)
    return _boxes(content, _BOXES)


def _boxes(content: bytes, allowed: frozenset[bytes]) -> bytes:
    kept = bytearray()
    position = 0
    while position + 8 <= len(content):
        length = int.from_bytes(content[position : position + 4], "big")
        kind = content[position + 4 : position + 8]
        head = 8
        if length == 1:
            length, head = int.from_bytes(content[position + 8 : position + 16], "big"), 16
        end = len(content) if length == 0 else position + length
        if end < position + head or end > len(content):
            raise FileRefused(Reason.DAMAGED)
        if kind in allowed:
            inside = content[position + head : end]
            if kind == b"jp2h":
                inside = _boxes(inside, _OF_THE_HEADER)
            elif kind == b"jp2c":
                inside = _code_stream(inside)
            elif kind == b"colr" and inside[:1] != b"\x01":
                inside = b""  # a profile, which carries names; the document says the colours
            if inside:
                kept += (len(inside) + 8).to_bytes(4, "big") + kind + inside
        position = end
    return bytes(kept)


def _code_stream(content: bytes) -> bytes:
    """Return a code stream without the comments of its main header."""
    if not content.startswith(_START):
        raise FileRefused(Reason.DAMAGED)
    kept = bytearray(_START)
    position = 2
    while position + 4 <= len(content):
        marker = int.from_bytes(content[position : position + 2], "big")
        if marker in (_TILE, _END):
            return bytes(kept) + content[position:]
        end = position + 2 + int.from_bytes(content[position + 2 : position + 4], "big")
        if not 0xFF50 <= marker <= 0xFF6F or end > len(content) or end < position + 4:
            raise FileRefused(Reason.DAMAGED)
        if marker != _COMMENT:
            kept += content[position:end]
        position = end
    raise FileRefused(Reason.DAMAGED)
