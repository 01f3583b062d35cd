"""The suggestion: a candidate company that a partner proposes, and the candidate's word."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from activities.actor import Actor
from activities.confidential import ConfidentialManager
from companies.models import Company
from cooperation_requests.enums import (
    ALIVE,
    OPEN,
    LinkPurpose,
    Side,
    SuggestionState,
    Word,
)
from cooperation_requests.models.referral import Referral
from cooperation_requests.models.request import CooperationRequest


class Suggestion(models.Model):
    """One per referral and company. `words` are the partner's, `advisor_words` what the company
    reads when it is presented. `reasons` is a snapshot of what matching said, as codes.

    `submitted_at`: when it was handed over to the home agency, and never before; cleared when it is
    proposed again; `handed_over_before` says then that it was. `named_at_end`: whether that agency
    could know its name when it ended: what is published later tells no more of it.
    `may_be_requester` and `may_be` (the same company from another partner) are what was alike when
    it was handed over.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="+")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=SuggestionState.choices)
    word = models.CharField(max_length=10, choices=Word.choices, default=Word.NOT_ASKED)
    proposed_side = models.CharField(
        max_length=10, choices=[(Side.PARTNER, Side.PARTNER.label), (Side.HOME, Side.HOME.label)]
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    words = models.TextField(max_length=5_000, blank=True)
    advisor_words = models.TextField(max_length=5_000, blank=True)
    introduction_words = models.TextField(max_length=5_000, blank=True)
    introduction_words_for_candidate = models.TextField(max_length=5_000, blank=True)
    score = models.PositiveSmallIntegerField(null=True)
    reasons = models.JSONField(default=list)
    reason = models.CharField(max_length=30, blank=True)
    reason_words = models.TextField(max_length=5_000, blank=True)
    proposed_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    handed_over_before = models.BooleanField(default=False)
    presented_at = models.DateTimeField(null=True)
    introduced_at = models.DateTimeField(null=True)
    named_at_end = models.BooleanField(default=False)
    may_be_requester = models.BooleanField(default=False)
    may_be = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")

    objects = ConfidentialManager()

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["referral", "company"], name="requests_suggestion_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=SuggestionState.values),
                name="requests_suggestion_state",
            ),
            models.CheckConstraint(
                condition=models.Q(word__in=Word.values), name="requests_suggestion_word"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @classmethod
    def handed_over_once_rule(cls) -> models.Q:
        """What another side has read of, whatever became of it since."""
        return models.Q(submitted_at__isnull=False) | models.Q(handed_over_before=True)

    @classmethod
    def visibility_rule(cls, actor: Actor) -> models.Q:
        """access.md, 'suggestion': own to the partner; to the home agency but for the partner's
        what the partner did not hand over; to the requester from its presentation on; to the
        candidate its own."""
        rule = cls.candidate_rule(actor)
        if actor.company_id:
            rule |= models.Q(
                referral__request__company_id=actor.company_id, presented_at__isnull=False
            )
        if actor.organisation_id:
            not_own = ~models.Q(company_id__in=actor.own_company_ids) & ~models.Q(
                referral__request__company_id__in=actor.own_company_ids
            )
            partner = models.Q(referral__organisation_id=actor.organisation_id)
            if actor.own_company_ids:
                partner &= ~Referral.of_own_candidate_rule(actor, "referral__")
            home = models.Q(referral__request__home_agency_id=actor.organisation_id)
            home &= ~CooperationRequest.of_own_company_rule(actor, "referral__request__")
            rule |= (partner | (home & cls.known_to_home_rule())) & not_own
        return rule

    @classmethod
    def known_to_home_rule(cls) -> models.Q:
        """What the home agency may know of: handed over once, or entered by itself."""
        return models.Q(submitted_at__isnull=False) | models.Q(proposed_side=Side.HOME)

    @property
    def known_to_home(self) -> bool:
        """`known_to_home_rule` of this row."""
        return self.submitted_at is not None or self.proposed_side == Side.HOME

    @property
    def is_introduced(self) -> bool:
        """Whether the two companies were introduced by it. Who may know whom by that, `known.py`
        says."""
        return self.state == SuggestionState.INTRODUCED

    @classmethod
    def candidate_rule(cls, actor: Actor) -> models.Q:
        """Suggestions that the actor sees as the candidate: asked, or told of being proposed."""
        known = ~models.Q(word=Word.NOT_ASKED) | models.Q(told_at__isnull=False)
        if actor.link is not None:
            if actor.link.purpose == LinkPurpose.SUGGESTION:
                return models.Q(pk=actor.link.subject_id) & known
            return models.Q(pk__in=[])
        if actor.company_id:
            return models.Q(company_id=actor.company_id) & known
        return models.Q(pk__in=[])

    @classmethod
    def brief_open_rule(cls) -> models.Q:
        """The candidate reads it once asked, while the request is open; then if introduced."""
        return (
            models.Q(word__in=[Word.ASKED, Word.AGREED])
            & models.Q(state__in=ALIVE)
            & models.Q(referral__request__state__in=OPEN)
        ) | models.Q(state=SuggestionState.INTRODUCED)
