"""Named reads of the case: names that may be shown, route, lanes, timelines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import (
    Aggregate,
    BooleanField,
    Case,
    Count,
    DurationField,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from activities.actor import Actor
from activities.clock import now
from activities.figures import tellable
from cooperation_requests.enums import (
    ENDED_SUGGESTIONS,
    OPEN,
    WAITING_FOR_ANSWER,
    ReferralState,
    SuggestionState,
    WaitsFor,
    Word,
)
from cooperation_requests.models import (
    Brief,
    CooperationRequest,
    Disclosure,
    Referral,
    Suggestion,
)
from cooperation_requests.models.disclosure import Field
from matching.memory import alike_needs

# A candidate's own word to be named counts while it stands: not once it refused, nor from before
# it was taken back and proposed again.
_STANDING = ~Q(ground="agree") | Q(
    suggestion__word=Word.AGREED, disclosed_at__gte=F("suggestion__proposed_at")
)


def newest_brief(reader: Actor, request_id: UUID | None) -> Brief | None:
    """The newest version of a request's brief that is open to `reader`."""
    open_to_reader = Brief.objects.visible_to(reader).filter(request_id=request_id)
    return open_to_reader.order_by("-version").first()


def _named(request_id: UUID, company_id: UUID, **to: UUID | None) -> bool:
    return (
        Disclosure.objects.unrestricted("a rule of access")
        .filter(
            _STANDING,
            request_id=request_id,
            company_id=company_id,
            fields__contains=[Field.NAME],
            **to,
        )
        .exists()
    )


def _open_to_home(suggestion: Suggestion) -> bool:
    """Whether the home agency knows the company anyway: its profile is published, or its own. Once
    the suggestion has ended, what it knew then: a promise outlasts a later publication."""
    if suggestion.state in ENDED_SUGGESTIONS:
        return suggestion.named_at_end
    own = suggestion.company.agency_id == suggestion.referral.request.home_agency_id
    return own or suggestion.company.is_published


def keep_what_is_named(suggestion: Suggestion) -> tuple[str, ...]:
    """Note on a suggestion that ends whether its company is open to the home agency now; the fields
    written."""
    own = suggestion.company.agency_id == suggestion.referral.request.home_agency_id
    suggestion.named_at_end = own or suggestion.company.is_published
    return ("named_at_end",)


def nameable_to_home(suggestion: Suggestion) -> bool:
    """access.md, 'candidate's name', home agency: agreed, published or introduced."""
    request = suggestion.referral.request
    return (
        _open_to_home(suggestion)
        or suggestion.state == SuggestionState.INTRODUCED
        or _named(request.pk, suggestion.company_id, to_organisation_id=request.home_agency_id)
    )


def named_to_company(suggestion: Suggestion) -> bool:
    """access.md, 'candidate's name', company: agreed or introduced."""
    request = suggestion.referral.request
    return suggestion.state == SuggestionState.INTRODUCED or _named(
        request.pk, suggestion.company_id, to_company_id=request.company_id
    )


def named_candidates(actor: Actor, suggestions: Iterable[Suggestion]) -> frozenset[UUID]:
    """The suggestions (with company, referral and request loaded) whose candidate `actor` may
    know by name; one query for any number, none for a partner's own."""
    rows = list(suggestions)
    disclosed: set[tuple[UUID, UUID]] = set()
    own = actor.organisation_id is not None and all(
        row.referral.organisation_id == actor.organisation_id for row in rows
    )
    if rows and not own and (actor.organisation_id or actor.company_id):
        to = (
            {"to_organisation_id": actor.organisation_id}
            if actor.organisation_id
            else {"to_company_id": actor.company_id}
        )
        disclosed = set(
            Disclosure.objects.unrestricted("a rule of access")
            .filter(
                _STANDING,
                request_id__in={row.referral.request_id for row in rows},
                fields__contains=[Field.NAME],
                **to,
            )
            .values_list("request_id", "company_id")
        )
    return frozenset(row.pk for row in rows if _may_name(actor, row, disclosed))


def _may_name(actor: Actor, row: Suggestion, disclosed: set[tuple[UUID, UUID]]) -> bool:
    request = row.referral.request
    agreed = (request.pk, row.company_id) in disclosed or row.state == SuggestionState.INTRODUCED
    if actor.link is not None:
        return actor.link.subject_id == row.pk
    if actor.company_id is not None:
        own = actor.company_id == row.company_id
        return own or (actor.company_id == request.company_id and agreed)
    if actor.organisation_id is not None:
        if actor.organisation_id == row.referral.organisation_id:
            return True
        if actor.organisation_id == request.home_agency_id:
            return agreed or _open_to_home(row)
    return False


