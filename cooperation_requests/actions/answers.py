"""The partner answers: it accepts, asks back, sends its proposals, finds none or declines."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from activities.actor import Actor
from activities.clock import now
from activities.errors import NoLongerPossible
from activities.transitions import Transition
from companies.queries import may_be_one
from cooperation_requests.actions.hiding import (
    hide_candidates,
)
from cooperation_requests.actions.moving import (
    keep_what_was_read,
    move,
    need_choice,
    need_words,
    say,
)
from cooperation_requests.actions.written_before import refuse_named_before
from cooperation_requests.enums import (
    MessageKind,
    NoneReason,
    PartnerDeclineReason,
    Side,
    SuggestionState,
    Thread,
    WaitsFor,
)
from cooperation_requests.locks import lock_referral
from cooperation_requests.models import Attachment, Referral, Suggestion
from cooperation_requests.notices import tell_proposed_candidates
from cooperation_requests.reasons import tellable_reasons
from cooperation_requests.rules import is_market_information
from cooperation_requests.waiting import due_in, partner_s_turn, settle
from cooperation_requests.workflow import DAYS_TO_ACT
from cooperation_requests.workflows import REFERRALS, SUGGESTIONS
from network.queries import advisors_of


def _waits_for_advisor(row: Referral) -> tuple[str, ...]:
    home = row.request.home_agency
    due = due_in(home, DAYS_TO_ACT[WaitsFor.ADVISOR])
    return row.wait_for(WaitsFor.ADVISOR, due_on=due, zone=home.time_zone)


def _waits_for_nobody(row: Referral) -> tuple[str, ...]:
    return row.wait_for(WaitsFor.NOBODY, due_on=None, zone=row.organisation.time_zone)


@transaction.atomic
def accept(*, actor: Actor, referral_id: UUID) -> Referral:
    """The partner takes the referral on; the person who does it becomes responsible."""
    lock_referral(referral_id)

    def change(row: Referral, line: Transition) -> list[str]:
        row.accepted_at = now()
        if actor.user_id is not None and row.responsible_id is None:
            row.responsible_id = actor.user_id
        return ["accepted_at", "responsible", *partner_s_turn(row)]

    (moved,) = move(REFERRALS, "accept", [referral_id], actor=actor, change=change)
    settle(moved.row.request)
    return moved.row


@transaction.atomic
def assign_referral(*, actor: Actor, referral_id: UUID, advisor_id: UUID) -> Referral:
    """Make an advisor of the partner responsible."""
    referral = lock_referral(referral_id)
    advisors = advisors_of(referral.organisation_id)

    def change(row: Referral, line: Transition) -> list[str]:
        if not any(person.pk == advisor_id for person in advisors):
            raise ValidationError({"advisor": [_("Choose an advisor of your agency.")]})
        row.responsible_id = advisor_id
        return ["responsible", *partner_s_turn(row)]

    (moved,) = move(
        REFERRALS,
        "assign",
        [referral_id],
        actor=actor,
        change=change,
        data={"assigned": str(advisor_id)},
    )
    settle(moved.row.request)
    return moved.row


@transaction.atomic
def ask_back(*, actor: Actor, referral_id: UUID, text: str) -> Referral:
    """Ask the home advisor; the partner's clock stands still until the reply."""
    need_words(text=text)
    referral = lock_referral(referral_id)
    REFERRALS.find("ask_back", referral, actor)
    hide_candidates(actor, referral, text=text)

    def change(row: Referral, line: Transition) -> list[str]:
        row.asked_back_at = row.asked_back_at or now()
        return ["asked_back_at", *_waits_for_advisor(row)]

    (moved,) = move(REFERRALS, "ask_back", [referral_id], actor=actor, change=change)
    say(
        request=moved.row.request,
        referral=moved.row,
        actor=actor,
        thread=Thread.REFERRAL,
        side=Side.PARTNER,
        kind=MessageKind.QUESTION,
        text=text,
    )
    settle(moved.row.request)
    return moved.row


@transaction.atomic
def answer_referral(*, actor: Actor, referral_id: UUID, words: str = "") -> Referral:
    """Send the drafted suggestions (market information: the words) to the home advisor."""
    return _answer("answer", actor, referral_id, words)


@transaction.atomic
def add(*, actor: Actor, referral_id: UUID, words: str = "") -> Referral:
    """Send further drafted suggestions after the answer."""
    return _answer("add", actor, referral_id, words)


