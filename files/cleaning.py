"""Documents and pictures without their properties: who wrote them, where, with what.

Words and pictures that a reader sees stay as they are; so do descriptions for the blind, unless
they are only a path. What cannot be cleaned is refused, never passed on.
"""

from files import kinds
from files.cleaning_office import clean_office
from files.cleaning_open_document import clean_open_document
from files.cleaning_pdf import clean_pdf
from files.cleaning_pictures import clean_picture
from files.content import sniff
from files.errors import FileRefused, Reason
from files.limits import Budget
from files.pdf_drawing import DRAWN_FOR, drawn_pdf


def clean(content: bytes, media_type: str) -> bytes:
    """Return the content without document and picture properties.

    Texts and tables of text have none and come back as they are. Raises `FileRefused` with a
    message for the sender where it can't be done.
    """
    if media_type in kinds.TEXTS:
        return content
    cleaned = _clean(content, media_type, Budget())
    if sniff(cleaned) != media_type:
        raise FileRefused(Reason.DAMAGED)
    return cleaned


def _clean(content: bytes, media_type: str, budget: Budget) -> bytes:
    if media_type == kinds.PDF:
        return _clean_pdf(content, budget)
    if media_type in kinds.PICTURES:
        return clean_picture(content, budget)
    if media_type in kinds.OFFICE:
        return clean_office(content, budget)
    if media_type in kinds.OPEN_DOCUMENT:
        return clean_open_document(content, budget)
    raise ValueError(f"no way to clean {media_type!r} is known")


def _clean_pdf(content: bytes, budget: Budget) -> bytes:
    try:
        return clean_pdf(content, budget)
    except FileRefused as why:
        if why.reason not in DRAWN_FOR:
            raise
        try:
            return drawn_pdf(content, Budget())
        except FileRefused:
            # What is said is what was wrong first: the file, not the pictures of it.
            raise why from None


__all__ = ["FileRefused", "clean"]
