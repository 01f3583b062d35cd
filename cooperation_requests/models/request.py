"""The cooperation request: a company's need on its way through the network."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from activities.actor import Actor
from activities.confidential import ConfidentialManager
from companies.enums import SizeClass
from companies.models import Company
from cooperation_requests.enums import Kind, RequestState, Side
from cooperation_requests.models.waiting import Waiting
from cooperation_requests.searching import document
from network.models import Organisation, check_regions, check_sectors

if TYPE_CHECKING:
    from cooperation_requests.models.brief import Brief


class RequestCounter(models.Model):
    """The last number given in a year; locked while a request is submitted."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("counter of requests")
        verbose_name_plural = _("counters of requests")

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Need(models.Model):
    """The fields in which a need is described; a request has them in the company's own words and
    a brief in words for partners."""

    title = models.CharField(_("title"), max_length=160, blank=True)
    text = models.TextField(_("what is looked for"), max_length=20_000, blank=True)
    language = models.CharField(_("language of the text"), max_length=8, default="en")
    kind = models.CharField(_("kind of partner"), max_length=20, choices=Kind.choices, blank=True)
    sectors = ArrayField(
        models.CharField(max_length=8),
        verbose_name=_("sectors"),
        default=list,
        blank=True,
        validators=[check_sectors],
    )
    regions = ArrayField(
        models.CharField(max_length=5),
        verbose_name=_("target regions"),
        default=list,
        blank=True,
        validators=[check_regions],
    )
    size_classes = ArrayField(
        models.CharField(max_length=10, choices=SizeClass.choices),
        verbose_name=_("size of the partner"),
        default=list,
        blank=True,
    )
    languages = ArrayField(
        models.CharField(max_length=8),
        verbose_name=_("languages of contact"),
        default=list,
        blank=True,
    )
    quantities = models.CharField(_("quantities"), max_length=300, blank=True)

    class Meta:
        abstract = True


NEED_FIELDS = tuple(field.name for field in Need._meta.fields)


class CooperationRequest(Need, Waiting):
    """A company's request. `home_agency` is its single point of contact, set at `start`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Null until it is submitted: many drafts, each number once.
    reference = models.CharField(max_length=20, unique=True, null=True, editable=False)  # noqa: DJ001
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    home_agency = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    started_side = models.CharField(
        max_length=10, choices=[(Side.COMPANY, Side.COMPANY.label), (Side.HOME, Side.HOME.label)]
    )
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(
        max_length=20, choices=RequestState.choices, default=RequestState.DRAFT
    )
    question_open = models.BooleanField(default=False)
    brief_version = models.PositiveIntegerField(default=0)
    submitted_at = models.DateTimeField(null=True)
    forwarded_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=30, blank=True)
    end_words = models.TextField(max_length=5_000, blank=True)
    saved_at = models.DateTimeField()
    # Kept for lists and tabs, written by every action of the case.
    undecided_count = models.PositiveIntegerField(default=0)

    objects = ConfidentialManager()

    @cached_property
    def briefs_read(self) -> dict[int, Brief]:
        """Filled and read by `queries.briefs_of` alone."""
        return {}

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        indexes: ClassVar[list[models.Index]] = [
            # The inbox: tabs, their counts and their order, read from the index alone.
            models.Index(
                fields=["home_agency", "state", "waiting_since", "id"],
                include=["company", "started_side", "undecided_count", "responsible", "late_from"],
                name="requests_inbox",
            ),
            models.Index(
                fields=["home_agency", "waiting_since", "id"], name="requests_agency_waiting"
            ),
            GinIndex(
                models.F("home_agency"),
                document(reference="reference"),
                name="requests_words",
            ),
            # What waits for somebody of the home agency: few of many.
            models.Index(
                fields=["home_agency", "responsible"],
                condition=models.Q(waits_for__in=["home_desk", "advisor", "starter"]),
                name="requests_waits_home",
            ),
            models.Index(fields=["company", "-submitted_at"], name="requests_company"),
            GinIndex(fields=["regions"], name="requests_regions"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(state__in=RequestState.values), name="requests_request_state"
            ),
            models.CheckConstraint(
                condition=models.Q(state=RequestState.DRAFT) | models.Q(reference__isnull=False),
                name="requests_submitted_has_number",
            ),
        ]

    def __str__(self) -> str:
        return self.reference or str(self.id)

    @classmethod
    def visibility_rule(cls, actor: Actor) -> models.Q:
        """access.md: a draft by the side that started it; then the company and its home agency.

        Partners and candidates never see the request itself: they have their referral and their
        suggestion. Nobody acts for an agency on a case of their own company.
        """
        nobody = models.Q(pk__in=[])
        draft = models.Q(state=RequestState.DRAFT)
        if actor.company_id:
            return models.Q(company_id=actor.company_id) & (
                ~draft | models.Q(started_side=Side.COMPANY)
            )
        if actor.organisation_id:
            return (
                models.Q(home_agency_id=actor.organisation_id)
                & (~draft | models.Q(started_side=Side.HOME))
                & ~cls.of_own_company_rule(actor)
            )
        return nobody

    @classmethod
    def of_own_company_rule(cls, actor: Actor, request: str = "") -> models.Q:
        """The cases, by the prefix of their fields, in which a company of the person asks or was
        suggested: for the home agency it does not act on them."""
        from cooperation_requests.models.suggestion import Suggestion

        own = models.Q(**{f"{request}company_id__in": actor.own_company_ids})
        if actor.own_company_ids:
            suggested = Suggestion.objects.unrestricted("the rule itself").filter(
                Suggestion.handed_over_once_rule(),
                referral__request=models.OuterRef(f"{request}pk"),
                company_id__in=actor.own_company_ids,
            )
            own |= models.Q(models.Exists(suggested))
        return own


class DraftInput(models.Model):
    """What a person types into a form, saved as they type; seen by that person only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    subject_id = models.UUIDField()
    form = models.CharField(max_length=40)
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("unsent input")
        verbose_name_plural = _("unsent input")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user", "subject_id", "form"], name="requests_draft_input_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.subject_id}"
