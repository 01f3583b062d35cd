"""The three workflows put together, and what follows every move of a case.

Lock order: the request, then referrals by id, then suggestions by id. What is checked is read
after the lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from activities.actor import Actor
from activities.clock import today
from activities.transitions import Workflow
from cooperation_requests import rules
from cooperation_requests import workflow as w
from cooperation_requests.enums import (
    UNDECIDED,
    WAITING_FOR_ANSWER,
    ReferralState,
    RequestState,
    Side,
    SuggestionState,
    WaitsFor,
    Word,
)
from cooperation_requests.models import CooperationRequest, Referral, Suggestion
from network.models import Organisation


def lock_request(request_id: UUID) -> CooperationRequest:
    """Lock a request and read it; every action of its case starts here."""
    return (
        CooperationRequest.objects.unrestricted("the caller found it by visible_to")
        .select_related("company", "home_agency")
        .select_for_update(of=("self",))
        .get(pk=request_id)
    )


def lock_referral(referral_id: UUID) -> Referral:
    """Lock the request of a referral first, then the referral, and read it."""
    request_id = (
        Referral.objects.unrestricted("the caller found it by visible_to")
        .values_list("request_id", flat=True)
        .get(pk=referral_id)
    )
    _hold(CooperationRequest.objects.unrestricted("locked, not read"), request_id)
    return next(iter(_locked_referrals([referral_id])))


def lock_suggestion(suggestion_id: UUID) -> Suggestion:
    """Lock request, referral and suggestion, in this order, and read the suggestion."""
    request_id, referral_id = (
        Suggestion.objects.unrestricted("the caller found it by visible_to")
        .values_list("referral__request_id", "referral_id")
        .get(pk=suggestion_id)
    )
    _hold(CooperationRequest.objects.unrestricted("locked, not read"), request_id)
    _hold(Referral.objects.unrestricted("locked, not read"), referral_id)
    return next(iter(_locked_suggestions([suggestion_id])))


def _hold(rows: QuerySet[Any], pk: UUID) -> None:
    """Lock a row that is read later, with the one below it."""
    rows.select_for_update().values_list("pk", flat=True).get(pk=pk)


def _locked_requests(ids: Iterable[UUID]) -> Iterable[CooperationRequest]:
    return (
        CooperationRequest.objects.unrestricted("locking for a transition")
        .select_related("company", "home_agency")
        .select_for_update(of=("self",))
        .filter(pk__in=list(ids))
        .order_by("pk")
    )


def _locked_referrals(ids: Iterable[UUID]) -> Iterable[Referral]:
    return (
        Referral.objects.unrestricted("locking for a transition")
        .select_related("request__company", "request__home_agency", "organisation")
        .select_for_update(of=("self",))
        .filter(pk__in=list(ids))
        .order_by("pk")
    )


def _locked_suggestions(ids: Iterable[UUID]) -> Iterable[Suggestion]:
    return (
        Suggestion.objects.unrestricted("locking for a transition")
        .select_related(
            "referral__request__company",
            "referral__request__home_agency",
            "referral__organisation",
            "company",
        )
        .select_for_update(of=("self",))
        .filter(pk__in=list(ids))
        .order_by("pk")
    )


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
    load=_locked_requests,
    data=lambda request: {"reference": request.reference},
)
REFERRALS: Workflow[Referral] = Workflow(
    name="referral",
    rows=w.REFERRAL,
    relations=rules.referral_relations,
    guards=rules.REFERRAL_GUARDS,
    audiences=_referral_audiences,
    case_id=lambda referral: referral.request_id,
    load=_locked_referrals,
    data=lambda referral: {
        "reference": referral.request.reference,
        "referral": str(referral.pk),
        "organisation": str(referral.organisation_id),
    },
)
SUGGESTIONS: Workflow[Suggestion] = Workflow(
    name="suggestion",
    rows=w.SUGGESTION,
    relations=rules.suggestion_relations,
    guards=rules.SUGGESTION_GUARDS,
    audiences=_suggestion_audiences,
    case_id=lambda suggestion: suggestion.referral.request_id,
    load=_locked_suggestions,
    data=lambda suggestion: {
        "reference": suggestion.referral.request.reference,
        "referral": str(suggestion.referral_id),
        "suggestion": str(suggestion.pk),
        "organisation": str(suggestion.referral.organisation_id),
    },
)


def due_in(organisation: Organisation, working_days: int) -> date:
    """The day that is `working_days` after today at the organisation's seat."""
    return organisation.calendar.add(today(organisation.zone), working_days)


