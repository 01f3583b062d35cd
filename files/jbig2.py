"""JBIG2 pictures (ITU-T T.88) as they lie in PDFs, without the segments that hold words."""

from typing import Final

from files.errors import FileRefused, Reason

_EXTENSION: Final = 62  # comments and whatever else a program writes
_HIGHEST: Final = 53
_LENGTH_UNKNOWN: Final = 0xFFFFFFFF


def strip_jbig2(content: bytes) -> bytes:
    """Return the segments of a picture, or of what several share, but for comments."""
    kept = bytearray()
    position = 0
    while position + 11 <= len(content):
        flags = content[position + 4]
        head = _end_of_references(content, position)
        head += 4 if flags & 0x40 else 1  # the page's number
        length = int.from_bytes(content[head : head + 4], "big")
        end = head + 4 + length
        if length == _LENGTH_UNKNOWN or end > len(content):
            raise FileRefused(Reason.PICTURE_KIND)
        if flags & 0x3F <= _HIGHEST:
            kept += content[position:end]
        elif flags & 0x3F != _EXTENSION:
            raise FileRefused(Reason.PICTURE_KIND)
        position = end
    return bytes(kept)


def _end_of_references(content: bytes, position: int) -> int:
    """Return where a segment's list of others that it needs ends."""
    number = int.from_bytes(content[position : position + 4], "big")
    size = 1 if number <= 256 else 2 if number <= 65_536 else 4
    count = content[position + 5] >> 5
    if count < 7:
        return position + 6 + count * size
    count = int.from_bytes(content[position + 5 : position + 9], "big") & 0x1FFFFFFF
    return position + 9 + (count + 8) // 8 + count * size
