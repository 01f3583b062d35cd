"""The three workflows: each table with what it needs to know of its rows."""

from __future__ import annotations

from activities.workflow import Workflow
from cooperation_requests import rules
from cooperation_requests import workflow as w
from cooperation_requests.codes import CaseAudience, CaseKind, context_of, timeline_of
from cooperation_requests.enums import Side
from cooperation_requests.models import CooperationRequest, Referral, Suggestion
from cooperation_requests.models.waiting import WAITING_FIELDS
from cooperation_requests.queries import partners_in_play
from cooperation_requests.waiting import referral_waits, request_waits


def _partners_in_play(request: CooperationRequest) -> list[str]:
    return [timeline_of(referral.pk) for referral in partners_in_play(request)]


def _starter(request: CooperationRequest) -> list[str]:
    own = request.started_side == Side.COMPANY
    return [CaseAudience.COMPANY if own else CaseAudience.HOME]


REQUESTS: Workflow[CooperationRequest] = Workflow(
    kind=CaseKind.REQUEST,
    lines=w.REQUEST,
    relations=rules.request_relations,
    audiences={
        CaseAudience.HOME: lambda request: [CaseAudience.HOME],
        CaseAudience.COMPANY: lambda request: [CaseAudience.COMPANY],
        CaseAudience.STARTER: _starter,
        CaseAudience.PARTNERS_IN_PLAY: _partners_in_play,
    },
    context=lambda request: context_of(request.pk),
    data=lambda request: {"reference": request.reference},
    wait=request_waits,
    kept=frozenset(WAITING_FIELDS),
)
REFERRALS: Workflow[Referral] = Workflow(
    kind=CaseKind.REFERRAL,
    lines=w.REFERRAL,
    relations=rules.referral_relations,
    audiences={
        CaseAudience.HOME: lambda referral: [CaseAudience.HOME],
        CaseAudience.REFERRAL: lambda referral: [timeline_of(referral.pk)],
    },
    context=lambda referral: context_of(referral.request_id),
    data=lambda referral: {
        "reference": referral.request.reference,
        "referral": str(referral.pk),
        "organisation": str(referral.organisation_id),
    },
    wait=referral_waits,
    kept=frozenset(WAITING_FIELDS),
)
SUGGESTIONS: Workflow[Suggestion] = Workflow(
    kind=CaseKind.SUGGESTION,
    lines=w.SUGGESTION,
    relations=rules.suggestion_relations,
    audiences={
        CaseAudience.HOME: lambda suggestion: [CaseAudience.HOME],
        CaseAudience.HOME_UNLESS_DRAFT: lambda suggestion: (
            [CaseAudience.HOME] if suggestion.known_to_home else []
        ),
        CaseAudience.COMPANY: lambda suggestion: [CaseAudience.COMPANY],
        CaseAudience.COMPANY_IF_PRESENTED: lambda suggestion: (
            [CaseAudience.COMPANY] if suggestion.presented_at is not None else []
        ),
        CaseAudience.REFERRAL: lambda suggestion: [timeline_of(suggestion.referral_id)],
    },
    context=lambda suggestion: context_of(suggestion.referral.request_id),
    data=lambda suggestion: {
        "reference": suggestion.referral.request.reference,
        "referral": str(suggestion.referral_id),
        "suggestion": str(suggestion.pk),
        "organisation": str(suggestion.referral.organisation_id),
    },
)
