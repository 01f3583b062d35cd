"""The table of toys."""

from __future__ import annotations

from activities.actor import CLOCK, Actor
from activities.codes import Edge, Relation
from activities.contexts import Context
from activities.workflow import Transition, Workflow
from tests.toy.codes import (
    ToyAudience,
    ToyContext,
    ToyHearer,
    ToyKind,
    ToyRelation,
    ToyState,
    ToyVerb,
)
from tests.toy.models import Toy

LINES: tuple[Transition[Toy], ...] = (
    Transition(
        ToyVerb.WIND,
        (ToyState.IDLE,),
        ToyState.WOUND,
        (ToyRelation.OWNER,),
        "Wind it up",
        seen_by=(ToyAudience.OWNER,),
    ),
    Transition(
        ToyVerb.RUN_DOWN,
        (ToyState.WOUND,),
        ToyState.IDLE,
        (ToyRelation.CLOCK,),
        "It runs down",
        seen_by=(ToyAudience.OWNER,),
        heard_by=(ToyHearer.OWNER,),
        button=False,
    ),
)


def _relations(actor: Actor, toy: Toy) -> frozenset[Relation]:
    if actor == CLOCK:
        return frozenset({ToyRelation.CLOCK})
    own = actor.company_id is not None and actor.company_id == toy.company_id
    return frozenset({ToyRelation.OWNER}) if own else frozenset()


TOYS: Workflow[Toy] = Workflow(
    kind=ToyKind.TOY,
    lines=LINES,
    relations=_relations,
    audiences={ToyAudience.OWNER: lambda toy: [ToyAudience.OWNER]},
    context=lambda toy: Context(ToyContext.TOY, toy.pk),
)
assert Edge.SAME not in {line.target for line in LINES}
