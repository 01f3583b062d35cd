"""From suggestions to an introduction: both agencies, the company and the candidate decide."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from activities.actor import Actor
from activities.clock import now
from activities.transitions import Transition
from companies.actions import erase_contacts_of_proposed
from cooperation_requests.actions.disclosing import disclose
from cooperation_requests.actions.hiding import (
    hide_candidates,
    hide_from_candidate,
    hide_from_company,
    hide_requester,
)
from cooperation_requests.actions.moving import (
    keep_what_the_company_reads,
    keep_what_was_read,
    move,
    need_choice,
    need_words,
)
from cooperation_requests.actions.written_before import check_before_candidate_reads
from cooperation_requests.answer_links import forget_addresses, revoke_links_of
from cooperation_requests.enums import (
    ENDED_SUGGESTIONS,
    PassReason,
    RefuseReason,
    SetAsideReason,
    Side,
    SuggestionState,
    TakeBackReason,
    WaitsFor,
    Word,
)
from cooperation_requests.grounds import AGREE, ASK_CANDIDATE, CHOOSE, INTRODUCED
from cooperation_requests.known import keep_what_is_named, take_yes_back
from cooperation_requests.locks import lock_suggestion
from cooperation_requests.models import CooperationRequest, Suggestion
from cooperation_requests.notices import ask_the_candidate
from cooperation_requests.notices.recipients import of_company
from cooperation_requests.waiting import settle, start_clock
from cooperation_requests.workflows import REQUESTS, SUGGESTIONS
from disclosure.enums import Field


@transaction.atomic
def shortlist(*, actor: Actor, suggestion_id: UUID) -> Suggestion:
    """Keep a suggestion for the company."""
    lock_suggestion(suggestion_id)
    (moved,) = move(SUGGESTIONS, "shortlist", [suggestion_id], actor=actor, change=_no_reason)
    settle(moved.row.referral.request)
    return moved.row


def _no_reason(row: Suggestion, line: Transition) -> list[str]:
    row.reason = row.reason_words = ""
    return ["reason", "reason_words"]


@transaction.atomic
def set_aside(*, actor: Actor, suggestion_id: UUID, reason: str, words: str = "") -> Suggestion:
    """Not for this company; the partner hears why."""
    need_choice("reason", reason, SetAsideReason)
    suggestion = lock_suggestion(suggestion_id)
    SUGGESTIONS.find("set_aside", suggestion, actor)
    hide_requester(actor, suggestion.referral, words=words)
    return _decide("set_aside", actor, suggestion_id, reason, words)


# Verbs whose words the partner reads.
OF_ASKING_SIDE = frozenset({"set_aside", "pass"})


def _decide(verb: str, actor: Actor, suggestion_id: UUID, reason: str, words: str) -> Suggestion:
    def change(row: Suggestion, line: Transition) -> list[str]:
        row.reason = reason
        row.reason_words = words.strip()
        if verb in OF_ASKING_SIDE:
            keep_what_was_read(row.referral, row.reason_words, side=Side.HOME)
        if verb == "pass" and actor.company_id is None:
            # Noted on the company's behalf, who reads it.
            keep_what_the_company_reads(row.referral.request_id, row.reason_words)
        ended = keep_what_is_named(row) if line.target == SuggestionState.WITHDRAWN else ()
        return ["reason", "reason_words", *ended]

    (moved,) = move(
        SUGGESTIONS, verb, [suggestion_id], actor=actor, change=change, data={"reason": reason}
    )
    settle(moved.row.referral.request)
    return moved.row


@transaction.atomic
def choose(*, actor: Actor, suggestion_id: UUID, name_to_partner: bool = False) -> Suggestion:
    """The company wants to get to know the candidate, who is asked unless it agreed already.

    `name_to_partner`: the partner agency may know the company's name from now on; everything else
    goes over at the introduction only.
    """
    before = lock_suggestion(suggestion_id)
    # Where nobody can be written to, the partner asks and notes the answer.
    asks = before.word == Word.NOT_ASKED and bool(of_company(before.company))
    SUGGESTIONS.find("choose", before, actor)
    if asks:
        check_before_candidate_reads(actor, before)

    def change(row: Suggestion, line: Transition) -> list[str]:
        row.reason = row.reason_words = ""
        if asks:
            row.word = Word.ASKED
        if row.word == Word.ASKED and row.asked_at is None:
            row.asked_at = now()
        return ["reason", "reason_words", "word", "asked_at"]

    at_once = [str(Field.NAME)] if name_to_partner else []
    (moved,) = move(
        SUGGESTIONS,
        "choose",
        [suggestion_id],
        actor=actor,
        change=change,
        data={
            "asked": asks,
            "partner_at_once": at_once,
            "candidate_at_introduction": [str(Field.NAME), str(Field.CONTACT)],
        },
    )
    if name_to_partner:
        disclose(moved.row, moved.activity, CHOOSE, (Field.NAME,), to_organisation=True)
    if asks:
        ask_the_candidate(moved)
        disclose(moved.row, moved.activity, CHOOSE, (Field.BRIEF,), to_company=True)
    settle(moved.row.referral.request)
    return moved.row


@transaction.atomic
def pass_over(*, actor: Actor, suggestion_id: UUID, reason: str, words: str = "") -> Suggestion:
    """The company has no interest, with the reason."""
    need_choice("reason", reason, PassReason)
    suggestion = lock_suggestion(suggestion_id)
    SUGGESTIONS.find("pass", suggestion, actor)
    hide_requester(actor, suggestion.referral, words=words)
    hide_from_company(actor, suggestion.referral.request, words=words)
    return _decide("pass", actor, suggestion_id, reason, words)


@transaction.atomic
def take_back(*, actor: Actor, suggestion_id: UUID, reason: str, words: str = "") -> Suggestion:
    """The partner takes its suggestion back, with the reason."""
    need_choice("reason", reason, TakeBackReason)
    suggestion = lock_suggestion(suggestion_id)
    SUGGESTIONS.find("take_back", suggestion, actor)
    hide_candidates(actor, suggestion.referral, words=words)
    taken = _decide("take_back", actor, suggestion_id, reason, words)
    revoke_links_of(taken)
    return taken


@transaction.atomic
def ask_candidate(*, actor: Actor, suggestion_id: UUID) -> Suggestion:
    """The partner asks the candidate before the company has chosen. Raises ValidationError where
    there is nobody to write to."""
    suggestion = lock_suggestion(suggestion_id)
    SUGGESTIONS.find("ask_candidate", suggestion, actor)
    if not of_company(suggestion.company):
        raise ValidationError(
            _("No address is known to ask at: ask it yourself and note its answer here.")
        )
    check_before_candidate_reads(actor, suggestion)

    def change(row: Suggestion, line: Transition) -> list[str]:
        row.word = Word.ASKED
        row.asked_at = now()
        return ["word", "asked_at"]

    (moved,) = move(SUGGESTIONS, "ask_candidate", [suggestion_id], actor=actor, change=change)
    ask_the_candidate(moved)
    disclose(moved.row, moved.activity, ASK_CANDIDATE, (Field.BRIEF,), to_company=True)
    settle(moved.row.referral.request)
    return moved.row


@transaction.atomic
def agree(*, actor: Actor, suggestion_id: UUID, name_at_once: bool = False) -> Suggestion:
    """The candidate agrees to be introduced; `name_at_once`: it may be named to the agency and the
    company already, its contact person only at the introduction."""
    before = lock_suggestion(suggestion_id)
    SUGGESTIONS.find("agree", before, actor)
    if before.word == Word.NOT_ASKED:
        check_before_candidate_reads(actor, before)

    def change(row: Suggestion, line: Transition) -> list[str]:
        row.word = Word.AGREED
        return ["word"]

    (moved,) = move(
        SUGGESTIONS,
        "agree",
        [suggestion_id],
        actor=actor,
        change=change,
        data={
            "at_once": [str(Field.NAME)] if name_at_once else [],
            "at_introduction": [str(Field.NAME), str(Field.CONTACT)],
        },
    )
    if name_at_once:
        disclose(
            moved.row,
            moved.activity,
            AGREE,
            (Field.NAME,),
            of_candidate=True,
            to_company=True,
            to_organisation=True,
        )
    settle(moved.row.referral.request)
    return moved.row


@transaction.atomic
def refuse(*, actor: Actor, suggestion_id: UUID, reason: str, words: str = "") -> Suggestion:
    """The candidate does not want to be introduced: final; entered contact data are erased."""
    need_choice("reason", reason, RefuseReason)
    suggestion = lock_suggestion(suggestion_id)
    SUGGESTIONS.find("refuse", suggestion, actor)
    # The agency that asks reads the words, and never learns now who it was.
    hide_candidates(actor, suggestion.referral, words=words)

    def change(row: Suggestion, line: Transition) -> list[str]:
        row.word = Word.REFUSED
        row.reason = reason
        row.reason_words = words.strip()
        return ["word", "reason", "reason_words", *keep_what_is_named(row)]

    (moved,) = move(
        SUGGESTIONS,
        "refuse",
        [suggestion_id],
        actor=actor,
        change=change,
        data={"reason": reason},
    )
    take_yes_back([suggestion_id])
    elsewhere = (
        Suggestion.objects.unrestricted("is it a candidate elsewhere")
        .filter(company=suggestion.company_id)
        .exclude(pk=suggestion_id)
        .exclude(state__in=ENDED_SUGGESTIONS)
    )
    if not elsewhere.exists() and erase_contacts_of_proposed(suggestion.company):
        forget_addresses(suggestion.company_id)
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
    need_words(words=words)
    suggestion = lock_suggestion(suggestion_id)
    request_id = suggestion.referral.request_id
    # First, so that whoever comes too late hears what became of this very candidate.
    if REQUESTS.permits("introduce", suggestion.referral.request, actor):
        SUGGESTIONS.find("introduce", suggestion, actor, as_part_of="request.introduce")
        request = suggestion.referral.request
        hide_from_company(actor, request, introduced=suggestion, words=words)
        # The candidate reads the company's words where it gets none of its own.
        own = {"words_for_candidate": words_for_candidate}
        read = own if words_for_candidate.strip() else {"words": words}
        hide_from_candidate(actor, request, suggestion, **read)
    (moved,) = move(
        REQUESTS,
        "introduce",
        [request_id],
        actor=actor,
        change=lambda row, line: (
            start_clock(row, WaitsFor.BOTH_COMPANIES)
            if row.waits_for != WaitsFor.BOTH_COMPANIES
            else ()
        ),
        data={"suggestion": str(suggestion_id)},
    )

    def change(row: Suggestion, line: Transition) -> list[str]:
        row.introduced_at = now()
        row.introduction_words = words.strip()
        keep_what_the_company_reads(request_id, row.introduction_words)
        row.introduction_words_for_candidate = words_for_candidate.strip() or words.strip()
        return ["introduced_at", "introduction_words", "introduction_words_for_candidate"]

    (introduced,) = move(
        SUGGESTIONS,
        "introduce",
        [suggestion_id],
        actor=actor,
        as_part_of="request.introduce",
        change=change,
    )
    for of_candidate in (True, False):
        disclose(
            introduced.row,
            introduced.activity,
            INTRODUCED,
            (Field.NAME, Field.CONTACT),
            of_candidate=of_candidate,
            to_company=True,
            to_organisation=True,
        )
    settle(moved.row)
    return moved.row
