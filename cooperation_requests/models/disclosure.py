"""What was disclosed to whom on which ground, and the links that act without log-in."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from activities import tokens
from activities.actor import Actor
from activities.confidential import ConfidentialManager
from activities.models import Activity
from companies.models import Company
from cooperation_requests.enums import LinkPurpose
from cooperation_requests.models.referral import Referral
from cooperation_requests.models.request import CooperationRequest
from cooperation_requests.models.suggestion import Suggestion


class Field(models.TextChoices):
    """Groups of data that cross a border between sides."""

    BRIEF = "brief", _("brief")
    CARD = "card", _("card")
    NAME = "name", _("name")
    CONTACT = "contact", _("contact person")


class Disclosure(models.Model):
    """`fields` of `company` became known to an organisation or a company, by `ground` (a verb)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(CooperationRequest, on_delete=models.CASCADE, related_name="+")
    suggestion = models.ForeignKey(
        # What was disclosed stays on record, though the suggestion is discarded.
        Suggestion,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    fields = ArrayField(models.CharField(max_length=10, choices=Field.choices))
    to_organisation_id = models.UUIDField(null=True)
    to_company_id = models.UUIDField(null=True)
    ground = models.CharField(max_length=20)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="+")
    disclosed_at = models.DateTimeField()

    objects = ConfidentialManager()

    class Meta:
        verbose_name = _("disclosure")
        verbose_name_plural = _("disclosures")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["request", "company"], name="requests_disclosure_case"),
            models.Index(
                fields=["to_organisation_id", "company"],
                condition=models.Q(fields__contains=[Field.NAME]),
                name="requests_named_to",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @classmethod
    def visibility_rule(cls, actor: Actor) -> models.Q:
        """The home agency of the request and the company whose data it was."""
        own = models.Q(company_id=actor.company_id) if actor.company_id else models.Q(pk__in=[])
        if actor.organisation_id:
            requests = CooperationRequest.objects.visible_to(actor)
            own |= models.Q(models.Exists(requests.filter(pk=models.OuterRef("request_id"))))
        return own


class AnswerLink(models.Model):
    """A link that acts without log-in: single-purpose, bound to address and round.

    Its token is made from the nonce (activities.tokens); found again by its hash.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(max_length=10, choices=LinkPurpose.choices)
    referral = models.ForeignKey(Referral, null=True, on_delete=models.CASCADE, related_name="+")
    suggestion = models.ForeignKey(
        Suggestion, null=True, on_delete=models.CASCADE, related_name="+"
    )
    round = models.PositiveSmallIntegerField(default=1)
    email = models.EmailField()
    nonce = models.CharField(max_length=64)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    used_verb = models.CharField(max_length=20, blank=True)

    objects = ConfidentialManager()

    class Meta:
        verbose_name = _("answer link")
        verbose_name_plural = _("answer links")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["referral", "round", "email"],
                condition=models.Q(suggestion__isnull=True, revoked_at__isnull=True),
                name="requests_link_referral_once",
            ),
            models.UniqueConstraint(
                fields=["suggestion", "round", "email"],
                condition=models.Q(suggestion__isnull=False, revoked_at__isnull=True),
                name="requests_link_suggestion_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @classmethod
    def visibility_rule(cls, actor: Actor) -> models.Q:
        """Nobody lists links."""
        return models.Q(pk__in=[])

    def token(self) -> str:
        """The token of the address."""
        return tokens.token_of("answer-link", self.id, self.nonce)
