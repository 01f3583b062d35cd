"""Named reads of the case: names that may be shown, route, lanes, timelines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Aggregate,
    Case,
    CharField,
    Count,
    DurationField,
    Exists,
    F,
    OuterRef,
    Q,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat

from activities.actor import Actor
from activities.clock import now
from activities.figures import tellable
from cooperation_requests.codes import OF_REFERRAL, CaseAudience
from cooperation_requests.enums import (
    OPEN,
    WAITING_FOR_ANSWER,
    ReferralState,
    WaitsFor,
)
from cooperation_requests.models import (
    Brief,
    CooperationRequest,
    Referral,
)
from cooperation_requests.models.request import Need
from matching.memory import alike_needs


def newest_brief(reader: Actor, request_id: UUID | None) -> Brief | None:
    """The newest version of a request's brief that is open to `reader`."""
    open_to_reader = Brief.objects.visible_to(reader).filter(request_id=request_id)
    return open_to_reader.order_by("-version").first()


def record_read_by(actor: Actor) -> Q | None:
    """access.md, 'timeline': the company and its home agency, of the requests that they see, what
    is for them; a partner what is for its own referral. Nobody by a link."""
    # Asked of the one request: an agency has thousands, and a timeline is of one.
    case = CooperationRequest.objects.visible_to(actor).filter(pk=OuterRef("context_id"))
    seen = Q(Exists(case))
    if actor.company_id is not None:
        return seen & Q(audiences__contains=[CaseAudience.COMPANY])
    if actor.organisation_id is None:
        return None
    own = (
        Referral.objects.asked_of(actor)
        .filter(request=OuterRef("context_id"))
        .values_list(Concat(Value(OF_REFERRAL), Cast("pk", CharField())))
    )
    of_partner = Q(audiences__overlap=ArraySubquery(own))
    return (seen & Q(audiences__contains=[CaseAudience.HOME])) | of_partner


def briefs_of(request: CooperationRequest) -> Mapping[int, Brief]:
    """All briefs of a request by their versions, whoever reads: to be looked through, not shown.
    One query for a request as it was read, as versions are never changed."""
    if request.brief_version not in request.briefs_read:
        rows = Brief.objects.unrestricted("only looked through").filter(request=request)
        request.briefs_read.update({row.version: row for row in rows})
    return request.briefs_read


def words_of_need(need: Need) -> tuple[str, ...]:
    """What people wrote in a request or a brief."""
    return need.title, need.text, need.quantities


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


def partners_in_play(request: CooperationRequest) -> list[Referral]:
    """Every referral of a request that is in play now, with its organisation: for whom to tell.

    Kept at the row for as long as it has the same brief: who reads of a move and who hears of it
    are asked one after the other, before anything that hangs on the request moves.
    """
    version, found = getattr(request, "_partners_in_play", (None, []))
    if version != request.brief_version:
        rows = Referral.objects.unrestricted("whom to tell")
        found = list(rows.filter(Referral.in_play_rule(request)).select_related("organisation"))
        setattr(request, "_partners_in_play", (request.brief_version, found))  # noqa: B010
    return found
