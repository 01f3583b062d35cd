"""Whom a request and its referrals wait for, and until when."""

from __future__ import annotations

from datetime import date

from activities.clock import today
from cooperation_requests import rules
from cooperation_requests import workflow as w
from cooperation_requests.enums import (
    UNDECIDED,
    WAITING_FOR_ANSWER,
    WITH_THE_COMPANY,
    ReferralState,
    RequestState,
    SuggestionState,
    WaitsFor,
    Word,
)
from cooperation_requests.models import CooperationRequest, Referral, Suggestion
from network.models import Organisation


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
    if request.state not in WITH_THE_COMPANY:
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
    return w.WAITS_AT_REST[RequestState(request.state)]


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
