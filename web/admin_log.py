"""Django's admin keeps a log of its own: with ids, no names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.http import HttpRequest


class LogsIds:
    """For classes of the admin: entries of its log carry the row's id instead of its name."""

    # No page lists another page's words; deletion in bulk would name every row.
    actions: Any = ()

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> LogEntry:
        return _log(request, obj, ADDITION, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> LogEntry:
        return _log(request, obj, CHANGE, message)

    def log_deletions(self, request: HttpRequest, queryset: Iterable[Model]) -> list[LogEntry]:
        return [_log(request, row, DELETION, "") for row in queryset]


def _log(request: HttpRequest, row: Model, flag: int, message: Any) -> LogEntry:
    entry = LogEntry(
        user_id=request.user.pk,
        content_type=ContentType.objects.get_for_model(row, for_concrete_model=False),
        object_id=str(row.pk),
        object_repr=str(row.pk),
        action_flag=flag,
    )
    # Lists of what changed hold names of fields, not their values.
    entry.change_message = entry.get_change_message() if not message else _as_text(message)
    entry.save()
    return entry


def _as_text(message: Any) -> str:
    import json

    return message if isinstance(message, str) else json.dumps(message)
