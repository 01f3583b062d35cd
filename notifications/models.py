"""What was told to whom, and the mails that carry it. Rows hold no words; they are made when a mail
is sent."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from activities.models import Activity


class Channel(models.TextChoices):
    """How a notice reaches its recipient beside the portal."""

    AT_ONCE = "at_once", _("by e-mail, at once")
    DIGEST = "digest", _("in the daily digest")
    PORTAL = "portal", _("in the portal only")
    DROPPED = "dropped", _("no longer due")


class MailState(models.TextChoices):
    PENDING = "pending", _("waiting")
    CLAIMED = "claimed", _("being sent")
    SENT = "sent", _("sent")
    DROPPED = "dropped", _("no longer due")
    FAILED = "failed", _("given up")


NOT_SENT_YET = (MailState.PENDING, MailState.CLAIMED)


class Delivery(models.Model):
    """One mail to one recipient: it carries one notice, with whose key it is known, or the many of
    a digest or a bundle."""

    # The kind of a delivery that carries what a person wished to read once a day.
    DIGEST: ClassVar[str] = "digest"
    # And of one that carries the questions of a day.
    BUNDLE: ClassVar[str] = "bundle"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=80)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    hat_id = models.UUIDField(null=True)
    address = models.EmailField(blank=True)
    language = models.CharField(max_length=8, default="en")
    created_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=MailState.choices, default=MailState.PENDING)
    send_after = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["send_after"],
                condition=models.Q(state__in=["pending", "claimed"]),
                name="notifications_delivery_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def message_id(self) -> str:
        """The same for every attempt, so that a mail sent twice is known as one."""
        host = settings.DEFAULT_FROM_EMAIL.rsplit("@", 1)[-1].rstrip(">")
        return f"<notice.{self.id}@{host}>"


class Notice(models.Model):
    """One occasion told to one recipient: a person, an address without account, or a mailbox.

    `hat` is the organisation or company as whose member a person is told: whoever wears two hears
    under each. `subject_id` is the row that the notice is about. A worker puts it into a delivery,
    by its channel.
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
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.AT_ONCE)
    delivery = models.ForeignKey(
        Delivery, null=True, on_delete=models.SET_NULL, related_name="notices"
    )
    read_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["created_at", "id"],
                condition=models.Q(channel="at_once", delivery__isnull=True),
                name="notifications_to_assemble",
            ),
            models.Index(
                fields=["person"],
                condition=models.Q(channel="digest", delivery__isnull=True),
                name="notifications_of_digest",
            ),
            models.Index(fields=["person", "hat_id", "-created_at"], name="notifications_person"),
            models.Index(fields=["recipient", "created_at"], name="notifications_recipient"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["occasion", "recipient", "hat_id"],
                name="notifications_notice_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @classmethod
    def not_sent_rule(cls) -> models.Q:
        """Those that a mail is still to carry."""
        waits = models.Q(channel__in=[Channel.AT_ONCE, Channel.DIGEST], delivery__isnull=True)
        return waits | models.Q(delivery__state__in=NOT_SENT_YET)
