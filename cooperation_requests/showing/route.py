"""The route: the voyage of a request, a referral or a suggestion as ports with their dates."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from activities.models import Activity
from cooperation_requests.codes import CaseKind, ReferralVerb, RequestVerb, SuggestionVerb
from cooperation_requests.enums import (
    ENDED,
    ReferralState,
    RequestState,
    SuggestionState,
    Word,
)
from cooperation_requests.models import CooperationRequest, Referral, Suggestion
from cooperation_requests.workflow import port_of
from web.components import Port

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

HOME_LABELS: tuple[StrOrPromise, ...] = (
    _("Submitted"),
    _("Triage"),
    _("With partners"),
    _("Suggestions"),
    _("Presented"),
    _("Introduced"),
    _("Outcome"),
)
COMPANY_LABELS: tuple[StrOrPromise, ...] = (
    _("Submitted"),
    _("Checked"),
    _("With partners"),
    _("Suggestions"),
    _("Your choice"),
    _("Contact"),
    _("Outcome"),
)
PARTNER_LABELS: tuple[StrOrPromise, ...] = (
    _("Asked"),
    _("Accepted"),
    _("Answered"),
    _("Presented"),
    _("Chosen"),
    _("Introduced"),
    _("Outcome"),
)
CANDIDATE_LABELS: tuple[StrOrPromise, ...] = (
    _("Proposed"),
    _("Asked"),
    _("Your answer"),
    _("Introduced"),
)

# The activity that reaches each port of a request.
ENDINGS = (
    (CaseKind.REQUEST, RequestVerb.CLOSE),
    (CaseKind.REQUEST, RequestVerb.DECLINE),
    (CaseKind.REQUEST, RequestVerb.WITHDRAW),
)
REACHED_BY = (
    ((CaseKind.REQUEST, RequestVerb.SUBMIT),),
    ((CaseKind.REQUEST, RequestVerb.TAKE), (CaseKind.REQUEST, RequestVerb.ASSIGN)),
    ((CaseKind.REQUEST, RequestVerb.FORWARD),),
    ((CaseKind.REFERRAL, ReferralVerb.ANSWER),),
    ((CaseKind.REQUEST, RequestVerb.PRESENT),),
    ((CaseKind.REQUEST, RequestVerb.INTRODUCE),),
    ENDINGS,
)

# The activity by which a referral came to its outcome.
ENDED_BY: dict[str, ReferralVerb] = {
    ReferralState.NO_CANDIDATE: ReferralVerb.FIND_NONE,
    ReferralState.DECLINED: ReferralVerb.DECLINE,
    ReferralState.RECALLED: ReferralVerb.RECALL,
}


def _first_dates(case_id: UUID) -> dict[tuple[str, str], datetime]:
    """When each kind of thing happened first in a case; one query."""
    verbs = {pair[1] for pairs in REACHED_BY for pair in pairs}
    found: dict[tuple[str, str], datetime] = {}
    for kind, verb, at in (
        Activity.objects.unrestricted("dates of the route alone")
        .filter(
            context_id=case_id,
            verb__in=verbs,
            subject_kind__in=[CaseKind.REQUEST, CaseKind.REFERRAL],
        )
        .order_by("happened_at", "id")
        .values_list("subject_kind", "verb", "happened_at")
    ):
        if (kind, verb) in ENDINGS:
            found[kind, verb] = at
        else:
            found.setdefault((kind, verb), at)
    return found


def of_request(request: CooperationRequest, labels: tuple[StrOrPromise, ...]) -> list[Port]:
    """The seven ports of a request; the present one is 'now', an ended one ends at the outcome."""
    here = port_of(request.state, request.undecided_count)
    dates = _first_dates(request.pk) if request.state != RequestState.DRAFT else {}
    ports = []
    for number, label in enumerate(labels):
        at = next((dates[pair] for pair in REACHED_BY[number] if pair in dates), None)
        state = "now" if number == here else "done" if number < here and at else "ahead"
        note: str | datetime = at or ""
        # How many came in is the desk's; the company counts the cards that it is shown.
        if number == 3 and here == 3 and labels is not COMPANY_LABELS:
            note = ngettext("%(count)s in", "%(count)s in", request.undecided_count) % {
                "count": request.undecided_count
            }
        ports.append(Port(label, state, note if state != "ahead" else ""))  # type: ignore[arg-type]
    return ports


def is_ended(request: CooperationRequest) -> bool:
    return request.state in ENDED


def of_referral(referral: Referral, suggestions: list[Suggestion]) -> list[Port]:
    """The seven ports as the partner sees its own referral."""
    states = {row.state for row in suggestions}
    dates = _dates_of_referral(referral, suggestions)
    reached = [
        referral.sent_at,
        # Answered at once counts as accepted, declined does not.
        referral.accepted_at
        or (referral.answered_at if referral.state == ReferralState.ANSWERED else None),
        referral.answered_at,
        min((row.presented_at for row in suggestions if row.presented_at), default=None),
        dates.get(SuggestionVerb.CHOOSE),
        min((row.introduced_at for row in suggestions if row.introduced_at), default=None),
        dates.get(ENDED_BY.get(referral.state, "")) or referral.request.ended_at,
    ]
    here = 0
    if referral.state == ReferralState.ACCEPTED:
        here = 1
    elif referral.state == ReferralState.ANSWERED:
        here = 2
    if reached[3]:
        here = 3
    if SuggestionState.INTERESTED in states:
        here = 4
    if any(row.is_introduced for row in suggestions):
        here = 5
    if has_ended(referral) or referral.state == ReferralState.NO_CANDIDATE:
        here = 6
    return _ports(PARTNER_LABELS, reached, here)


def has_ended(referral: Referral) -> bool:
    """Whether its partner can do nothing more: by its own end or by that of its request. Who found
    nobody may still answer."""
    return referral.request.state in ENDED or referral.state in {
        ReferralState.DECLINED,
        ReferralState.RECALLED,
    }


def _dates_of_referral(referral: Referral, suggestions: list[Suggestion]) -> dict[str, datetime]:
    """When one of the suggestions was first chosen since it was proposed last, and when the
    referral ended last; one query."""
    proposed = {row.pk: row.proposed_at for row in suggestions}
    chosen = Q(
        subject_kind=CaseKind.SUGGESTION,
        subject_id__in=list(proposed),
        verb=SuggestionVerb.CHOOSE,
    )
    ended = Q(subject_kind=CaseKind.REFERRAL, subject_id=referral.pk, verb__in=ENDED_BY.values())
    found: dict[str, datetime] = {}
    for verb, about, at in (
        Activity.objects.unrestricted("dates of the route alone")
        .filter(ended | chosen, context_id=referral.request_id)
        .order_by("happened_at", "id")
        .values_list("verb", "subject_id", "happened_at")
    ):
        if verb != SuggestionVerb.CHOOSE:
            found[verb] = at
        elif at >= proposed[about]:
            found.setdefault(verb, at)
    return found


def of_suggestion(suggestion: Suggestion) -> list[Port]:
    """The ports as the candidate sees its own suggestion."""
    here = 0
    if suggestion.word == Word.ASKED:
        here = 1
    elif suggestion.word in {Word.AGREED, Word.REFUSED}:
        here = 2
    if suggestion.is_introduced:
        here = 3
    reached = [suggestion.proposed_at, suggestion.asked_at, None, suggestion.introduced_at]
    return _ports(CANDIDATE_LABELS, reached, here, none_skipped=True)


def _ports(
    labels: tuple[StrOrPromise, ...],
    reached: list[datetime | None],
    here: int,
    *,
    none_skipped: bool = False,
) -> list[Port]:
    ports = []
    for number, label in enumerate(labels):
        at = reached[number]
        if number == here:
            ports.append(Port(label, "now", at or ""))
        elif number < here and (at or number == 0 or none_skipped):
            ports.append(Port(label, "done", at or ""))
        else:
            ports.append(Port(label, "ahead"))
    return ports
