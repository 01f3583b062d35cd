"""The links that act without log-in."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from activities.actor import Actor
from activities.confidential import ConfidentialManager
from activities.links import Link
from cooperation_requests.codes import CaseLink
from cooperation_requests.enums import LinkPurpose
from cooperation_requests.models.referral import Referral
from cooperation_requests.models.suggestion import Suggestion


class AnswerLink(Link):
    """A link that acts without log-in: single-purpose, bound to address and round.

    Its token is made from the nonce (activities.tokens); found again by its hash.
    """

    KIND = CaseLink.ANSWER

    purpose = models.CharField(max_length=10, choices=LinkPurpose.choices)
    referral = models.ForeignKey(Referral, null=True, on_delete=models.CASCADE, related_name="+")
    suggestion = models.ForeignKey(
        Suggestion, null=True, on_delete=models.CASCADE, related_name="+"
    )
    round = models.PositiveSmallIntegerField(default=1)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_verb = models.CharField(max_length=20, blank=True)

    objects = ConfidentialManager()

    class Meta(Link.Meta):
        abstract = False
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

    @classmethod
    def visibility_rule(cls, actor: Actor) -> models.Q:
        """Nobody lists links."""
        return models.Q(pk__in=[])
