"""How a request ends and how it opens again."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from activities.actor import Actor
from activities.clock import now
from activities.workflow import Allowed, Transition
from cooperation_requests.actions.hiding import check_for_company
from cooperation_requests.actions.moving import (
    move,
    record_words_for_company,
    require_choice,
    require_words,
    say,
)
from cooperation_requests.codes import (
    CaseKind,
    CaseRelation,
    ReferralVerb,
    RequestVerb,
    SuggestionVerb,
    within,
)
from cooperation_requests.enums import (
    ALIVE,
    AWAITING_ANSWER,
    CloseReason,
    Side,
    SuggestionState,
    Thread,
    WaitsFor,
    WithdrawReason,
)
from cooperation_requests.kinds import kind_of
from cooperation_requests.known import keep_what_is_named
from cooperation_requests.locks import lock_referrals, lock_request, lock_suggestions
from cooperation_requests.models import AnswerLink, CooperationRequest, Referral, Suggestion
from cooperation_requests.models.waiting import WAITING_FIELDS
from cooperation_requests.workflows import REFERRALS, REQUESTS, SUGGESTIONS
from notifications.outbox import drop_unsent


@transaction.atomic
def close(*, actor: Actor, request_id: UUID, reason: str, words: str) -> CooperationRequest:
    """End a request with its outcome; company and partners in play hear of it."""
    # First whether it is possible: what is refused for its words must not cost less than the verb.
    allowed = REQUESTS.allow(RequestVerb.CLOSE, lock_request(request_id), actor)
    require_choice("reason", reason, CloseReason)
    require_words(words=words)
    if reason not in kind_of(allowed.row.kind).close_reasons:
        raise ValidationError({"reason": [_("This reason is for market information only.")]})
    check_for_company(actor, allowed.row, words=words)
    return end(allowed, reason=reason, words=words)


@transaction.atomic
def withdraw(*, actor: Actor, request_id: UUID, reason: str, words: str = "") -> CooperationRequest:
    """The company takes its request back."""
    allowed = REQUESTS.allow(RequestVerb.WITHDRAW, lock_request(request_id), actor)
    require_choice("reason", reason, WithdrawReason)
    check_for_company(actor, allowed.row, words=words)
    return end(allowed, reason=reason, words=words)


def end(allowed: Allowed[CooperationRequest], *, reason: str, words: str) -> CooperationRequest:
    """End a request by the verb that is allowed, with all that hangs on it: referrals recalled,
    suggestions lapsed, links revoked, open questions and unsent notices dropped. The caller is in a
    transaction."""
    request, actor = allowed.row, allowed.actor
    # An introduction holds whatever becomes of the request: both sides hear of it.
    drop_unsent(request.pk, but=[RequestVerb.INTRODUCE])
    part = within(CaseKind.REQUEST, allowed.verb)

    def finish(row: CooperationRequest, line: Transition[CooperationRequest]) -> None:
        row.end_reason = reason
        row.end_words = words.strip()
        row.ended_at = now()
        row.question_open = False
        row.undecided_count = 0

    def stop(row: Referral, line: Transition[Referral]) -> None:
        row.asked_back_at = None

    # The request goes first: its audiences and notices are those who are in play now.
    move(allowed, change=finish, data={"reason": reason})
    if not actor.company_id:
        record_words_for_company(request.pk, request.end_words)
    waiting = Q(state__in=AWAITING_ANSWER) | ~Q(waits_for=WaitsFor.NOBODY)
    rows = Referral.objects.unrestricted("ended with its request").filter(waiting)
    locked = lock_referrals(request, rows)
    unanswered = locked.only(lambda row: row.state in AWAITING_ANSWER)
    recalled = REFERRALS.allow(ReferralVerb.RECALL, unanswered, actor, as_part_of=part)
    move(recalled, change=stop, data={"with_request": True})
    if answered := [row for row in locked if row.waits_for]:
        for row in answered:
            row.wait_for(WaitsFor.NOBODY, due_on=None, zone=row.organisation.time_zone)
        rows.bulk_update(answered, WAITING_FIELDS)
    undecided = Suggestion.objects.unrestricted("ended with its request").filter(state__in=ALIVE)
    alive = lock_suggestions(request, undecided)
    lapsed = SUGGESTIONS.allow(SuggestionVerb.LAPSE, alive, actor, as_part_of=part)
    move(lapsed, change=lambda row, line: keep_what_is_named(row))
    revoke_links(request.pk)
    return request


def revoke_links(request_id: UUID) -> None:
    """No link of an ended case opens anything but the page that says so; who was introduced keeps
    the page with the contact."""
    links = AnswerLink.objects.unrestricted("revoked with its case").filter(revoked_at__isnull=True)
    of_candidate = Q(suggestion__referral__request_id=request_id) & ~Q(
        suggestion__state=SuggestionState.INTRODUCED
    )
    links.filter(Q(referral__request_id=request_id) | of_candidate).update(revoked_at=now())


@transaction.atomic
def reopen(*, actor: Actor, request_id: UUID, words: str) -> CooperationRequest:
    """Open an ended request again, saying why; all clocks start afresh."""
    allowed = REQUESTS.allow(RequestVerb.REOPEN, lock_request(request_id), actor)
    require_words(words=words)
    check_for_company(actor, allowed.row, words=words)

    def change(request: CooperationRequest, line: Transition[CooperationRequest]) -> None:
        request.ended_at = None
        request.end_reason = ""
        request.end_words = ""

    (moved,) = move(allowed, change=change)
    say(
        request=moved.row,
        actor=actor,
        thread=Thread.COMPANY,
        side=Side.COMPANY if CaseRelation.COMPANY in moved.line.by else Side.HOME,
        text=words,
    )
    if not actor.company_id:
        record_words_for_company(request_id, words)
    return moved.row
