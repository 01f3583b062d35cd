"""One look at a file: whether it may be stored, and how it looks without its properties."""

from __future__ import annotations

from typing import Final

from files import kinds
from files.cleaning import clean
from files.content import check_content
from files.errors import FileRefused, Reason
from files.process import Examination

# Bytes of a clean copy: what is drawn as pictures may be thousands of times what came.
LARGEST_CLEAN: Final = 20 * 1024 * 1024
_TOO_MUCH: Final = (Reason.PIXELS, Reason.PIXELS_TOGETHER, Reason.TOO_LARGE_UNPACKED)


def examine(content: bytes, media_type: str) -> Examination:
    """Check a file and clean it.

    Raises `FileRefused` if it may not even be stored: it is another kind than it says, acts, would
    take its readers' machines too much, or is a picture that nobody can see.
    """
    check_content(content, media_type)
    try:
        cleaned = clean(content, media_type)
        if len(cleaned) > LARGEST_CLEAN:
            raise FileRefused(Reason.SIZE_CLEANED, limit=LARGEST_CLEAN // 1024**2)
        return Examination(cleaned)
    except FileRefused as why:
        broken_picture = why.reason is Reason.DAMAGED and media_type in kinds.PICTURES
        if why.reason in _TOO_MUCH or broken_picture:
            raise
        return Examination(None, why)
