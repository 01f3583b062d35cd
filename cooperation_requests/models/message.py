"""Messages in threads, and attachments."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from activities.actor import Actor
from activities.confidential import ConfidentialManager
from cooperation_requests.enums import OF_REFERRAL, MessageKind, Side, Thread
from cooperation_requests.models.referral import Referral
from cooperation_requests.models.request import CooperationRequest


class InThread(models.Model):
    """What belongs to one thread of a case; a referral's thread names its referral."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(CooperationRequest, on_delete=models.CASCADE, related_name="+")
    referral = models.ForeignKey(Referral, null=True, on_delete=models.CASCADE, related_name="+")
    thread = models.CharField(max_length=10, choices=Thread.choices)
    side = models.CharField(max_length=10, choices=Side.choices)

    class Meta:
        abstract = True

    @classmethod
    def visibility_rule(cls, actor: Actor) -> models.Q:
        """access.md: the company its own thread; the home agency all threads of its requests but
        those inside partners; a partner its referral's threads."""
        own = models.Exists(
            CooperationRequest.objects.visible_to(actor).filter(pk=models.OuterRef("request_id"))
        )
        if actor.company_id:
            return models.Q(own, thread=Thread.COMPANY)
        if actor.organisation_id:
            referrals = Referral.objects.asked_of(actor).filter(pk=models.OuterRef("referral_id"))
            return (models.Q(own) & ~models.Q(thread=Thread.PARTNER)) | models.Q(
                models.Exists(referrals), thread__in=OF_REFERRAL
            )
        return models.Q(pk__in=[])


class Message(InThread):
    """Something said in a thread; questions and answers belong to `ask`, `answer` and the like."""

    kind = models.CharField(max_length=10, choices=MessageKind.choices, default=MessageKind.MESSAGE)
    writer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.TextField(max_length=20_000)
    written_at = models.DateTimeField()

    objects = ConfidentialManager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["request", "thread", "written_at"], name="requests_thread"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(thread__in=OF_REFERRAL, referral__isnull=False)
                | (~models.Q(thread__in=OF_REFERRAL) & models.Q(referral__isnull=True)),
                name="requests_message_thread",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Attachment(InThread):
    """A stored file in a thread. What goes to another side is a cleaned copy of its own; what a
    partner sent and the company got keeps its `referral`. One that its sender withdrew is a line
    without a file."""

    file = models.ForeignKey(
        "files.StoredFile", null=True, on_delete=models.PROTECT, related_name="+"
    )
    copy_of = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    message = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = ConfidentialManager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(file__isnull=False, withdrawn_at__isnull=True)
                | models.Q(file__isnull=True, withdrawn_at__isnull=False),
                name="requests_attachment_file",
            ),
        ]

    @staticmethod
    def place_in_thread() -> models.Subquery:
        """Which document of its thread it is, from 1: neutral names count by it, wherever the
        document is shown."""
        here = models.OuterRef
        thread = Attachment.objects.unrestricted("only a number of one that is seen").filter(
            models.Q(referral=here("referral")) | ~models.Q(thread__in=OF_REFERRAL),
            models.Q(added_at__lt=here("added_at"))
            | models.Q(added_at=here("added_at"), pk__lte=here("pk")),
            request=here("request"),
            thread=here("thread"),
        )
        counted = thread.order_by().values("thread").annotate(count=models.Count("pk"))
        return models.Subquery(counted.values("count"))

    def __str__(self) -> str:
        return str(self.id)
