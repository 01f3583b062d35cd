"""Whom a request and its referrals wait for, and until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from activities.clock import today
from activities.workflow import Transition
from cooperation_requests import workflow as w
from cooperation_requests.codes import ReferralVerb
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
from cooperation_requests.kinds import kind_of
from cooperation_requests.models import CooperationRequest, Referral, Suggestion
from cooperation_requests.models.waiting import WAITING_FIELDS
from network.models import Organisation


def due_in(organisation: Organisation, working_days: int) -> date:
    """The day that is `working_days` after today at the organisation's seat."""
    return organisation.calendar.add(today(organisation.zone), working_days)


def request_waits(request: CooperationRequest, line: Transition[CooperationRequest]) -> None:
    """Let a request wait for whom the line of the table says. Whom it waits for while partners
    have it `settle` reckons from all that hangs on it."""
    who = line.waits_for
    if who is None or who == WaitsFor.PARTNERS:
        return
    if who == WaitsFor.BOTH_COMPANIES and request.waits_for == who:
        return  # their clock goes on
    start_clock(request, WaitsFor(who))


def start_clock(request: CooperationRequest, who: WaitsFor) -> None:
    """The request waits for `who` from now on, due by the home agency's calendar."""
    days = w.DAYS_TO_ACT.get(who)
    due = due_in(request.home_agency, days) if days else None
    request.wait_for(who, due_on=due, zone=request.home_agency.time_zone)


# Verbs after which a partner that asked something goes on waiting for the reply.
LEAVE_THE_QUESTION_OPEN = frozenset({ReferralVerb.ACCEPT, ReferralVerb.ASSIGN, ReferralVerb.REMIND})


def referral_waits(referral: Referral, line: Transition[Referral]) -> None:
    """Let a referral wait for whom the line of the table says: its partner until its deadline,
    the home advisor by that agency's calendar. While the partner waits for a reply its clock stands
    still, until that comes or the partner's time is over."""
    if line.waits_for is None:
        return
    home, seat = referral.request.home_agency, referral.organisation
    if line.waits_for == WaitsFor.PARTNER:
        asked = referral.waits_for == WaitsFor.ADVISOR and referral.state in WAITING_FOR_ANSWER
        if line.verb in LEAVE_THE_QUESTION_OPEN and asked:
            return
        if line.verb == ReferralVerb.REMIND and referral.waits_for == WaitsFor.PARTNER:
            return  # its clock goes on
        referral.wait_for(WaitsFor.PARTNER, due_on=referral.answer_due_on, zone=seat.time_zone)
    elif line.waits_for == WaitsFor.ADVISOR:
        due = due_in(home, w.DAYS_TO_ACT[WaitsFor.ADVISOR])
        referral.wait_for(WaitsFor.ADVISOR, due_on=due, zone=home.time_zone)
    else:
        referral.wait_for(WaitsFor.NOBODY, due_on=None, zone=seat.time_zone)


@dataclass(frozen=True)
class _Standing:
    """What whoever has to act depends on, of a suggestion."""

    state: str
    word: str


def settle(request: CooperationRequest) -> None:
    """Rewrite whom a forwarded request and its answered referrals wait for (workflow, preamble).

    The clock of whoever had to act before goes on; it starts afresh for somebody new.
    """
    suggested = (
        Suggestion.objects.unrestricted("settling the case")
        .filter(referral=OuterRef("pk"))
        .values(one=JSONObject(state="state", word="word"))
    )
    rows = (
        Referral.objects.unrestricted("settling the case")
        .filter(request=request)
        .select_related("organisation")
        .annotate(suggested=ArraySubquery(suggested))
    )
    standing = {row: [_Standing(**one) for one in row.suggested] for row in rows}
    referrals = list(standing)
    suggestions = [one for of_one in standing.values() for one in of_one]
    undecided = {
        row.pk for row, of_one in standing.items() if any(one.state in UNDECIDED for one in of_one)
    }
    if kind_of(request.kind).answered_in_words:
        undecided |= {
            row.pk
            for row in referrals
            if row.state == ReferralState.ANSWERED and not row.answer_presented
        }
    restarted = []
    for referral in referrals:
        if referral.state == ReferralState.ANSWERED:
            who = WaitsFor.ADVISOR if referral.pk in undecided else WaitsFor.NOBODY
            if referral.waits_for != who:
                due = due_in(request.home_agency, w.DAYS_TO_ACT[WaitsFor.ADVISOR])
                referral.wait_for(who, due_on=due, zone=request.home_agency.time_zone)
                restarted.append(referral)
    if restarted:
        Referral.objects.unrestricted("settling the case").bulk_update(restarted, WAITING_FIELDS)
    count = sum(row.state in UNDECIDED for row in suggestions) or len(undecided)
    fields: set[str] = set()
    if request.undecided_count != count:
        request.undecided_count = count
        fields.add("undecided_count")
    next_one = _waits_for(request, referrals, suggestions, bool(undecided))
    if next_one is not None and (request.waits_for != next_one or next_one == WaitsFor.PARTNERS):
        _restart(request, next_one, referrals)
        fields.update(WAITING_FIELDS)
    if fields:
        request.save(update_fields=sorted(fields))


def _waits_for(
    request: CooperationRequest,
    referrals: Sequence[Referral],
    suggestions: Sequence[_Standing],
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
    answers_presented = kind_of(request.kind).answered_in_words and any(
        row.state == ReferralState.ANSWERED and row.answer_presented for row in referrals
    )
    if answers_presented or any(row.state == SuggestionState.PRESENTED for row in suggestions):
        return WaitsFor.COMPANY
    if any(row.word == Word.ASKED for row in interested):
        return WaitsFor.CANDIDATE
    return w.WAITS_AT_REST[RequestState(request.state)]


def _restart(request: CooperationRequest, who: WaitsFor, referrals: Sequence[Referral]) -> None:
    if who != WaitsFor.PARTNERS:
        start_clock(request, who)
        return
    since = request.waiting_since if request.waits_for == who else None
    due = max(row.answer_due_on for row in referrals if row.waits_for == WaitsFor.PARTNER)
    request.wait_for(who, due_on=due, zone=request.home_agency.time_zone)
    if since is not None:
        request.waiting_since = since
