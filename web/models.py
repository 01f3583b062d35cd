"""What the frame keeps itself: exports of long lists, until they are fetched."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _


class ExportState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    READY = "ready", _("ready")
    FAILED = "failed", _("failed")


class Export(models.Model):
    """A list that somebody asked for as a file, under one hat; gone an hour after it was asked
    for. `address` is the list's path and query; `rows` is how many there were then."""

    # Where their files lie in the storage.
    FOLDER: ClassVar[str] = "exports"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    hat = models.CharField(max_length=60)
    address = models.TextField()
    kind = models.CharField(max_length=10)
    language = models.CharField(max_length=16)
    time_zone = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    state = models.CharField(
        max_length=10, choices=ExportState.choices, default=ExportState.WAITING
    )
    rows = models.PositiveIntegerField()
    written = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")

    def __str__(self) -> str:
        return str(self.id)

    @property
    def address_of_list(self) -> str:
        """The list on its page, filtered as it was."""
        path, _mark, query = self.address.partition("?")
        asked = QueryDict(query, mutable=True)
        asked.pop("export", None)
        return f"{path}?{asked.urlencode()}" if asked else path

    @property
    def stored_name(self) -> str:
        """Where its file lies in the storage."""
        return f"{self.FOLDER}/{self.pk.hex}"
