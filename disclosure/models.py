"""The record of what of whom became known to whom."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from activities.actor import Actor
from activities.clock import now
from activities.confidential import ConfidentialManager
from activities.models import Activity
from companies.models import Company
from disclosure.enums import Field
from disclosure.parties import Origin, disclosed_to_rule
from network.models import Organisation


def _exactly_one(*columns: str) -> Exact:
    """That one of these columns is filled; what is empty is null."""
    filled = models.Func(
        *(models.F(name) for name in columns),
        function="num_nonnulls",
        output_field=models.IntegerField(),
    )
    return Exact(filled, 1)


class Disclosure(models.Model):
    """`fields` of a company, or of another kind of thing, became known to an organisation, a
    company, an address or an audience, on a registered `ground`.

    `case_id` is the case in which it happened, as of activities; `origin` the thing in it that led
    there. It holds until `until`, or until it is withdrawn; the row stays.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company = models.ForeignKey(Company, null=True, on_delete=models.PROTECT, related_name="+")
    subject_kind = models.CharField(max_length=20, blank=True)
    subject_id = models.UUIDField(null=True)
    fields = ArrayField(models.CharField(max_length=10, choices=Field.choices))
    to_organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    to_company = models.ForeignKey(Company, null=True, on_delete=models.PROTECT, related_name="+")
    to_address = models.EmailField(null=True)  # noqa: DJ001  one of four is filled
    audience_kind = models.CharField(max_length=20, blank=True)
    audience_id = models.UUIDField(null=True)
    ground = models.CharField(max_length=20)
    case_id = models.UUIDField(null=True)
    origin_kind = models.CharField(max_length=20)
    origin_id = models.UUIDField()
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="+")
    disclosed_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = ConfidentialManager()

    class Meta:
        verbose_name = _("disclosure")
        verbose_name_plural = _("disclosures")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["case_id", "company"], name="disclosure_case"),
            models.Index(fields=["origin_id"], name="disclosure_origin"),
            models.Index(
                fields=["to_organisation", "company"],
                condition=models.Q(fields__contains=[Field.NAME]),
                name="disclosure_named_to",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=_exactly_one("company", "subject_id"), name="disclosure_of_one"
            ),
            models.CheckConstraint(
                condition=_exactly_one(
                    "to_organisation", "to_company", "to_address", "audience_id"
                ),
                name="disclosure_to_one",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def origin(self) -> Origin:
        """The thing that led to it."""
        return Origin(self.origin_kind, self.origin_id)

    @classmethod
    def visibility_rule(cls, actor: Actor) -> models.Q:
        """The company whose data it was, and who came to know them."""
        own = models.Q(company_id=actor.company_id) if actor.company_id else models.Q(pk__in=[])
        return own | (disclosed_to_rule(actor) or models.Q(pk__in=[]))

    @classmethod
    def in_force_rule(cls) -> models.Q:
        """What was not withdrawn and has not run out."""
        return models.Q(withdrawn_at__isnull=True) & (
            models.Q(until__isnull=True) | models.Q(until__gt=now())
        )
