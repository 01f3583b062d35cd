"""Handing a file to a browser. Whether this person may have it, the caller has decided."""

from django.http import FileResponse
from django.utils import translation
from django.utils.translation import gettext

from files import storage
from files.models import StoredFile


def file_response(stored: StoredFile, *, name: str) -> FileResponse:
    """Stream a file as a download under a name that the caller chose (`neutral_name`).

    A browser neither guesses its kind nor runs anything in it, and no cache keeps it. Raises
    `FileNotFoundError` when the content is gone.
    """
    response = FileResponse(
        storage.open_content(stored),
        as_attachment=True,
        filename=name,
        # Of a text the encoding is not known for sure; without a type Django would name its own.
        content_type=stored.media_type,
    )
    response["Content-Length"] = str(stored.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def neutral_name(stored: StoredFile, position: int, language: str) -> str:
    """Return a name that tells the reader nothing but the order, as "Document 1.pdf"."""
    with translation.override(language):
        word = gettext("Document")
    return f"{word} {position}.{stored.extension}"