def requesters_hidden_from(actor: Actor) -> Q:
    """Companies whose own open request the actor's organisation was asked for, whatever it
    answered: by their published profile it would know who asks. Not those that said it may, nor its
    own, nor those that it was told of in every such request: what one case told names nobody in the
    next."""
    if actor.organisation_id is None:
        return Q(pk__in=[])
    asked = Referral.objects.unrestricted("the rule itself").filter(
        organisation=actor.organisation_id, request__state__in=OPEN
    )
    named = Disclosure.objects.unrestricted("the rule itself").filter(
        to_organisation_id=actor.organisation_id, fields__contains=[Field.NAME]
    )
    untold = asked.filter(request__company=OuterRef("pk")).exclude(
        Exists(named.filter(request=OuterRef("request"), company=OuterRef("request__company")))
    )
    # Asked of one company at a time, never as the set of all, and as a value that the planner takes
    # for a coin's throw (docs/decisions/large-lists.md).
    one = Subquery(untold.values_list(Value(True))[:1], output_field=BooleanField())
    asks = Coalesce(one, Value(False))
    return Q(found_while_asking=False) & ~Q(agency_id=actor.organisation_id) & Q(asks)


def requester_agreed_to_partner(referral: Referral) -> bool:
    """access.md, 'requester's name', partner: whether the company agreed for this one; after its
    own introduction a partner knows it anyway."""
    return _named(
        referral.request_id,
        referral.request.company_id,
        to_organisation_id=referral.organisation_id,
    )


def timeline_audiences(actor: Actor, request: CooperationRequest) -> list[str]:
    """The audiences by which this actor reads the timeline of a request it may see."""
    if actor.company_id == request.company_id:
        return ["company"]
    if actor.organisation_id == request.home_agency_id:
        return ["home"]
    return []


# The cosine from which two briefs count as alike: far above what a need and a company that does
# not fit it reach (one pair in a hundred 0.61, docs/decisions/meaning.md). Not measured on pairs
# of briefs.
SAME_NEED = 0.8


def agencies_with_an_alike_request(case: CooperationRequest, brief: Brief) -> list[str]:
    """access.md, the one exception to 'not known to exist': the names of other agencies where an
    alike request is open, by its newest brief. Nothing else of it is told, not even how many."""
    others = (
        Brief.objects.unrestricted("only the agency's name is told")
        .filter(version=F("request__brief_version"), request__state__in=OPEN)
        .exclude(request__home_agency=case.home_agency_id)
    )
    hashes = alike_needs(brief.need_hash, SAME_NEED)
    if not hashes:
        return []
    return list(
        others.filter(need_hash__in=hashes)
        .order_by("request__home_agency__name")
        .values_list("request__home_agency__name", flat=True)
        .distinct()
    )


class _Median(Aggregate):
    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


# How far back "lately" reaches, and how many of a week's days are worked on.
LATELY = timedelta(days=180)
WORKED_SHARE = 5 / 7


@dataclass(frozen=True)
class Answering:
    """How an organisation answered lately, over the whole network: requests whose answer came or
    is overdue, those answered, the median of working days that took, and what it has to answer."""

    asked: int = 0
    answered: int = 0
    working_days: float | None = None
    to_answer: int = 0


def answering_lately(organisation_ids: Iterable[UUID]) -> dict[UUID, Answering]:
    """For each organisation; one query. For ranking only: a reader sees words, never these counts,
    as they tell of others' requests; of fewer than five cases of three companies nothing is told
    (access.md, figures)."""
    ids = list(organisation_ids)
    answered = Q(state__in=[ReferralState.ANSWERED, ReferralState.NO_CANDIDATE])
    late = Q(waits_for=WaitsFor.PARTNER) & Referral.late_rule()
    overdue = Q(state=ReferralState.EXPIRED) | late
    waits = Q(state__in=WAITING_FOR_ANSWER, request__state__in=OPEN)
    found = (
        Referral.objects.unrestricted("ranked by, told in words only")
        .filter(organisation__in=ids, sent_at__gte=now() - LATELY)
        .values("organisation")
        .annotate(
            done=Count("pk", filter=answered),
            late=Count("pk", filter=overdue),
            companies=Count("request__company", distinct=True, filter=answered | overdue),
            waiting=Count("pk", filter=waits),
            waiting_companies=Count("request__company", distinct=True, filter=waits),
            took=_Median(
                Case(When(answered, then=F("answered_at") - F("sent_at"))),
                output_field=DurationField(),
            ),
        )
        .order_by()
    )
    lately = dict.fromkeys(ids, Answering())
    for row in found:
        took = row["took"]
        told = tellable(row["done"] + row["late"], row["companies"])
        waiting = tellable(row["waiting"], row["waiting_companies"])
        lately[row["organisation"]] = Answering(
            asked=row["done"] + row["late"] if told else 0,
            answered=row["done"] if told else 0,
            working_days=took / timedelta(days=1) * WORKED_SHARE if told and took else None,
            to_answer=row["waiting"] if waiting else 0,
        )
    return lately
