"""A toy of a company."""

from __future__ import annotations

import uuid

from django.db import models

from activities.actor import Actor
from activities.confidential import ConfidentialManager
from activities.links import Link
from companies.models import Company
from tests.toy.codes import ToyAudience, ToyLink, ToyState


class Toy(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    state = models.CharField(max_length=10, choices=ToyState.choices, default=ToyState.IDLE)
    since = models.DateTimeField()
    turns = models.PositiveIntegerField(default=0)

    objects = ConfidentialManager()

    def __str__(self) -> str:
        return str(self.id)

    @classmethod
    def visibility_rule(cls, actor: Actor) -> models.Q:
        """The company's own people, and the advisors of its agency."""
        if actor.company_id is not None:
            return models.Q(company=actor.company_id)
        return models.Q(company__in=Company.objects.visible_to(actor).values("pk"))


def record_read_by(actor: Actor) -> models.Q | None:
    """Who sees a toy reads what was done with it."""
    seen = models.Q(context_id__in=Toy.objects.visible_to(actor).values("pk"))
    return seen & models.Q(audiences__contains=[ToyAudience.OWNER])


class ToyKey(Link):
    """Lends a toy to an address."""

    KIND = ToyLink.KEY

    toy = models.ForeignKey(Toy, on_delete=models.CASCADE, related_name="+")
