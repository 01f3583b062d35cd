"""Storing files and letting go of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Exists, ForeignObjectRel, OuterRef

from activities.clock import now
from files import storage
from files.checking import CheckedFile
from files.errors import FileRefused, Reason
from files.models import StoredFile
from files.process import Examination, examine_in_child

if TYPE_CHECKING:
    from accounts.models import User

# A content without a row belongs to an upload under way, or to one that came to nothing.
UPLOAD_TIME: Final = timedelta(hours=24)


def store(
    *, upload: CheckedFile, uploaded_by: User | None = None, language: str = ""
) -> StoredFile:
    """Keep a checked file, and its clean copy beside it.

    What is clean as it came (a text) is its own copy. The content is written before the row: if
    the transaction around it fails, a content without a row stays behind, which `remove_orphans`
    finds, and never a row without its content.
    """
    stored = _new_row(upload.content, media_type=upload.media_type, extension=upload.extension)
    stored.original_name = upload.name
    stored.uploaded_by = uploaded_by
    stored.language = language
    with transaction.atomic():
        _take(stored, upload.content, Examination(upload.clean, upload.uncleanable))
        return _keep(stored, upload.content)


def store_clean(
    *, upload: CheckedFile, uploaded_by: User | None = None, language: str = ""
) -> StoredFile:
    """Keep the clean content of a checked file alone, which another side is to get.

    Raises `ValueError` for one that has none (`files.checking.check_for_others`).
    """
    if upload.clean is None:
        raise ValueError("what cannot be cleaned is not sent")
    stored = _new_row(upload.clean, media_type=upload.media_type, extension=upload.extension)
    stored.original_name = upload.name
    stored.uploaded_by = uploaded_by
    stored.language = language
    stored.cleaned = True
    return _keep(stored, upload.clean)


def renamed_copy(stored: StoredFile, name: str) -> StoredFile:
    """Return a clean copy under another name, so that who gets it never reads the sender's.

    Raises `NotSendable` where there is none.
    """
    clean = stored.to_send()
    return _clean_copy(storage.read(clean), stored, name)


def examine_some(limit: int = 3) -> int:
    """Clean stored files that were taken before that was done at once; return how many are left.

    Safe to run twice, also at the same time: a file is looked at outside any transaction, and
    what was found is written down unless somebody else did.
    """
    waiting = StoredFile.objects.filter(cleaned=False, clean_copy=None, uncleanable="")
    for key in list(waiting.order_by("created_at").values_list("pk", flat=True)[:limit]):
        stored = StoredFile.objects.get(pk=key)
        content = b""
        try:
            content = storage.read(stored)
            found = examine_in_child(content, stored.media_type)
        except FileNotFoundError:
            found = Examination(None, FileRefused(Reason.DAMAGED))
        except FileRefused as refused:
            if refused.reason is Reason.BUSY:
                break
            found = Examination(None, refused)
        with transaction.atomic():
            row = waiting.select_for_update().filter(pk=key).first()
            if row is not None:
                _take(row, content, found)
                row.save(
                    update_fields=["cleaned", "clean_copy", "uncleanable", "uncleanable_details"]
                )
    return waiting.count()


def discard(stored: StoredFile) -> None:
    """Delete a row with its clean copy and, once that is certain, their contents.

    Raises `django.db.models.ProtectedError` while something still points to one of them.
    """
    rows = [stored, stored.clean_copy]
    with transaction.atomic():
        for row in rows:
            if row is not None:
                name = row.content_name
                row.delete()
                transaction.on_commit(partial(storage.delete, name), robust=True)


def remove_orphans() -> int:
    """Delete rows that nothing points to, with their contents, and contents without a row, where
    they are older than a day; return how many."""
    latest = now() - UPLOAD_TIME
    removed = _remove_unused(latest)
    old = [(name, key) for name, key, written in storage.all_contents() if written < latest]
    for start in range(0, len(old), 500):
        batch = old[start : start + 500]
        keys = [key for _, key in batch]
        known = set(StoredFile.objects.filter(pk__in=keys).values_list("pk", flat=True))
        for name, key in batch:
            if key not in known:
                storage.delete(name)
                removed += 1
    return removed


def _remove_unused(latest: datetime) -> int:
    rows = StoredFile.objects.filter(created_at__lt=latest)
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel):
            pointing = relation.related_model._base_manager.filter(
                **{relation.field.name: OuterRef("pk")}
            )
            rows = rows.filter(~Exists(pointing))
    removed = 0
    for stored in rows.select_related("clean_copy"):
        removed += 1 if stored.clean_copy is None else 2
        discard(stored)
    return removed


def _take(stored: StoredFile, content: bytes, found: Examination) -> None:
    """Note on a row what was found when its content was looked at."""
    if found.clean == content:
        stored.cleaned = True
    elif found.clean is not None:
        stored.clean_copy = _clean_copy(found.clean, stored, stored.original_name)
    elif found.uncleanable is not None:
        stored.uncleanable = found.uncleanable.reason
        stored.uncleanable_details = found.uncleanable.details


def _clean_copy(content: bytes, of: StoredFile, name: str) -> StoredFile:
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
