"""A partner drafts whom it would suggest: companies of its own, or new ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from activities.actor import Actor
from activities.clock import now
from activities.codes import Edge
from activities.errors import NotAllowed
from activities.workflow import Allowed, Transition, begin, remove
from companies.actions import enter_proposed_company
from companies.models import Company
from companies.ownership import proposable_by
from cooperation_requests.actions.hiding import check_for_home
from cooperation_requests.actions.moving import (
    move,
    record_words_read,
    require_words,
    words_of_home,
)
from cooperation_requests.actions.written_before import check_before_proposing
from cooperation_requests.answer_links import revoke_links_of
from cooperation_requests.codes import SuggestionVerb
from cooperation_requests.enums import Side, Word
from cooperation_requests.identity import IdentityReader
from cooperation_requests.known import take_yes_back
from cooperation_requests.locks import lock_referral, lock_suggestion, lock_suggestions
from cooperation_requests.models import Referral, Suggestion
from cooperation_requests.reasons import tellable_reasons
from cooperation_requests.workflows import SUGGESTIONS


@dataclass(frozen=True)
class NewCandidate:
    """A company that is not in the portal yet, as a partner enters it: `company` and `contact`
    hold model fields; `may_be_proposed` is the partner's word."""

    company: Mapping[str, Any]
    contact: Mapping[str, Any]
    may_be_proposed: bool


@transaction.atomic
def propose(
    *,
    actor: Actor,
    referral_id: UUID,
    company_id: UUID | None = None,
    new: NewCandidate | None = None,
    words: str,
    score: int | None = None,
    reasons: Iterable[Mapping[str, Any]] = (),
) -> Suggestion:
    """Draft a suggestion of a company of the partner's own agency or of one that it enters.

    What was taken back or lapsed may be proposed again; a refusal is final.
    """
    require_words(words=words)
    referral = lock_referral(referral_id).row
    side = Side.PARTNER if actor.organisation_id == referral.organisation_id else Side.HOME
    before = Suggestion.objects.unrestricted("one per referral and company").filter(
        referral=referral, company=company_id
    )
    known = lock_suggestions(referral.request, before)
    company = _candidate(actor, referral, company_id, new)
    if company.pk == referral.request.company_id:
        raise NotAllowed(SuggestionVerb.PROPOSE)
    identities = IdentityReader()
    check_for_home(actor, referral, proposed=company, identities=identities, words=words)
    if side == Side.PARTNER and not company.is_published:
        check_before_proposing(actor, referral, [company], identities)
    told = tellable_reasons(reasons, company, identities)
    if len(known):
        allowed = SUGGESTIONS.allow(SuggestionVerb.PROPOSE, known, actor)
        return _propose_again(allowed, side, words, score, told)
    suggestion = Suggestion(
        referral=referral,
        company=company,
        proposed_side=side,
        proposed_by_id=actor.user_id,
        words=words.strip(),
        score=score,
        reasons=told,
        proposed_at=now(),
    )
    begin(SUGGESTIONS, SuggestionVerb.PROPOSE, [suggestion], actor=actor)
    return suggestion


def _propose_again(
    allowed: Allowed[Suggestion],
    side: Side,
    words: str,
    score: int | None,
    reasons: list[Mapping[str, Any]],
) -> Suggestion:
    def change(row: Suggestion, line: Transition[Suggestion]) -> None:
        row.word = Word.NOT_ASKED
        if row.submitted_at is not None:
            row.handed_over_before = True
            by_home = words_of_home(row.referral)
            said = (text for text in (row.words, row.reason_words) if text not in by_home)
            record_words_read(row.referral, *said)
        row.words = words.strip()
        row.score = score
        row.reasons = reasons
        row.proposed_side = side
        row.proposed_by_id = allowed.actor.user_id
        row.proposed_at = now()
        row.reason = row.reason_words = row.advisor_words = ""
        row.submitted_at = row.presented_at = row.asked_at = row.told_at = None
        row.named_at_end = row.may_be_requester = False
        row.may_be = None

    (moved,) = move(allowed, change=change)
    take_yes_back([moved.row.pk])
    revoke_links_of(moved.row)
    return moved.row


def _candidate(
    actor: Actor, referral: Referral, company_id: UUID | None, new: NewCandidate | None
) -> Company:
    if new is not None:
        if not new.may_be_proposed:
            raise ValidationError(
                {"may_be_proposed": [_("Enter only companies that you may propose.")]}
            )
        if not (actor.is_advisor and not actor.company_id):
            raise NotAllowed(SuggestionVerb.PROPOSE)
        return enter_proposed_company(
            actor=actor,
            entering=referral.organisation,
            asking=referral.request.home_agency,
            company=new.company,
            contact=new.contact,
        )
    if company_id is None:
        raise NotAllowed(SuggestionVerb.PROPOSE)
    company = (
        Company.objects.unrestricted("a company that the partner may propose")
        .filter(proposable_by(referral.organisation_id), Company.stands_rule(), pk=company_id)
        # It must not become part of another one meanwhile.
        .select_for_update(of=("self",), no_key=True)
        .first()
    )
    if company is None or company.pk in actor.own_company_ids:
        raise NotAllowed(SuggestionVerb.PROPOSE)
    return company


@transaction.atomic
def discard_suggestion(*, actor: Actor, suggestion_id: UUID) -> None:
    """Remove a draft that was not sent; one that was sent before stays taken back."""
    allowed = SUGGESTIONS.allow(SuggestionVerb.DISCARD, lock_suggestion(suggestion_id), actor)
    if allowed.line.target == Edge.GONE:
        remove(allowed)
        take_yes_back([suggestion_id])
        return
    (moved,) = move(allowed)
    revoke_links_of(moved.row)
