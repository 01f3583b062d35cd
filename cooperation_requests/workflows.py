"""The three workflows: each table with what it needs to know of its rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from activities.actor import Actor
from activities.transitions import Workflow
from cooperation_requests import rules
from cooperation_requests import workflow as w
from cooperation_requests.enums import Side
from cooperation_requests.models import CooperationRequest, Referral, Suggestion
from cooperation_requests.models.waiting import WAITING_FIELDS
from cooperation_requests.waiting import referral_waits, request_waits


def _request_audiences(names: Sequence[str], request: CooperationRequest) -> list[str]:
    found: list[str] = []
    for name in names:
        if name == "starter":
            found.append("company" if request.started_side == Side.COMPANY else "home")
        elif name == "partners_in_play":
            found.extend(
                f"referral:{pk}"
                for pk in Referral.objects.unrestricted("whose timeline shows it")
                .filter(Referral.in_play_rule(request))
                .values_list("pk", flat=True)
            )
        else:
            found.append(name)
    return found


def _referral_audiences(names: Sequence[str], referral: Referral) -> list[str]:
    return [f"referral:{referral.pk}" if name == "referral" else name for name in names]


def _suggestion_audiences(names: Sequence[str], suggestion: Suggestion) -> list[str]:
    found: list[str] = []
    for name in names:
        if name == "referral":
            found.append(f"referral:{suggestion.referral_id}")
        elif name == "company_if_presented":
            if suggestion.presented_at is not None:
                found.append("company")
        elif name == "home_unless_draft":
            if suggestion.known_to_home:
                found.append("home")
        else:
            found.append(name)
    return found


REQUESTS: Workflow[CooperationRequest] = Workflow(
    name="request",
    rows=w.REQUEST,
    relations=rules.request_relations,
    guards=rules.REQUEST_GUARDS,
    audiences=_request_audiences,
    case_id=lambda request: request.pk,
    data=lambda request: {"reference": request.reference},
    wait=request_waits,
    kept=frozenset(WAITING_FIELDS),
)
REFERRALS: Workflow[Referral] = Workflow(
    name="referral",
    rows=w.REFERRAL,
    relations=rules.referral_relations,
    guards=rules.REFERRAL_GUARDS,
    audiences=_referral_audiences,
    case_id=lambda referral: referral.request_id,
    data=lambda referral: {
        "reference": referral.request.reference,
        "referral": str(referral.pk),
        "organisation": str(referral.organisation_id),
    },
    wait=referral_waits,
    kept=frozenset(WAITING_FIELDS),
)
SUGGESTIONS: Workflow[Suggestion] = Workflow(
    name="suggestion",
    rows=w.SUGGESTION,
    relations=rules.suggestion_relations,
    guards=rules.SUGGESTION_GUARDS,
    audiences=_suggestion_audiences,
    case_id=lambda suggestion: suggestion.referral.request_id,
    data=lambda suggestion: {
        "reference": suggestion.referral.request.reference,
        "referral": str(suggestion.referral_id),
        "suggestion": str(suggestion.pk),
        "organisation": str(suggestion.referral.organisation_id),
    },
)


def allowed(row: Any, actor: Actor) -> list[str]:
    """The verbs that `actor` may do with a row of the case now."""
    flows: dict[type, Workflow[Any]] = {
        CooperationRequest: REQUESTS,
        Referral: REFERRALS,
        Suggestion: SUGGESTIONS,
    }
    flow = flows[type(row)]
    return [line.verb for line in flow.verbs(row, actor)]
