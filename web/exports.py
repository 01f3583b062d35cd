"""Exports of lists: a short one at once, a long one by a worker, with its progress on a page."""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import IO, ClassVar, Protocol, TypeVar
from urllib.parse import urlsplit

from celery.exceptions import SoftTimeLimitExceeded
from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    QueryDict,
)
from django.shortcuts import redirect
from django.urls import resolve
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import get_language

from accounts.models import User
from activities.actor import Actor
from activities.clock import now
from activities.errors import ActionRefused
from activities.nudging import nudge_after_commit
from web.components import Column, Row
from web.hats import hats_of
from web.models import Export, ExportState
from web.pages import Needs, satisfied
from web.spreadsheets import MOST_ROWS, Format, write

logger = logging.getLogger(__name__)

# So many rows are written while one waits for the answer.
AT_ONCE = 1_000
KEPT = timedelta(hours=1)
# Of one person under one hat.
MOST_WAITING = 3
# A run begins no further export after this, so that the task's own limit does not strike in one.
RUN_SECONDS = 100
LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 3
# After so many rows the page's progress is written, and the claim renewed.
ROWS_BETWEEN_SIGNS = 500


Key = TypeVar("Key")


class Exportable(Protocol[Key]):
    """A page with a list that can be had as a file."""

    needs: ClassVar[Needs]
    columns: ClassVar[tuple[Column, ...]]

    @property
    def file_title(self) -> str:
        """What the file is called."""

    def keys(self) -> list[Key]:
        """What the list holds, in its order."""

    def exported(self, keys: Sequence[Key]) -> Iterator[Row]:
        """The rows of these as the table has them, read in batches."""


def answer(
    page: Exportable[Key], kind: Format, request: HttpRequest, actor: Actor
) -> HttpResponseBase:
    """The file, or the page that tells how far it is."""
    keys = page.keys()
    if len(keys) <= AT_ONCE:
        content = tempfile.TemporaryFile()  # noqa: SIM115  closed with the answer
        write(kind, page.columns, page.exported(keys), content, page.file_title)
        content.seek(0)
        return _file(content, kind, page.file_title)
    if request.method == "HEAD":
        return HttpResponse(content_type=kind.media_type)  # nobody waits for a file
    export = _ordered_before(kind, request, actor) or _order(page, kind, request, actor, len(keys))
    return redirect("web:export", export_id=export.pk)


def _ordered_before(kind: Format, request: HttpRequest, actor: Actor) -> Export | None:
    """The same list that this person waits for already, or any where they wait for enough."""
    waiting = visible_to(actor).filter(state=ExportState.WAITING).order_by("-asked_at")
    same = waiting.filter(address=request.get_full_path(), kind=kind).first()
    return same or (waiting.first() if waiting.count() >= MOST_WAITING else None)


def _order(
    page: Exportable[Key], kind: Format, request: HttpRequest, actor: Actor, count: int
) -> Export:
    from web.tasks import write_exports  # which knows this module

    with transaction.atomic():
        made = Export.objects.create(
            person_id=str(actor.user_id),
            hat=actor.hat,
            address=request.get_full_path(),
            kind=kind,
            language=get_language() or "en",
            time_zone=timezone.get_current_timezone_name(),
            name=page.file_title[:120],
            rows=min(count, MOST_ROWS - 1),
            asked_at=now(),
        )
        nudge_after_commit(write_exports)
    return made


def file_of(export: Export) -> FileResponse:
    """The file of an export that is ready. Raises FileNotFoundError when it is gone."""
    return _file(default_storage.open(export.stored_name, "rb"), Format(export.kind), export.name)