def _answer(verb: str, actor: Actor, referral_id: UUID, words: str) -> Referral:
    referral = lock_referral(referral_id)
    REFERRALS.find(verb, referral, actor)
    market = is_market_information(referral.request)
    drafts = list(
        Suggestion.objects.unrestricted("sent with the answer")
        .filter(referral=referral, state=SuggestionState.DRAFT)
        # Nobody sends their own company: a colleague does.
        .exclude(company__in=actor.own_company_ids)
        .select_related("company")
    )
    if actor.organisation_id != referral.organisation_id:
        # On its behalf: the partner's own drafts stay its own.
        drafts = [row for row in drafts if row.proposed_side == Side.HOME]
    if not market and not drafts:
        raise NoLongerPossible(verb, why="answerable")
    _check_answer(actor, referral, market, drafts, words)

    def change(row: Referral, line: Transition) -> list[str]:
        row.answered_at = now()
        if words.strip():
            keep_what_was_read(row, row.answer_words)
            row.answer_words = words.strip()
        if market:
            row.answer_presented = False
        row.asked_back_at = None
        if row.responsible_id is None and actor.organisation_id == row.organisation_id:
            row.responsible_id = actor.user_id
        return [
            "answered_at",
            "answer_words",
            "answer_presented",
            "asked_back_at",
            "responsible",
            *_waits_for_advisor(row),
        ]

    (moved,) = move(
        REFERRALS,
        verb,
        [referral_id],
        actor=actor,
        change=change,
        data={"suggestions": len(drafts)},
    )
    # After the referral, whose guard looks for drafts.
    submitted = move(
        SUGGESTIONS,
        "submit",
        [row.pk for row in drafts],
        actor=actor,
        as_part_of=f"referral.{verb}",
        change=_hand_over,
    )
    tell_proposed_candidates(submitted)
    settle(moved.row.request)
    return moved.row


def _hand_over(row: Suggestion, line: Transition) -> list[str]:
    """What is alike is seen once, now: against a profile that its reader may edit, it would confirm
    guesses. What the home agency entered itself is compared with nothing."""
    row.submitted_at = now()
    # Its company may be called otherwise since it was drafted.
    row.reasons = tellable_reasons(row.reasons, row.company)
    if row.proposed_side == Side.PARTNER:
        request = row.referral.request
        row.may_be_requester = may_be_one(row.company, request.company)
        others = (
            Suggestion.objects.unrestricted("likeness, shown to the home advisor alone")
            .filter(referral__request=request, submitted_at__isnull=False)
            .exclude(referral=row.referral_id)
            .exclude(proposed_side=Side.HOME)
            .select_related("company")
            .order_by("submitted_at", "pk")
        )
        row.may_be = next((one for one in others if may_be_one(row.company, one.company)), None)
    return ["submitted_at", "reasons", "may_be_requester", "may_be"]


def _check_answer(
    actor: Actor, referral: Referral, market: bool, drafts: list[Suggestion], words: str
) -> None:
    if market and not _sent_documents(referral):
        need_words(words=words)
    # What is said of one candidate must not name another one either.
    each = {f"words_{row.pk}": row.words for row in drafts}
    hide_candidates(actor, referral, proposed=None, words=words, **each)
    # A profile may have been closed since its company was drafted, or a person been added.
    own = [row.company for row in drafts if row.proposed_side == Side.PARTNER]
    if closed := [company for company in own if not company.is_published]:
        refuse_named_before(actor, referral, closed)


def _sent_documents(referral: Referral) -> bool:
    """Market information may be answered by documents in the thread instead of words."""
    return (
        Attachment.objects.unrestricted("a rule")
        .filter(referral=referral, side=Side.PARTNER, withdrawn_at=None)
        .exists()
    )


@transaction.atomic
def find_none(*, actor: Actor, referral_id: UUID, reason: str, words: str = "") -> Referral:
    """No candidate in the region, with the reason."""
    need_choice("reason", reason, NoneReason)
    return _say_no("find_none", actor, referral_id, reason, words)


@transaction.atomic
def decline_referral(
    *, actor: Actor, referral_id: UUID, reason: str, words: str = "", other_body: str = ""
) -> Referral:
    """The partner does not take the referral on; `other_body` names who fits better."""
    need_choice("reason", reason, PartnerDeclineReason)
    if reason == PartnerDeclineReason.OTHER_BODY:
        need_words(other_body=other_body)
    return _say_no("decline", actor, referral_id, reason, words, other_body)


def _say_no(
    verb: str, actor: Actor, referral_id: UUID, reason: str, words: str, other_body: str = ""
) -> Referral:
    referral = lock_referral(referral_id)
    REFERRALS.find(verb, referral, actor)
    hide_candidates(actor, referral, words=words, other_body=other_body)

    def change(row: Referral, line: Transition) -> list[str]:
        row.reason = reason
        row.words = words.strip()
        row.other_body = other_body.strip()
        row.answered_at = now()
        row.asked_back_at = None
        return [
            "reason",
            "words",
            "other_body",
            "answered_at",
            "asked_back_at",
            *_waits_for_nobody(row),
        ]

    (moved,) = move(
        REFERRALS, verb, [referral_id], actor=actor, change=change, data={"reason": reason}
    )
    settle(moved.row.request)
    return moved.row
