"""A toy that ran down waits for its company's people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse

from activities.actor import Actor
from activities.duties import DutyKind, DutyRows, DutyWords, columns
from tests.toy.codes import ToyDuty, ToyState
from tests.toy.models import Toy


def _rows(actor: Actor) -> DutyRows | None:
    if actor.company_id is None:
        return None
    idle = Toy.objects.visible_to(actor).filter(state=ToyState.IDLE)
    return columns(idle, ToyDuty.WIND, since="since")


def _words(actor: Actor, keys: Sequence[UUID]) -> Mapping[UUID, DutyWords]:
    return {
        toy.pk: DutyWords(
            what="Wind the toy up",
            about=toy.name,
            who=toy.company.legal_name,
            url=reverse("toy:toy", kwargs={"toy_id": toy.pk}),
        )
        for toy in Toy.objects.visible_to(actor).filter(pk__in=keys).select_related("company")
    }


DUTIES = (DutyKind(ToyDuty.WIND, _rows, _words),)
