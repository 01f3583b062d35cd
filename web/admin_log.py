"""Django's admin keeps a log of its own: here with ids, no names."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.http import HttpRequest

from web.admin_forms import DrawnFromRow

# How the links of Django's filters ask for values, of fields and of rows pointed to.
FILTERED_BY = frozenset({"exact", "id__exact", "isnull", "in"})


class SecretariatAdmin(ModelAdmin):  # type: ignore[type-arg]
    """Base of the admin's classes: the log carries ids; nothing is overwritten unseen,
    nor deleted unless a class says so.

    Deletion of many at once is left out: its page names every row.
    """

    form = DrawnFromRow

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        found: dict[str, Any] = super().get_actions(request)
        found.pop("delete_selected", None)
        return found

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """The links of the filters and no others: by 'begins with' one would ask for what the page
        does not show, letter by letter. Nor what PostgreSQL cannot hold: all that gives 400."""
        field, _separator, way = lookup.partition("__")
        offered = field in self.get_list_filter(request) and way in FILTERED_BY
        return offered and "\0" not in str(value)

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def log_addition(self, request: HttpRequest, obj: Model, message: object) -> LogEntry:
        return _log(request, obj, ADDITION, message)

    def log_change(self, request: HttpRequest, obj: Model, message: object) -> LogEntry:
        return _log(request, obj, CHANGE, message)

    def log_deletions(self, request: HttpRequest, queryset: Iterable[Model]) -> list[LogEntry]:
        return [_log(request, row, DELETION, "") for row in queryset]


def _log(request: HttpRequest, row: Model, flag: int, message: object) -> LogEntry:
    """Lists of what changed hold the names of fields, not their values."""
    if request.user.pk is None:
        raise TypeError("The admin is for people who signed in.")
    return LogEntry.objects.create(
        user_id=request.user.pk,
        content_type=ContentType.objects.get_for_model(row, for_concrete_model=False),
        object_id=str(row.pk),
        object_repr=str(row.pk),
        action_flag=flag,
        change_message=message if isinstance(message, str) else json.dumps(message),
    )
