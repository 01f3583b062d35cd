"""From suggestions to an introduction: both agencies, the company and the candidate decide."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from activities.actor import Actor
from activities.clock import now
from activities.errors import NotAllowed
from activities.workflow import Allowed, Transition
from companies.actions import erase_contacts_of_proposed
from cooperation_requests.actions.disclosing import handovers
from cooperation_requests.actions.hiding import (
    check_for_candidate,
    check_for_company,
    check_for_home,
    check_for_partner,
)
from cooperation_requests.actions.moving import (
    move,
    record_words_for_company,
    record_words_read,
    require_choice,
    require_words,
)
from cooperation_requests.actions.written_before import check_before_candidate_reads
from cooperation_requests.answer_links import forget_addresses, revoke_links_of
from cooperation_requests.codes import CaseRelation, RequestVerb, SuggestionVerb
from cooperation_requests.enums import (
    ENDED_SUGGESTIONS,
    PassReason,
    RefuseReason,
    SetAsideReason,
    Side,
    TakeBackReason,
    Word,
)
from cooperation_requests.grounds import AGREE, ASK_CANDIDATE, CHOOSE, INTRODUCED
from cooperation_requests.known import keep_what_is_named, take_yes_back
from cooperation_requests.locks import lock_suggestion, request_of
from cooperation_requests.models import CooperationRequest, Suggestion
from cooperation_requests.notices import ask_the_candidate
from cooperation_requests.notices.recipients import of_company
from cooperation_requests.waiting import settle
from cooperation_requests.workflows import REQUESTS, SUGGESTIONS
from disclosure.actions import Handover, record
from disclosure.enums import Field


@transaction.atomic
def shortlist(*, actor: Actor, suggestion_id: UUID) -> Suggestion:
    """Keep a suggestion for the company."""
    allowed = SUGGESTIONS.allow(SuggestionVerb.SHORTLIST, lock_suggestion(suggestion_id), actor)
    (moved,) = move(allowed, change=_no_reason)
    settle(moved.row.referral.request)
    return moved.row


def _no_reason(row: Suggestion, line: Transition[Suggestion]) -> None:
    row.reason = row.reason_words = ""


@transaction.atomic
def set_aside(*, actor: Actor, suggestion_id: UUID, reason: str, words: str = "") -> Suggestion:
    """Not for this company; the partner hears why."""
    allowed = SUGGESTIONS.allow(SuggestionVerb.SET_ASIDE, lock_suggestion(suggestion_id), actor)
    require_choice("reason", reason, SetAsideReason)
    check_for_partner(actor, allowed.row.referral, words=words)
    decided = _decide(allowed, reason, words)
    record_words_read(decided.referral, decided.reason_words, side=Side.HOME)
    return decided


def _decide(allowed: Allowed[Suggestion], reason: str, words: str) -> Suggestion:
    def change(row: Suggestion, line: Transition[Suggestion]) -> None:
        row.reason = reason
        row.reason_words = words.strip()
        if line.target in ENDED_SUGGESTIONS:
            keep_what_is_named(row)

    (moved,) = move(allowed, change=change, data={"reason": reason})
    settle(moved.row.referral.request)
    return moved.row


@transaction.atomic
def choose(*, actor: Actor, suggestion_id: UUID, name_to_partner: bool = False) -> Suggestion:
    """The company wants to get to know the candidate, who is asked unless it agreed already.

    `name_to_partner`: the partner agency may know the company's name from now on; everything else
    goes over at the introduction only.
    """
    allowed = SUGGESTIONS.allow(SuggestionVerb.CHOOSE, lock_suggestion(suggestion_id), actor)
    before = allowed.row
    # Where nobody can be written to, the partner asks and notes the answer.
    asks = before.word == Word.NOT_ASKED and bool(of_company(before.company))
    if asks:
        check_before_candidate_reads(actor, before)

    def change(row: Suggestion, line: Transition[Suggestion]) -> None:
        row.reason = row.reason_words = ""
        if asks:
            row.word = Word.ASKED
        if row.word == Word.ASKED and row.asked_at is None:
            row.asked_at = now()

    (moved,) = move(
        allowed,
        change=change,
        data={
            "asked": asks,
            "partner_at_once": [str(Field.NAME)] if name_to_partner else [],
            "candidate_at_introduction": [str(Field.NAME), str(Field.CONTACT)],
        },
    )
    told: list[Handover] = []
    if name_to_partner:
        told += handovers(moved.row, moved.activity, (Field.NAME,), to_organisation=True)
    if asks:
        ask_the_candidate(moved)
        told += handovers(moved.row, moved.activity, (Field.BRIEF,), to_company=True)
    record(CHOOSE, told)
    settle(moved.row.referral.request)
    return moved.row


@transaction.atomic
def pass_over(*, actor: Actor, suggestion_id: UUID, reason: str, words: str = "") -> Suggestion:
    """The company has no interest, with the reason."""
    allowed = SUGGESTIONS.allow(SuggestionVerb.PASS, lock_suggestion(suggestion_id), actor)
    referral = allowed.row.referral
    require_choice("reason", reason, PassReason)
    check_for_partner(actor, referral, words=words)
    check_for_company(actor, referral.request, words=words)
    decided = _decide(allowed, reason, words)
    record_words_read(referral, decided.reason_words, side=Side.HOME)
    if actor.company_id is None:
        # Noted on the company's behalf, who reads it.
        record_words_for_company(referral.request_id, decided.reason_words)
    return decided


@transaction.atomic
def take_back(*, actor: Actor, suggestion_id: UUID, reason: str, words: str = "") -> Suggestion:
    """The partner takes its suggestion back, with the reason."""
    allowed = SUGGESTIONS.allow(SuggestionVerb.TAKE_BACK, lock_suggestion(suggestion_id), actor)
    require_choice("reason", reason, TakeBackReason)
    check_for_home(actor, allowed.row.referral, words=words)
    taken = _decide(allowed, reason, words)
    revoke_links_of(taken)
    return taken


@transaction.atomic
def ask_candidate(*, actor: Actor, suggestion_id: UUID) -> Suggestion:
    """The partner asks the candidate before the company has chosen. Raises ValidationError where
    there is nobody to write to."""
    allowed = SUGGESTIONS.allow(SuggestionVerb.ASK_CANDIDATE, lock_suggestion(suggestion_id), actor)
    if not of_company(allowed.row.company):
        raise ValidationError(
            _("No address is known to ask at: ask it yourself and note its answer here.")
        )
    check_before_candidate_reads(actor, allowed.row)

    def change(row: Suggestion, line: Transition[Suggestion]) -> None:
        row.word = Word.ASKED
        row.asked_at = now()

    (moved,) = move(allowed, change=change)
    ask_the_candidate(moved)
    brief = (Field.BRIEF,)
    record(ASK_CANDIDATE, handovers(moved.row, moved.activity, brief, to_company=True))
    settle(moved.row.referral.request)
    return moved.row


@transaction.atomic
def agree(*, actor: Actor, suggestion_id: UUID, name_at_once: bool = False) -> Suggestion:
    """The candidate agrees to be introduced; `name_at_once`: it may be named to the agency and the
    company already, its contact person only at the introduction."""
    allowed = SUGGESTIONS.allow(SuggestionVerb.AGREE, lock_suggestion(suggestion_id), actor)
    if allowed.row.word == Word.NOT_ASKED:
        check_before_candidate_reads(actor, allowed.row)

    def change(row: Suggestion, line: Transition[Suggestion]) -> None:
        row.word = Word.AGREED

    (moved,) = move(
        allowed,
        change=change,
        data={
            "at_once": [str(Field.NAME)] if name_at_once else [],
            "at_introduction": [str(Field.NAME), str(Field.CONTACT)],
        },
    )
    if name_at_once:
        to_both = {"to_company": True, "to_organisation": True}
        name = (Field.NAME,)
        record(AGREE, handovers(moved.row, moved.activity, name, of_candidate=True, **to_both))
    settle(moved.row.referral.request)
    return moved.row


@transaction.atomic
def refuse(*, actor: Actor, suggestion_id: UUID, reason: str, words: str = "") -> Suggestion:
    """The candidate does not want to be introduced: final; entered contact data are erased."""
    allowed = SUGGESTIONS.allow(SuggestionVerb.REFUSE, lock_suggestion(suggestion_id), actor)
    require_choice("reason", reason, RefuseReason)
    # The agency that asks reads the words, and never learns now who it was.
    check_for_home(actor, allowed.row.referral, words=words)

    def change(row: Suggestion, line: Transition[Suggestion]) -> None:
        row.word = Word.REFUSED
        row.reason = reason
        row.reason_words = words.strip()
        keep_what_is_named(row)

    (moved,) = move(allowed, change=change, data={"reason": reason})
    take_yes_back([suggestion_id])
    company = moved.row.company
    elsewhere = (
        Suggestion.objects.unrestricted("is it a candidate elsewhere")
        .filter(company=company)
        .exclude(pk=suggestion_id)
        .exclude(state__in=ENDED_SUGGESTIONS)
    )
    if not elsewhere.exists() and erase_contacts_of_proposed(company):
        forget_addresses(company.pk)
    settle(moved.row.referral.request)
    return moved.row


@transaction.atomic
def introduce(
    *, actor: Actor, suggestion_id: UUID, words: str, words_for_candidate: str = ""
) -> CooperationRequest:
    """Make the introduction: names and contact data go to both sides, each hears in its own
    language; what both agreed to is read again under the lock.

    `words` are the next step for the company; the candidate reads them too unless it gets
    `words_for_candidate`, in its language.
    """
    locked = lock_suggestion(suggestion_id)
    request = locked.row.referral.request
    if not REQUESTS.permits(RequestVerb.INTRODUCE, request, actor):
        raise NotAllowed(RequestVerb.INTRODUCE)
    # First, so that whoever comes too late hears what became of this very candidate.
    both = SUGGESTIONS.allow(
        SuggestionVerb.INTRODUCE, locked, actor, as_part_of=CaseRelation.INTRODUCING
    )
    allowed = REQUESTS.allow(RequestVerb.INTRODUCE, request_of(locked.row), actor)
    require_words(words=words)
    check_for_company(actor, request, introduced=locked.row, words=words)
    # The candidate reads the company's words where it gets none of its own.
    own = {"words_for_candidate": words_for_candidate}
    read = own if words_for_candidate.strip() else {"words": words}
    check_for_candidate(actor, request, locked.row, **read)
    move(allowed, data={"suggestion": str(suggestion_id)})

    def change(row: Suggestion, line: Transition[Suggestion]) -> None:
        row.introduced_at = now()
        row.introduction_words = words.strip()
        row.introduction_words_for_candidate = words_for_candidate.strip() or words.strip()

    (moved,) = move(both, change=change)
    record_words_for_company(request.pk, moved.row.introduction_words)
    to_both = {"to_company": True, "to_organisation": True}
    everything = (Field.NAME, Field.CONTACT)
    record(
        INTRODUCED,
        [
            *handovers(moved.row, moved.activity, everything, of_candidate=True, **to_both),
            *handovers(moved.row, moved.activity, everything, **to_both),
        ],
    )
    settle(request)
    return request
