"""The partner answers: it accepts, asks back, sends its proposals, finds none or declines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext as _

from activities.actor import Actor
from activities.clock import now
from activities.errors import NoLongerPossible
from activities.workflow import Locked, Transition, transition
from companies.queries import may_be_one
from cooperation_requests import guards
from cooperation_requests.actions.hiding import (
    check_for_home,
)
from cooperation_requests.actions.moving import (
    move,
    record_words_read,
    require_choice,
    require_words,
    say,
    tell_of,
)
from cooperation_requests.actions.written_before import check_before_proposing
from cooperation_requests.codes import CaseKind, ReferralVerb, SuggestionVerb, within
from cooperation_requests.enums import (
    MessageKind,
    NoneReason,
    PartnerDeclineReason,
    Side,
    SuggestionState,
    Thread,
)
from cooperation_requests.identity import IdentityReader
from cooperation_requests.kinds import kind_of
from cooperation_requests.locks import lock_referral, lock_suggestions
from cooperation_requests.models import Attachment, Referral, Suggestion
from cooperation_requests.notices import tell_proposed_candidates
from cooperation_requests.reasons import tellable_reasons_of
from cooperation_requests.waiting import settle
from cooperation_requests.workflows import REFERRALS, SUGGESTIONS
from network.queries import advisors_of


@transaction.atomic
def accept(*, actor: Actor, referral_id: UUID) -> Referral:
    """The partner takes the referral on; the person who does it becomes responsible."""
    allowed = REFERRALS.allow(ReferralVerb.ACCEPT, lock_referral(referral_id), actor)

    def change(row: Referral, line: Transition[Referral]) -> None:
        row.accepted_at = now()
        if actor.user_id is not None and row.responsible_id is None:
            row.responsible_id = actor.user_id

    (moved,) = move(allowed, change=change)
    settle(moved.row.request)
    return moved.row


@transaction.atomic
def assign_referral(*, actor: Actor, referral_id: UUID, advisor_id: UUID) -> Referral:
    """Make an advisor of the partner responsible."""
    allowed = REFERRALS.allow(ReferralVerb.ASSIGN, lock_referral(referral_id), actor)
    own = Suggestion.objects.unrestricted("the partner's own candidates").filter(
        Suggestion.handed_over_once_rule(),
        referral=referral_id,
        company__members__user=advisor_id,
    )
    advisors = advisors_of(allowed.row.organisation_id)
    if own.exists() or not any(person.pk == advisor_id for person in advisors):
        raise ValidationError({"advisor": [_("Choose an advisor of your agency.")]})

    def change(row: Referral, line: Transition[Referral]) -> None:
        row.responsible_id = advisor_id

    (moved,) = move(allowed, change=change, data={"assigned": str(advisor_id)})
    settle(moved.row.request)
    return moved.row


@transaction.atomic
def ask_back(*, actor: Actor, referral_id: UUID, text: str) -> Referral:
    """Ask the home advisor; the partner's clock stands still until the reply."""
    allowed = REFERRALS.allow(ReferralVerb.ASK_BACK, lock_referral(referral_id), actor)
    require_words(text=text)
    check_for_home(actor, allowed.row, text=text)

    def change(row: Referral, line: Transition[Referral]) -> None:
        row.asked_back_at = row.asked_back_at or now()

    (moved,) = move(allowed, change=change)
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
    return _answer(ReferralVerb.ANSWER, actor, referral_id, words)


@transaction.atomic
def add(*, actor: Actor, referral_id: UUID, words: str = "") -> Referral:
    """Send further drafted suggestions after the answer."""
    return _answer(ReferralVerb.ADD, actor, referral_id, words)


