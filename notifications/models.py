"""The outbox: what to tell whom, once. Rows hold no words; they are rendered when they are sent."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from activities.models import Activity


class MailState(models.TextChoices):
    NO_MAIL = "no_mail", _("notice only")
    PENDING = "pending", _("waiting")
    CLAIMED = "claimed", _("being sent")
    SENT = "sent", _("sent")
    DROPPED = "dropped", _("no longer due")
    FAILED = "failed", _("given up")


class Notice(models.Model):
    """One occasion told to one recipient: a person, an address without account, or a mailbox.

    `hat` is the organisation or company as whose member a person is told. `subject_id` is the row
    that the notice is about.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    occasion = models.CharField(max_length=120)
    recipient = models.CharField(max_length=270)
    kind = models.CharField(max_length=80)
    activity = models.ForeignKey(Activity, null=True, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    hat_id = models.UUIDField(null=True)
    address = models.EmailField(blank=True)
    language = models.CharField(max_length=8, default="en")
    case_id = models.UUIDField(null=True, db_index=True)
    subject_id = models.UUIDField()
    created_at = models.DateTimeField()
    mail_state = models.CharField(
        max_length=10, choices=MailState.choices, default=MailState.PENDING
    )
    send_after = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=60, blank=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["send_after"],
                condition=models.Q(mail_state__in=["pending", "claimed"]),
                name="notifications_due",
            ),
            models.Index(fields=["person", "hat_id", "-created_at"], name="notifications_person"),
            models.Index(fields=["recipient", "created_at"], name="notifications_recipient"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["occasion", "recipient"], name="notifications_notice_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def message_id(self) -> str:
        """The same for every attempt, so that a mail sent twice is known as one."""
        host = settings.DEFAULT_FROM_EMAIL.rsplit("@", 1)[-1].rstrip(">")
        return f"<notice.{self.id}@{host}>"
