"""The referral: a request on the desk of one partner organisation."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from activities.actor import Actor
from activities.confidential import ConfidentialManager
from cooperation_requests.enums import (
    IN_PLAY,
    OPEN,
    LinkPurpose,
    ReferralState,
    Side,
    SuggestionState,
)
from cooperation_requests.models.request import CooperationRequest
from cooperation_requests.models.waiting import Waiting
from network.models import Organisation


class WordsRead(models.Model):
    """Words that another side has read, kept when they are written or when newer ones take their
    place: who is given away by them is not chosen later without a look at them.

    With a referral they are between the agency that asks and that partner, without one what the
    home agency wrote to the company."""

    request = models.ForeignKey(
        "requests.CooperationRequest", on_delete=models.CASCADE, related_name="+"
    )
    referral = models.ForeignKey(
        "requests.Referral", null=True, on_delete=models.CASCADE, related_name="+"
    )
    side = models.CharField(max_length=10, choices=Side.choices, default=Side.PARTNER)
    text = models.TextField()
    kept_at = models.DateTimeField()

    class Meta:
        verbose_name = _("words read")
        verbose_name_plural = _("words read")

    def __str__(self) -> str:
        return str(self.pk)


class ReferralManager(ConfidentialManager["Referral"]):
    def asked_of(self, actor: Actor) -> models.QuerySet[Referral]:
        """What the actor sees from the partner's side: the part of `visible_to` that asks for no
        request's home agency, so that the index of an organisation's referrals serves it."""
        return self.get_queryset().filter(Referral.partner_rule(actor))


class Referral(Waiting):
    """One per request and organisation asked; asked again it is the same one in its next round.

    `answer_due_on` is the partner's deadline, kept while somebody else has to act;
    `reminders_sent` holds the codes of this deadline's reminders. `brief_version` is the brief that
    the partner was given last: after the request opened again a newer one is for those asked again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(CooperationRequest, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=ReferralState.choices)
    round = models.PositiveSmallIntegerField(default=1)
    brief_version = models.PositiveIntegerField(default=0)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    sent_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer_due_on = models.DateField()
    reminders_sent = ArrayField(models.CharField(max_length=10), default=list)
    asked_back_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=30, blank=True)
    words = models.TextField(max_length=5_000, blank=True)
    other_body = models.CharField(max_length=200, blank=True)
    answer_words = models.TextField(max_length=20_000, blank=True)
    presented_words = models.TextField(max_length=20_000, blank=True)
    answer_presented = models.BooleanField(default=False)

    objects = ReferralManager()

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["organisation", "state", "answer_due_on", "id"],
                include=["request", "responsible", "late_from", "waits_for"],
                name="requests_referral_list",
            ),
            models.Index(fields=["organisation", "sent_at"], name="requests_referral_lately"),
            # What waits for somebody: few of many.
            models.Index(
                fields=["organisation", "responsible"],
                condition=models.Q(waits_for="partner"),
                name="requests_waits_partner",
            ),
            models.Index(
                fields=["request"],
                condition=models.Q(waits_for="advisor"),
                name="requests_referral_asks",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["request", "organisation"], name="requests_referral_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=ReferralState.values), name="requests_referral_state"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @classmethod
    def visibility_rule(cls, actor: Actor) -> models.Q:
        """The partner's own referrals and, for the home agency, those of its requests."""
        rule = cls.partner_rule(actor)
        if actor.organisation_id:
            rule |= models.Q(
                request__home_agency_id=actor.organisation_id
            ) & ~CooperationRequest.of_own_company_rule(actor, "request__")
        return rule

    @classmethod
    def partner_rule(cls, actor: Actor) -> models.Q:
        """Referrals that the actor sees from the partner's side."""
        if actor.link is not None:
            if actor.link.purpose == LinkPurpose.REFERRAL:
                return models.Q(pk=actor.link.subject_id)
            return models.Q(pk__in=[])
        if not actor.organisation_id:
            return models.Q(pk__in=[])
        rule = models.Q(organisation_id=actor.organisation_id)
        if actor.own_company_ids:
            rule &= ~models.Q(request__company_id__in=actor.own_company_ids)
            rule &= ~cls.of_own_candidate_rule(actor)
        return rule

    @classmethod
    def of_own_candidate_rule(cls, actor: Actor, referral: str = "") -> models.Q:
        """The referrals, by the prefix of their fields, in which a company of the person was
        suggested: for the partner it does not act on them, nor reads how it fares."""
        from cooperation_requests.models.suggestion import Suggestion

        suggested = Suggestion.objects.unrestricted("the rule itself").filter(
            Suggestion.handed_over_once_rule(),
            referral=models.OuterRef(f"{referral}pk"),
            company_id__in=actor.own_company_ids,
        )
        return models.Q(models.Exists(suggested))

    @classmethod
    def introduced_rule(cls) -> models.Q:
        """Referrals with an introduction of their own."""
        from cooperation_requests.models.suggestion import Suggestion

        introduced = Suggestion.objects.unrestricted("the rule itself").filter(
            state=SuggestionState.INTRODUCED, referral=models.OuterRef("pk")
        )
        return models.Q(models.Exists(introduced))

    @classmethod
    def in_play_rule(cls, request: CooperationRequest) -> models.Q:
        """Who is in play in a request: asked by its present brief, not before it opened again."""
        return models.Q(request=request, state__in=IN_PLAY, brief_version=request.brief_version)

    @classmethod
    def brief_open_rule(cls) -> models.Q:
        """While in play and the request open; after an introduction of its own for good."""
        return models.Q(state__in=IN_PLAY, request__state__in=OPEN) | cls.introduced_rule()
