"""Where the content of stored files lies, and reading and writing it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

if TYPE_CHECKING:
    from files.models import StoredFile

CONTENT_FOLDER = "content"


def sha256_of(content: bytes) -> str:
    """Return the SHA-256 of the content as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def write(stored: StoredFile, content: bytes) -> None:
    """Write the content of a row that is about to be saved.

    Raises `FileExistsError` rather than keep it under another name than the row will know.
    """
    name = default_storage.save(stored.content_name, ContentFile(content))
    if name != stored.content_name:
        default_storage.delete(name)
        raise FileExistsError(stored.content_name)


def open_content(stored: StoredFile) -> File[bytes]:
    """Open the content for reading. Raises `FileNotFoundError` when it is gone."""
    return default_storage.open(stored.content_name, "rb")


def read(stored: StoredFile) -> bytes:
    """Return the whole content. Raises `FileNotFoundError` when it is gone."""
    with open_content(stored) as file:
        content: bytes = file.read()
    return content


def delete(name: str) -> None:
    """Remove one content; nothing happens if it is gone already."""
    default_storage.delete(name)


def all_contents() -> Iterator[tuple[str, UUID, datetime]]:
    """Yield name, id and time of writing of every content that the storage holds.

    What does not look like a content of ours is left out, so that no sweep removes it.
    """
    if not default_storage.exists(CONTENT_FOLDER):
        return
    for folder in default_storage.listdir(CONTENT_FOLDER)[0]:
        for file_name in default_storage.listdir(f"{CONTENT_FOLDER}/{folder}")[1]:
            name = f"{CONTENT_FOLDER}/{folder}/{file_name}"
            try:
                key = UUID(hex=file_name)
                written = default_storage.get_modified_time(name)
            except (ValueError, FileNotFoundError):
                continue
            yield name, key, written