def _file(content: IO[bytes] | File[bytes], kind: Format, title: str) -> FileResponse:
    day = timezone.localdate(now())
    name = f"{slugify(title, allow_unicode=True) or 'kontor'}-{day:%Y-%m-%d}.{kind}"
    response = FileResponse(
        content, as_attachment=True, filename=name, content_type=kind.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def visible_to(actor: Actor) -> models.QuerySet[Export]:
    """The exports that somebody asked for under this hat, and that are still there."""
    return Export.objects.filter(person=actor.user_id, hat=actor.hat, asked_at__gt=now() - KEPT)


def write_waiting() -> int:
    """Write every export that waits; how many were written. Safe in any number of workers."""
    count = 0
    ends = time.monotonic() + RUN_SECONDS
    while time.monotonic() < ends and (export := _claim()) is not None:
        try:
            _write(export)
            count += 1
        except SoftTimeLimitExceeded:
            _put_back(export)
            raise
        except Exception:
            logger.exception("export %s failed", export.pk)
            _put_back(export)
    return count


def _put_back(export: Export) -> None:
    """To be tried again when the lease is over; given up after MOST_ATTEMPTS."""
    for_good = export.attempts >= MOST_ATTEMPTS
    Export.objects.filter(pk=export.pk, attempts=export.attempts).update(
        state=ExportState.FAILED if for_good else ExportState.WAITING,
        claimed_until=None if for_good else now() + LEASE,
    )


def _claim() -> Export | None:
    free = models.Q(claimed_until__isnull=True) | models.Q(claimed_until__lte=now())
    with transaction.atomic():
        found = (
            Export.objects.filter(free, state=ExportState.WAITING, asked_at__gt=now() - KEPT)
            .select_related("person")
            .order_by("asked_at", "pk")
            .select_for_update(of=("self",), skip_locked=True)
            .first()
        )
        if found is not None:
            found.attempts += 1
            found.claimed_until = now() + LEASE
            found.written = 0
            found.save(update_fields=["attempts", "claimed_until", "written"])
    return found


def _write(export: Export) -> None:
    """Write the file as its person may see the list now, under the hat that asked."""
    hat = next((one for one in hats_of(export.person) if one.key == export.hat), None)
    ours = Export.objects.filter(pk=export.pk, attempts=export.attempts)
    if hat is None or not export.person.is_active:
        ours.update(state=ExportState.FAILED)
        return
    with translation.override(export.language), timezone.override(export.time_zone):
        try:
            page = _page_of(export, export.person, hat.actor)
            rows = page.exported(page.keys()[: MOST_ROWS - 1])
            with tempfile.TemporaryFile() as content:
                signs = _with_signs(export, rows)
                write(Format(export.kind), page.columns, signs, content, export.name)
                content.seek(0)
                default_storage.delete(export.stored_name)
                stored = default_storage.save(export.stored_name, File(content))
        except (Http404, ActionRefused, PermissionDenied):
            ours.update(state=ExportState.FAILED)  # what it was of is no longer theirs to see
            return
    ready = ours.update(state=ExportState.READY, claimed_until=None)
    if not ready or stored != export.stored_name:
        # Forgotten meanwhile, or taken over by another worker: nobody knows this file.
        default_storage.delete(stored)


def _page_of(export: Export, person: User, actor: Actor) -> Exportable[object]:
    """The list, set up as if its address had been opened."""
    parts = urlsplit(export.address)
    match = resolve(parts.path)
    page = getattr(match.func, "view_class")()  # noqa: B009  set by as_view
    if not hasattr(page, "exported") or not satisfied(page.needs, actor):
        raise Http404
    request = HttpRequest()
    request.method = "GET"
    request.path = request.path_info = parts.path
    request.GET = QueryDict(parts.query)
    request.user = person
    request.actor = actor  # type: ignore[attr-defined]
    page.setup(request, *match.args, **match.kwargs)
    found: Exportable[object] = page
    return found


def _with_signs(export: Export, rows: Iterator[Row]) -> Iterator[Row]:
    """The rows, with a sign of how far one is now and then. Stops where somebody else took over."""
    ours = Export.objects.filter(pk=export.pk, attempts=export.attempts)
    for number, row in enumerate(rows):
        is_sign = number and number % ROWS_BETWEEN_SIGNS == 0
        if is_sign and not ours.update(written=number, claimed_until=now() + LEASE):
            raise RuntimeError("another worker writes this export")
        yield row


def forget_old() -> int:
    """Remove exports that nobody needs any more, files first; how many."""
    count = 0
    for export in Export.objects.filter(asked_at__lte=now() - KEPT):
        default_storage.delete(export.stored_name)
        export.delete()
        count += 1
    return count + _forget_files_without_a_row()


def _forget_files_without_a_row() -> int:
    """What a worker wrote for somebody who is gone."""
    if not default_storage.exists(Export.FOLDER):
        return 0
    names = [f"{Export.FOLDER}/{name}" for name in default_storage.listdir(Export.FOLDER)[1]]
    known = {export.stored_name for export in Export.objects.all()}
    old = [
        name
        for name in names
        if name not in known and default_storage.get_modified_time(name) <= now() - KEPT
    ]
    for name in old:
        default_storage.delete(name)
    return len(old)