def _answer(verb: ReferralVerb, actor: Actor, referral_id: UUID, words: str) -> Referral:
    allowed = REFERRALS.allow(verb, lock_referral(referral_id), actor)
    referral = allowed.row
    in_words = kind_of(referral.request.kind).answered_in_words
    drafts = _drafts_of(actor, referral)
    if not in_words and not len(drafts):
        raise NoLongerPossible(verb, guard=guards.ANSWERABLE)
    sent = SUGGESTIONS.allow(
        SuggestionVerb.SUBMIT, drafts, actor, as_part_of=within(CaseKind.REFERRAL, verb)
    )
    identities = IdentityReader()
    _check_answer(actor, referral, in_words, list(drafts), words, identities)

    def change(row: Referral, line: Transition[Referral]) -> None:
        row.answered_at = now()
        if words.strip():
            record_words_read(row, row.answer_words)
            row.answer_words = words.strip()
        if in_words:
            row.answer_presented = False
        row.asked_back_at = None
        if row.responsible_id is None and actor.organisation_id == row.organisation_id:
            row.responsible_id = actor.user_id

    (moved,) = transition(allowed, change=change, data={"suggestions": len(drafts)})
    alike = _handed_over_by_others(referral)
    # A company may be called otherwise since it was drafted.
    reasons = tellable_reasons_of({row.company: row.reasons for row in drafts}, identities)
    submitted = move(sent, change=lambda row, line: _hand_over(row, alike, reasons[row.company]))
    # Whose company is a candidate from now on hears nothing of the case; the desk does.
    tell_of([moved])
    tell_proposed_candidates(submitted)
    settle(referral.request)
    return moved.row


def _drafts_of(actor: Actor, referral: Referral) -> Locked[Suggestion]:
    """What is sent with the answer: nobody sends their own company, a colleague does; on the
    partner's behalf its own drafts stay its own."""
    drafts = (
        Suggestion.objects.unrestricted("sent with the answer")
        .filter(referral=referral, state=SuggestionState.DRAFT)
        .exclude(company__in=actor.own_company_ids)
    )
    if actor.organisation_id != referral.organisation_id:
        drafts = drafts.filter(proposed_side=Side.HOME)
    return lock_suggestions(referral.request, drafts)


def _handed_over_by_others(referral: Referral) -> list[Suggestion]:
    """What other partners handed over themselves, in that order."""
    return list(
        Suggestion.objects.unrestricted("likeness, shown to the home advisor alone")
        .filter(referral__request=referral.request_id, submitted_at__isnull=False)
        .exclude(referral=referral)
        .exclude(proposed_side=Side.HOME)
        .select_related("company")
        .order_by("submitted_at", "pk")
    )


def _hand_over(
    row: Suggestion, others: Sequence[Suggestion], reasons: list[Mapping[str, Any]]
) -> None:
    """What is alike is seen once, now: against a profile that its reader may edit, it would confirm
    guesses. What the home agency entered itself is compared with nothing."""
    row.submitted_at = now()
    row.reasons = reasons
    if row.proposed_side == Side.PARTNER:
        row.may_be_requester = may_be_one(row.company, row.referral.request.company)
        row.may_be = next((one for one in others if may_be_one(row.company, one.company)), None)


def _check_answer(
    actor: Actor,
    referral: Referral,
    in_words: bool,
    drafts: list[Suggestion],
    words: str,
    identities: IdentityReader,
) -> None:
    if in_words and not _sent_documents(referral):
        require_words(words=words)
    # What is said of one candidate must not name another one either.
    each = {f"words_{row.pk}": row.words for row in drafts}
    check_for_home(actor, referral, proposed=None, identities=identities, words=words, **each)
    # A profile may have been closed since its company was drafted, or a person been added.
    own = [row.company for row in drafts if row.proposed_side == Side.PARTNER]
    if closed := [company for company in own if not company.is_published]:
        check_before_proposing(actor, referral, closed, identities)


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
    return _say_no(ReferralVerb.FIND_NONE, actor, referral_id, NoneReason, reason, words)


@transaction.atomic
def decline_referral(
    *, actor: Actor, referral_id: UUID, reason: str, words: str = "", other_body: str = ""
) -> Referral:
    """The partner does not take the referral on; `other_body` names who fits better."""
    return _say_no(
        ReferralVerb.DECLINE, actor, referral_id, PartnerDeclineReason, reason, words, other_body
    )


def _say_no(
    verb: ReferralVerb,
    actor: Actor,
    referral_id: UUID,
    reasons: type[TextChoices],
    reason: str,
    words: str,
    other_body: str = "",
) -> Referral:
    allowed = REFERRALS.allow(verb, lock_referral(referral_id), actor)
    require_choice("reason", reason, reasons)
    if reason == PartnerDeclineReason.OTHER_BODY:
        require_words(other_body=other_body)
    check_for_home(actor, allowed.row, words=words, other_body=other_body)

    def change(row: Referral, line: Transition[Referral]) -> None:
        row.reason = reason
        row.words = words.strip()
        row.other_body = other_body.strip()
        row.answered_at = now()
        row.asked_back_at = None

    (moved,) = move(allowed, change=change, data={"reason": reason})
    settle(moved.row.request)
    return moved.row
