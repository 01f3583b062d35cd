"""Who an actor is to a request, a referral, a suggestion: the relations that the tables name.

Acting for somebody else (an advisor for the company or the partner, a partner for the candidate)
is a relation only with the note how and when the other side said so.
"""

from __future__ import annotations

from activities.actor import Actor
from cooperation_requests import workflow as w
from cooperation_requests.enums import (
    IN_PLAY,
    OPEN,
    Kind,
    LinkPurpose,
    ReferralState,
    RequestState,
    Side,
    SuggestionState,
    Word,
)
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
    )


def request_relations(actor: Actor, request: CooperationRequest) -> frozenset[str]:
    """What `actor` is to `request`."""
    if actor.is_clock:
        return frozenset({w.CLOCK})
    if actor.link is not None:
        return frozenset()
    draft = request.state in {w.NEW, RequestState.DRAFT}
    found: set[str] = set()
    if actor.company_id is not None:
        if actor.company_id == request.company_id and not (
            draft and request.started_side != Side.COMPANY
        ):
            found.add(w.COMPANY)
            if draft:
                found.add(w.STARTER)
        return frozenset(found)
    if not acts_for_home(actor, request):
        return frozenset()
    if draft:
        if request.started_side == Side.HOME:
            found.add(w.STARTER)
            if actor.on_behalf:
                found.add(w.COMPANY)
        return frozenset(found)
    found.add(w.ADVISOR)
    if actor.on_behalf:
        found.add(w.COMPANY)
    if actor.is_coordinator:
        found.add(w.COORDINATOR)
    if actor.user_id == request.responsible_id:
        found.add(w.RESPONSIBLE)
    return frozenset(found)


def referral_relations(actor: Actor, referral: Referral) -> frozenset[str]:
    """What `actor` is to `referral`."""
    if actor.is_clock:
        return frozenset({w.CLOCK})
    if actor.link is not None:
        opens = actor.link.purpose == LinkPurpose.REFERRAL and actor.link.subject_id == referral.pk
        return frozenset({w.PARTNER_LINK}) if opens else frozenset()
    found: set[str] = set()
    if acts_for_partner(actor, referral):
        found.add(w.PARTNER)
        if actor.is_coordinator:
            found.add(w.PARTNER_COORDINATOR)
    if acts_for_home(actor, referral.request):
        found.add(w.ADVISOR)
        if actor.on_behalf:
            found.add(w.ON_PARTNERS_BEHALF)
    return frozenset(found)


def suggestion_relations(actor: Actor, suggestion: Suggestion) -> frozenset[str]:
    """What `actor` is to `suggestion`; nobody acts for an agency on their own company."""
    if actor.link is not None:
        opens = (
            actor.link.purpose == LinkPurpose.SUGGESTION and actor.link.subject_id == suggestion.pk
        )
        return frozenset({w.CANDIDATE}) if opens else frozenset()
    request = suggestion.referral.request
    found: set[str] = set()
    if actor.company_id is not None:
        if actor.company_id == request.company_id and suggestion.presented_at is not None:
            found.add(w.COMPANY)
        if actor.company_id == suggestion.company_id and (
            suggestion.word != Word.NOT_ASKED or suggestion.told_at is not None
        ):
            found.add(w.CANDIDATE)
        return frozenset(found)
    if suggestion.company_id in actor.own_company_ids:
        return frozenset()
    of_referral = referral_relations(actor, suggestion.referral)
    if w.PARTNER in of_referral:
        found.add(w.PARTNER)
        if actor.on_behalf:
            found.add(w.ON_CANDIDATES_BEHALF)
    if w.ADVISOR in of_referral and suggestion.known_to_home:
        found.add(w.ADVISOR)
        if actor.on_behalf:
            found.add(w.COMPANY)
            found.add(w.ON_PARTNERS_BEHALF)
    return frozenset(found)


def is_market_information(request: CooperationRequest) -> bool:
    """Such a request is answered with words or documents instead of companies."""
    return request.kind == Kind.MARKET_INFORMATION


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
    if is_market_information(request):
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
    if is_market_information(referral.request):
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
        and not is_market_information(referral.request)
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


REQUEST_GUARDS = {
    "complete": complete,
    "question_open": lambda request: bool(request.question_open),
    "presentable": presentable,
    "introducible": introducible,
}

REFERRAL_GUARDS = {
    "request_open": lambda referral: request_is_open(referral.request),
    "question_asked": lambda referral: (
        request_is_open(referral.request) and referral.asked_back_at is not None
    ),
    "answerable": answerable,
    "open_and_accepted_before": lambda referral: (
        request_is_open(referral.request) and referral.accepted_at is not None
    ),
    "open_and_not_accepted_before": lambda referral: (
        request_is_open(referral.request) and referral.accepted_at is None
    ),
}

SUGGESTION_GUARDS = {
    "request_open": lambda suggestion: request_is_open(suggestion.referral.request),
    "proposable": proposable,
    "open_and_never_sent": lambda suggestion: (
        request_is_open(suggestion.referral.request) and not suggestion.handed_over_before
    ),
    "open_and_sent_before": lambda suggestion: (
        request_is_open(suggestion.referral.request) and suggestion.handed_over_before
    ),
    "word_agreed": lambda suggestion: (
        request_is_open(suggestion.referral.request) and suggestion.word == Word.AGREED
    ),
    "word_not_asked": may_be_asked,
    "word_open": lambda suggestion: (
        request_is_open(suggestion.referral.request)
        and suggestion.word in {Word.NOT_ASKED, Word.ASKED}
    ),
    "word_not_refused": lambda suggestion: (
        request_is_open(suggestion.referral.request) and suggestion.word != Word.REFUSED
    ),
}


def may_withdraw(actor: Actor, attachment: Attachment) -> bool:
    """Whether the actor acts for the side that sent a document (with request and referral loaded),
    and it was sent: what is in a draft is removed."""
    request = attachment.request
    if attachment.withdrawn_at is not None or request.state == RequestState.DRAFT:
        return False
    if attachment.side == Side.COMPANY:
        return w.COMPANY in request_relations(actor, request)
    if attachment.side == Side.HOME:
        return acts_for_home(actor, request)
    return attachment.referral is not None and acts_for_partner(actor, attachment.referral)
