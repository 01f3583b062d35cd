"""Who an actor is to a request, a referral, a suggestion: the relations that the tables name.

Acting for somebody else (an advisor for the company or the partner, a partner for the candidate)
is a relation only with the note how and when the other side said so.
"""

from __future__ import annotations

from activities.actor import Actor
from activities.codes import Edge
from cooperation_requests.codes import CaseRelation
from cooperation_requests.enums import (
    IN_PLAY,
    OPEN,
    LinkPurpose,
    ReferralState,
    RequestState,
    Side,
    SuggestionState,
    Word,
)
from cooperation_requests.kinds import kind_of
from cooperation_requests.models import Attachment, CooperationRequest, Referral, Suggestion


def acts_for_home(actor: Actor, request: CooperationRequest) -> bool:
    """An advisor of the home agency; never on a case of the person's own company, be it that it
    asks or that it was suggested."""
    return (
        actor.is_advisor
        and actor.organisation_id == request.home_agency_id
        and not _is_of_own_company(actor, request)
    )


def _is_of_own_company(actor: Actor, request: CooperationRequest) -> bool:
    """`of_own_company_rule` of one row; no query for who belongs to no company."""
    if not actor.own_company_ids:
        return False
    if request.company_id in actor.own_company_ids:  # one that is begun just now is in no table
        return True
    case = CooperationRequest.objects.unrestricted("a rule").filter(pk=request.pk)
    return case.filter(CooperationRequest.of_own_company_rule(actor)).exists()


def acts_for_partner(actor: Actor, referral: Referral) -> bool:
    """An advisor of the organisation that was asked."""
    return (
        actor.is_advisor
        and actor.organisation_id == referral.organisation_id
        and referral.request.company_id not in actor.own_company_ids
        and not _has_own_candidate(actor, referral)
    )


def _has_own_candidate(actor: Actor, referral: Referral) -> bool:
    """`of_own_candidate_rule` of one row; no query for who belongs to no company."""
    if not actor.own_company_ids:
        return False
    row = Referral.objects.unrestricted("a rule").filter(pk=referral.pk)
    return row.filter(Referral.of_own_candidate_rule(actor)).exists()


def request_relations(actor: Actor, request: CooperationRequest) -> frozenset[CaseRelation]:
    """What `actor` is to `request`."""
    if actor.is_clock:
        return frozenset({CaseRelation.CLOCK})
    if actor.link is not None:
        return frozenset()
    draft = request.state in {Edge.NEW, RequestState.DRAFT}
    found: set[CaseRelation] = set()
    if actor.company_id is not None:
        if actor.company_id == request.company_id and not (
            draft and request.started_side != Side.COMPANY
        ):
            found.add(CaseRelation.COMPANY)
            if draft:
                found.add(CaseRelation.STARTER)
        return frozenset(found)
    if not acts_for_home(actor, request):
        return frozenset()
    if draft:
        if request.started_side == Side.HOME:
            found.add(CaseRelation.STARTER)
            if actor.on_behalf:
                found.add(CaseRelation.COMPANY)
        return frozenset(found)
    found.add(CaseRelation.ADVISOR)
    if actor.on_behalf:
        found.add(CaseRelation.COMPANY)
    if actor.is_coordinator:
        found.add(CaseRelation.COORDINATOR)
    if actor.user_id == request.responsible_id:
        found.add(CaseRelation.RESPONSIBLE)
    return frozenset(found)


def referral_relations(actor: Actor, referral: Referral) -> frozenset[CaseRelation]:
    """What `actor` is to `referral`."""
    if actor.is_clock:
        return frozenset({CaseRelation.CLOCK})
    if actor.link is not None:
        opens = actor.link.purpose == LinkPurpose.REFERRAL and actor.link.subject_id == referral.pk
        return frozenset({CaseRelation.PARTNER_LINK}) if opens else frozenset()
    found: set[CaseRelation] = set()
    if acts_for_partner(actor, referral):
        found.add(CaseRelation.PARTNER)
        if actor.is_coordinator:
            found.add(CaseRelation.PARTNER_COORDINATOR)
    if acts_for_home(actor, referral.request):
        found.add(CaseRelation.ADVISOR)
        if actor.on_behalf:
            found.add(CaseRelation.ON_PARTNERS_BEHALF)
    return frozenset(found)


