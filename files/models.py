"""Stored files: what was checked and kept, under a name that says nothing."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from files.errors import FileRefused, NotSendable, Reason
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
        default=False, help_text=_("nothing is in it but what its readers see")
    )
    # What may go to another side: made when the file came in, so that sending it takes no time.
    clean_copy = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    uncleanable = models.CharField(
        max_length=20,
        blank=True,
        choices=[(reason.value, reason.value) for reason in Reason],
        help_text=_("why there is no clean copy"),
    )
    uncleanable_details = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["created_at"], name="files_created_at"),
            models.Index(
                fields=["created_at"],
                name="files_not_examined",
                condition=models.Q(cleaned=False, clean_copy=None, uncleanable=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def to_send(self) -> StoredFile:
        """Return what may go to another side. Raises `NotSendable`, which names the document."""
        if self.cleaned:
            return self
        if self.clean_copy is not None:
            return self.clean_copy
        reason = Reason(self.uncleanable or Reason.NOT_EXAMINED)
        raise NotSendable(self.original_name, FileRefused(reason, **self.uncleanable_details))

    @staticmethod
    def weight(through: str) -> Greatest:
        """Bytes that count of the file at the end of the relation `through`: its own or its clean
        copy's, whichever are more."""
        return Greatest(f"{through}__size", f"{through}__clean_copy__size")

    @property
    def content_name(self) -> str:
        """Where the content lies in the storage; random, with no word of what it is."""
        return f"{CONTENT_FOLDER}/{self.pk.hex[:2]}/{self.pk.hex}"
