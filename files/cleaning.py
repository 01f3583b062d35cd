"""Documents and pictures without their properties: who wrote them, where, with what.

Words and pictures that a reader sees stay as they are; so do descriptions for the blind, unless
they are only a path. What cannot be cleaned is refused, never passed on.
"""

from files import kinds
from files.archives import damaged
from files.checking import sniff
from files.cleaning_office import clean_office
from files.cleaning_open_document import clean_open_document
from files.cleaning_pictures import clean_picture
from files.errors import FileRefused


def clean(content: bytes, media_type: str) -> bytes:
    """Return the content without document and picture properties.

    Texts and tables of text have none and come back as they are. Raises `FileRefused` with a
    message for the sender where it can't be done.
    """
    if media_type in kinds.TEXTS:
        return content
    cleaned = _clean(content, media_type)
    if sniff(cleaned) != media_type:
        raise damaged()
    return cleaned


def _clean(content: bytes, media_type: str) -> bytes:
    if media_type == kinds.PDF:
        # The library takes a sixth of the start of every process that never sees a PDF.
        from files.cleaning_pdf import clean_pdf

        return clean_pdf(content)
    if media_type in (kinds.PNG, kinds.JPEG):
        return clean_picture(content)
    if media_type in kinds.OFFICE:
        return clean_office(content)
    if media_type in kinds.OPEN_DOCUMENT:
        return clean_open_document(content)
    raise ValueError(f"no way to clean {media_type!r} is known")


__all__ = ["FileRefused", "clean"]