def suggestion_relations(actor: Actor, suggestion: Suggestion) -> frozenset[CaseRelation]:
    """What `actor` is to `suggestion`; nobody acts for an agency on their own company."""
    if actor.link is not None:
        opens = (
            actor.link.purpose == LinkPurpose.SUGGESTION and actor.link.subject_id == suggestion.pk
        )
        return frozenset({CaseRelation.CANDIDATE}) if opens else frozenset()
    request = suggestion.referral.request
    found: set[CaseRelation] = set()
    if actor.company_id is not None:
        if actor.company_id == request.company_id and suggestion.presented_at is not None:
            found.add(CaseRelation.COMPANY)
        if actor.company_id == suggestion.company_id and (
            suggestion.word != Word.NOT_ASKED or suggestion.told_at is not None
        ):
            found.add(CaseRelation.CANDIDATE)
        return frozenset(found)
    if suggestion.company_id in actor.own_company_ids:
        return frozenset()
    of_referral = referral_relations(actor, suggestion.referral)
    if CaseRelation.PARTNER in of_referral:
        found.add(CaseRelation.PARTNER)
        if actor.on_behalf:
            found.add(CaseRelation.ON_CANDIDATES_BEHALF)
    if CaseRelation.ADVISOR in of_referral and suggestion.known_to_home:
        found.add(CaseRelation.ADVISOR)
        if actor.on_behalf:
            found.add(CaseRelation.COMPANY)
            found.add(CaseRelation.ON_PARTNERS_BEHALF)
    return frozenset(found)


def missing(request: CooperationRequest) -> list[str]:
    """The fields that a draft still needs before it is submitted."""
    needed = {
        "kind": request.kind,
        "title": request.title.strip(),
        "text": request.text.strip(),
        "regions": request.regions,
    }
    return [name for name, value in needed.items() if not value]


def complete(request: CooperationRequest) -> bool:
    """Whether a draft can be submitted."""
    return not missing(request)


def request_is_open(request: CooperationRequest) -> bool:
    return request.state in OPEN


def presentable(request: CooperationRequest) -> bool:
    """At least one shortlisted suggestion, or an answer to a market information request."""
    if kind_of(request.kind).answered_in_words:
        return (
            Referral.objects.unrestricted("a guard of the table")
            .filter(request=request, state=ReferralState.ANSWERED, answer_presented=False)
            .exists()
        )
    return (
        Suggestion.objects.unrestricted("a guard of the table")
        .filter(referral__request=request, state=SuggestionState.SHORTLISTED)
        .exists()
    )


def introducible(request: CooperationRequest) -> bool:
    """At least one suggestion where both sides agreed."""
    return (
        Suggestion.objects.unrestricted("a guard of the table")
        .filter(referral__request=request, state=SuggestionState.INTERESTED, word=Word.AGREED)
        .exists()
    )


def answerable(referral: Referral) -> bool:
    """Open, with a drafted suggestion; a market information request is answered in words."""
    if not request_is_open(referral.request):
        return False
    if kind_of(referral.request.kind).answered_in_words:
        return True
    return (
        Suggestion.objects.unrestricted("a guard of the table")
        .filter(referral=referral, state=SuggestionState.DRAFT)
        .exists()
    )


def proposable(suggestion: Suggestion) -> bool:
    """Only where the referral may be answered or added to."""
    return may_propose(suggestion.referral)


def may_propose(referral: Referral) -> bool:
    """Whether companies may be proposed on this referral now."""
    return (
        request_is_open(referral.request)
        and not kind_of(referral.request.kind).answered_in_words
        and referral.state
        in {
            ReferralState.SENT,
            ReferralState.ACCEPTED,
            ReferralState.EXPIRED,
            ReferralState.NO_CANDIDATE,
            ReferralState.ANSWERED,
        }
    )


def may_be_asked(suggestion: Suggestion) -> bool:
    """Not asked yet, in an open request; a draft only while the brief is open to its partner, as
    the candidate reads it."""
    return (
        request_is_open(suggestion.referral.request)
        and suggestion.word == Word.NOT_ASKED
        and (suggestion.state != SuggestionState.DRAFT or suggestion.referral.state in IN_PLAY)
    )


def may_withdraw(actor: Actor, attachment: Attachment) -> bool:
    """Whether the actor acts for the side that sent a document (with request and referral loaded),
    and it was sent: what is in a draft is removed."""
    request = attachment.request
    if attachment.withdrawn_at is not None or request.state == RequestState.DRAFT:
        return False
    if attachment.side == Side.COMPANY:
        return CaseRelation.COMPANY in request_relations(actor, request)
    if attachment.side == Side.HOME:
        return acts_for_home(actor, request)
    return attachment.referral is not None and acts_for_partner(actor, attachment.referral)
