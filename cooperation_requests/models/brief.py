"""The brief for partners: the need without the company."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from activities.actor import Actor
from activities.confidential import ConfidentialManager
from cooperation_requests.models.request import CooperationRequest, Need
from cooperation_requests.searching import document


class Brief(Need):
    """One numbered version of a request's brief; versions are never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(CooperationRequest, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    written_at = models.DateTimeField()
    # By which matching knows its text.
    need_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)

    objects = ConfidentialManager()

    class Meta:
        verbose_name = _("brief")
        verbose_name_plural = _("briefs")
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(document(), name="requests_brief_words"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["request", "version"], name="requests_brief_version"),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} v{self.version}"

    @classmethod
    def visibility_rule(cls, actor: Actor) -> models.Q:
        """access.md, 'brief': the case's own sides; a partner while it is in play in an open
        request or after its own introduction; a candidate once it was asked. These two the one
        version that their round was given last: what an advisor took out of it is gone for them."""
        from cooperation_requests.models.referral import Referral
        from cooperation_requests.models.suggestion import Suggestion

        # Each asked of the one row: where one brief is wanted no other is looked at.
        own = CooperationRequest.objects.visible_to(actor).filter(pk=models.OuterRef("request_id"))
        rule = models.Q(models.Exists(own))
        if actor.company_id is None:
            referrals = Referral.objects.asked_of(actor).filter(
                Referral.brief_open_rule(),
                request_id=models.OuterRef("request_id"),
                brief_version=models.OuterRef("version"),
            )
            rule |= models.Q(models.Exists(referrals))
        if actor.organisation_id is None:
            candidates = Suggestion.objects.unrestricted("the rule itself").filter(
                Suggestion.candidate_rule(actor),
                Suggestion.brief_open_rule(),
                referral__request_id=models.OuterRef("request_id"),
                referral__brief_version=models.OuterRef("version"),
            )
            rule |= models.Q(models.Exists(candidates))
        return rule


class BriefDocument(models.Model):
    """A document ticked for a brief: a cleaned copy under a neutral name; without a file once its
    sender withdrew it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="documents")
    attachment = models.ForeignKey(
        "requests.Attachment", on_delete=models.PROTECT, related_name="+"
    )
    file = models.ForeignKey(
        "files.StoredFile", null=True, on_delete=models.PROTECT, related_name="+"
    )
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("document of a brief")
        verbose_name_plural = _("documents of a brief")
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["brief", "position"], name="requests_brief_document_position"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