def start_clock(request: CooperationRequest, who: str) -> tuple[str, ...]:
    """The request waits for `who`, due by the home agency's calendar; the fields written."""
    days = w.DAYS_TO_ACT.get(WaitsFor(who))
    due = due_in(request.home_agency, days) if days else None
    return request.wait_for(who, due_on=due, zone=request.home_agency.time_zone)


def partner_s_turn(row: Referral) -> tuple[str, ...]:
    """It waits for the partner, unless the partner waits for a reply: then its clock stands still
    until that comes, or the partner's time is over."""
    if row.waits_for == WaitsFor.ADVISOR and row.state in WAITING_FOR_ANSWER:
        return ()
    return row.wait_for(WaitsFor.PARTNER, due_on=row.answer_due_on, zone=row.organisation.time_zone)


def settle(request: CooperationRequest) -> None:
    """Rewrite whom a forwarded request and its answered referrals wait for (workflow, preamble).

    The clock of whoever had to act before goes on; it starts afresh for somebody new.
    """
    referrals = list(
        Referral.objects.unrestricted("settling the case")
        .filter(request=request)
        .select_related("organisation")
    )
    suggestions = list(
        Suggestion.objects.unrestricted("settling the case").filter(referral__request=request)
    )
    undecided = {row.referral_id for row in suggestions if row.state in UNDECIDED}
    if rules.is_market_information(request):
        undecided |= {
            row.pk
            for row in referrals
            if row.state == ReferralState.ANSWERED and not row.answer_presented
        }
    for referral in referrals:
        if referral.state == ReferralState.ANSWERED:
            who = WaitsFor.ADVISOR if referral.pk in undecided else WaitsFor.NOBODY
            if referral.waits_for != who:
                due = due_in(request.home_agency, w.DAYS_TO_ACT[WaitsFor.ADVISOR])
                referral.save(
                    update_fields=referral.wait_for(
                        who, due_on=due, zone=request.home_agency.time_zone
                    )
                )
    count = sum(row.state in UNDECIDED for row in suggestions) or len(undecided)
    fields: set[str] = set()
    if request.undecided_count != count:
        request.undecided_count = count
        fields.add("undecided_count")
    next_one = _waits_for(request, referrals, suggestions, bool(undecided))
    if next_one is not None and (request.waits_for != next_one or next_one == WaitsFor.PARTNERS):
        fields.update(_restart(request, next_one, referrals))
    if fields:
        request.save(update_fields=sorted(fields))


def _waits_for(
    request: CooperationRequest,
    referrals: list[Referral],
    suggestions: list[Suggestion],
    undecided: bool,
) -> WaitsFor | None:
    if request.state == RequestState.WITH_PARTNERS:
        partner_has_to_act = any(row.waits_for == WaitsFor.PARTNER for row in referrals)
        return WaitsFor.ADVISOR if undecided or not partner_has_to_act else WaitsFor.PARTNERS
    if request.state not in {RequestState.PRESENTED, RequestState.INTRODUCED}:
        return None
    interested = [row for row in suggestions if row.state == SuggestionState.INTERESTED]
    if undecided or any(row.word == Word.AGREED for row in interested):
        return WaitsFor.ADVISOR
    answers_presented = rules.is_market_information(request) and any(
        row.state == ReferralState.ANSWERED and row.answer_presented for row in referrals
    )
    if answers_presented or any(row.state == SuggestionState.PRESENTED for row in suggestions):
        return WaitsFor.COMPANY
    if any(row.word == Word.ASKED for row in interested):
        return WaitsFor.CANDIDATE
    if request.state == RequestState.INTRODUCED:
        return WaitsFor.BOTH_COMPANIES
    return WaitsFor.ADVISOR


def _restart(
    request: CooperationRequest, who: WaitsFor, referrals: list[Referral]
) -> tuple[str, ...]:
    if who != WaitsFor.PARTNERS:
        return start_clock(request, who)
    since = request.waiting_since if request.waits_for == who else None
    due = max(row.answer_due_on for row in referrals if row.waits_for == WaitsFor.PARTNER)
    fields = request.wait_for(who, due_on=due, zone=request.home_agency.time_zone)
    if since is not None:
        request.waiting_since = since
    return fields


def allowed(row: Any, actor: Actor) -> list[str]:
    """The verbs that `actor` may do with a row of the case now."""
    flows: dict[type, Workflow[Any]] = {
        CooperationRequest: REQUESTS,
        Referral: REFERRALS,
        Suggestion: SUGGESTIONS,
    }
    flow = flows[type(row)]
    return [line.verb for line in flow.verbs(row, actor)]
