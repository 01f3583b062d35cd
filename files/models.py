"""Stored files: what was checked and kept, under a name that says nothing."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from files.storage import CONTENT_FOLDER


class StoredFile(models.Model):
    """A checked file. Its owner's model points to it and decides who may see it.

    The content lies in Django's storage under the row's random id; `original_name` is what the
    sender called it and is shown to the sender's own side only.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text=_("in bytes"))
    media_type = models.CharField(max_length=100)
    extension = models.CharField(max_length=8)
    original_name = models.CharField(max_length=255)
    language = models.CharField(max_length=10, blank=True)
    created_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    cleaned = models.BooleanField(
        default=False, help_text=_("document and picture properties were removed")
    )

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["created_at"], name="files_created_at"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def content_name(self) -> str:
        """Where the content lies in the storage; random, with no word of what it is."""
        return f"{CONTENT_FOLDER}/{self.pk.hex[:2]}/{self.pk.hex}"
