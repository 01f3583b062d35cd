"""How a request ends and how it opens again."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from activities.actor import Actor
from activities.clock import now
from activities.transitions import Transition
from cooperation_requests.actions.hiding import hide_from_company
from cooperation_requests.actions.moving import (
    keep_what_the_company_reads,
    move,
    need_choice,
    need_words,
    say,
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
from cooperation_requests.known import keep_what_is_named
from cooperation_requests.locks import lock_request
from cooperation_requests.models import AnswerLink, CooperationRequest, Referral, Suggestion
from cooperation_requests.rules import is_market_information
from cooperation_requests.waiting import start_clock
from cooperation_requests.workflow import COMPANY
from cooperation_requests.workflows import REFERRALS, REQUESTS, SUGGESTIONS
from notifications.outbox import drop_unsent


@transaction.atomic
def close(*, actor: Actor, request_id: UUID, reason: str, words: str) -> CooperationRequest:
    """End a request with its outcome; company and partners in play hear of it."""
    need_choice("reason", reason, CloseReason)
    need_words(words=words)
    request = lock_request(request_id)
    if reason == CloseReason.ANSWERED and not is_market_information(request):
        raise ValidationError({"reason": [_("This reason is for market information only.")]})
    # First whether it is possible: what is refused for its words must not cost less than the verb.
    REQUESTS.find("close", request, actor)
    hide_from_company(actor, request, words=words)
    return end(actor=actor, request_id=request_id, verb="close", reason=reason, words=words)


@transaction.atomic
def withdraw(*, actor: Actor, request_id: UUID, reason: str, words: str = "") -> CooperationRequest:
    """The company takes its request back."""
    need_choice("reason", reason, WithdrawReason)
    request = lock_request(request_id)
    REQUESTS.find("withdraw", request, actor)
    hide_from_company(actor, request, words=words)
    return end(actor=actor, request_id=request_id, verb="withdraw", reason=reason, words=words)


def end(
    *, actor: Actor, request_id: UUID, verb: str, reason: str, words: str
) -> CooperationRequest:
    """End a request with all that hangs on it: referrals recalled, suggestions lapsed, links
    revoked, open questions and unsent notices dropped. The caller is in a transaction."""
    request = lock_request(request_id)
    REQUESTS.find(verb, request, actor)
    # An introduction holds whatever becomes of the request: both sides hear of it.
    drop_unsent(request_id, but=["introduce"])
    part = f"request.{verb}"

    def finish(row: CooperationRequest, line: Transition) -> list[str]:
        row.end_reason = reason
        row.end_words = words.strip()
        if not actor.company_id:
            keep_what_the_company_reads(row.pk, row.end_words)
        row.ended_at = now()
        row.question_open = False
        row.undecided_count = 0
        return [
            "end_reason",
            "end_words",
            "ended_at",
            "question_open",
            "undecided_count",
            *row.wait_for(WaitsFor.NOBODY, due_on=None, zone=row.home_agency.time_zone),
        ]

    def stop(row: Referral, line: Transition) -> tuple[str, ...]:
        row.asked_back_at = None
        stopped = row.wait_for(WaitsFor.NOBODY, due_on=None, zone=row.organisation.time_zone)
        return ("asked_back_at", *stopped)

    # The request goes first: its audiences and notices are those who are in play now.
    (moved,) = move(
        REQUESTS, verb, [request_id], actor=actor, change=finish, data={"reason": reason}
    )
    waiting = Referral.objects.unrestricted("ended with its request").filter(
        request_id=request_id, state__in=AWAITING_ANSWER
    )
    move(
        REFERRALS,
        "recall",
        list(waiting.values_list("pk", flat=True)),
        actor=actor,
        as_part_of=part,
        change=stop,
        data={"with_request": True},
    )
    Referral.objects.unrestricted("ended with its request").filter(request_id=request_id).exclude(
        waits_for=""
    ).update(waits_for="", waiting_since=None, due_on=None, late_from=None)
    alive = Suggestion.objects.unrestricted("ended with its request").filter(
        referral__request_id=request_id, state__in=ALIVE
    )
    move(
        SUGGESTIONS,
        "lapse",
        list(alive.values_list("pk", flat=True)),
        actor=actor,
        as_part_of=part,
        change=lambda row, line: keep_what_is_named(row),
    )
    revoke_links(request_id)
    return moved.row


def revoke_links(request_id: UUID) -> None:
    """No link of an ended case opens anything but the page that says so; who was introduced keeps
    the page with the contact."""
    links = AnswerLink.objects.unrestricted("revoked with its case").filter(revoked_at__isnull=True)
    links.filter(referral__request_id=request_id).update(revoked_at=now())
    links.filter(suggestion__referral__request_id=request_id).exclude(
        suggestion__state=SuggestionState.INTRODUCED
    ).update(revoked_at=now())


@transaction.atomic
def reopen(*, actor: Actor, request_id: UUID, words: str) -> CooperationRequest:
    """Open an ended request again, saying why; all clocks start afresh."""
    need_words(words=words)
    request = lock_request(request_id)
    REQUESTS.find("reopen", request, actor)
    hide_from_company(actor, request, words=words)

    def change(request: CooperationRequest, line: Transition) -> list[str]:
        request.ended_at = None
        request.end_reason = ""
        request.end_words = ""
        return ["ended_at", "end_reason", "end_words", *start_clock(request, WaitsFor.ADVISOR)]

    (moved,) = move(REQUESTS, "reopen", [request_id], actor=actor, change=change)
    say(
        request=moved.row,
        actor=actor,
        thread=Thread.COMPANY,
        side=Side.COMPANY if COMPANY in moved.line.by else Side.HOME,
        text=words,
    )
    if not actor.company_id:
        keep_what_the_company_reads(request_id, words)
    return moved.row
