"""Storing files and letting go of them."""

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction

from activities.clock import now
from files import storage
from files.checking import CheckedFile
from files.cleaning import clean
from files.models import StoredFile

if TYPE_CHECKING:
    from accounts.models import User

# A content without a row belongs to an upload under way, or to one that came to nothing.
UPLOAD_TIME: Final = timedelta(hours=24)


def store(
    *, upload: CheckedFile, uploaded_by: "User | None" = None, language: str = ""
) -> StoredFile:
    """Keep a checked file.

    The content is written before the row: if the transaction around it fails, a content without
    a row stays behind, which `remove_orphans` finds, and never a row without its content.
    """
    stored = _new_row(upload.content, media_type=upload.media_type, extension=upload.extension)
    stored.original_name = upload.name
    stored.uploaded_by = uploaded_by
    stored.language = language
    return _keep(stored, upload.content)


def cleaned_copy(stored: StoredFile) -> StoredFile:
    """Return a copy without document and picture properties; the file itself if it is one.

    What has none (a text) is copied too: the copy says that it was looked at. Raises
    `FileRefused` where it can't be done.
    """
    if stored.cleaned:
        return stored
    content = clean(storage.read(stored), stored.media_type)
    return _cleaned(content, stored, stored.original_name)


def renamed_copy(stored: StoredFile, name: str) -> StoredFile:
    """Return a cleaned copy under another name, so that who gets it never reads the sender's."""
    content = storage.read(stored)
    if not stored.cleaned:
        content = clean(content, stored.media_type)
    return _cleaned(content, stored, name)


def discard(stored: StoredFile) -> None:
    """Delete a row and, once that is certain, its content.

    Raises `django.db.models.ProtectedError` while something still points to it.
    """
    name = stored.content_name
    stored.delete()
    transaction.on_commit(lambda: storage.delete(name), robust=True)


def remove_orphans() -> int:
    """Delete contents without a row that are older than a day; return how many."""
    latest = now() - UPLOAD_TIME
    old = [(name, key) for name, key, written in storage.all_contents() if written < latest]
    removed = 0
    for start in range(0, len(old), 500):
        batch = old[start : start + 500]
        keys = [key for _, key in batch]
        known = set(StoredFile.objects.filter(pk__in=keys).values_list("pk", flat=True))
        for name, key in batch:
            if key not in known:
                storage.delete(name)
                removed += 1
    return removed


def _cleaned(content: bytes, of: StoredFile, name: str) -> StoredFile:
    """Keep cleaned content as a copy of a file."""
    copy = _new_row(content, media_type=of.media_type, extension=of.extension)
    copy.original_name = name
    copy.uploaded_by_id = of.uploaded_by_id
    copy.language = of.language
    copy.cleaned = True
    return _keep(copy, content)


def _new_row(content: bytes, *, media_type: str, extension: str) -> StoredFile:
    return StoredFile(
        sha256=storage.sha256_of(content),
        size=len(content),
        media_type=media_type,
        extension=extension,
        created_at=now(),
    )


def _keep(stored: StoredFile, content: bytes) -> StoredFile:
    storage.write(stored, content)
    with transaction.atomic():
        stored.save(force_insert=True)
    return stored
