"""Locking the rows of a case: the request, then referrals by id, then suggestions by id.

What is checked is read after the lock. Each function takes what its caller found by `visible_to`,
and gives the rows with the request that they hang on, which is locked before them.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import OperationalError
from django.db.models import Q, QuerySet
from psycopg2.errors import LockNotAvailable

from activities.errors import NoLongerPossible
from activities.workflow import Locked
from companies.enums import CompanyVerb
from cooperation_requests.models import CooperationRequest, Referral, Suggestion


def lock_request(request_id: UUID) -> Locked[CooperationRequest]:
    """Lock a request and read it; raises CooperationRequest.DoesNotExist."""
    rows = CooperationRequest.objects.unrestricted("the caller found it by visible_to")
    rows = rows.select_related("company", "home_agency")
    return Locked([rows.select_for_update(of=("self",)).get(pk=request_id)])


def lock_referral(referral_id: UUID) -> Locked[Referral]:
    """Lock the request of a referral, then the referral, and read it; raises
    Referral.DoesNotExist."""
    it = Referral.objects.unrestricted("the caller found it by visible_to").filter(pk=referral_id)
    _hold_requests(it)
    return Locked([_locked_referrals().get(pk=referral_id)])


def lock_referrals_by_key(keys: Sequence[UUID]) -> Locked[Referral]:
    """Lock the requests of these referrals by id, then the referrals by id, and read them; those
    that there are."""
    them = Referral.objects.unrestricted("the clock").filter(pk__in=keys)
    _hold_requests(them)
    return Locked(_locked_referrals().filter(pk__in=keys).order_by("pk"))


def lock_suggestion(suggestion_id: UUID) -> Locked[Suggestion]:
    """Lock request, referral and suggestion, in this order, and read it; raises
    Suggestion.DoesNotExist."""
    of_it = Suggestion.objects.unrestricted("the caller found it by visible_to").filter(
        pk=suggestion_id
    )
    referrals = Referral.objects.unrestricted("locked, not read").filter(
        pk__in=of_it.values("referral")
    )
    _hold_requests(referrals)
    list(referrals.select_for_update(of=("self",)).values_list("pk", flat=True))
    return Locked([_locked_suggestions().get(pk=suggestion_id)])


def hold_cases_of(company_id: UUID, verb: CompanyVerb, *, waits: bool) -> set[UUID]:
    """Lock the requests in which a company asks or was suggested, then its suggestions, in the
    order of all actions; the keys of those requests. With `waits` false, where companies are locked
    already, raises NoLongerPossible of `verb` for what somebody holds."""
    own = Suggestion.objects.unrestricted("locked, not read").filter(company=company_id)
    cases = CooperationRequest.objects.unrestricted("locked, not read").filter(
        Q(company=company_id) | Q(pk__in=own.values("referral__request"))
    )
    try:
        held = [
            list(rows.order_by("pk").select_for_update(of=("self",), nowait=not waits))
            for rows in (cases, own)
        ]
    except OperationalError as fault:
        if not waits and isinstance(fault.__cause__, LockNotAvailable):
            raise NoLongerPossible(verb) from fault
        raise
    return {row.pk for row in held[0]}


def request_of(suggestion: Suggestion) -> Locked[CooperationRequest]:
    """The request of a locked suggestion: locked before it, and read after."""
    return Locked([suggestion.referral.request])


def lock_referrals(request: CooperationRequest, rows: QuerySet[Referral]) -> Locked[Referral]:
    """Lock those of `rows` that are of a request which is locked already; each has that one."""
    found = _locked_referrals().filter(pk__in=rows.values("pk"), request=request)
    locked = list(found.order_by("pk"))
    for row in locked:
        row.request = request
    return Locked(locked)


def lock_suggestions(request: CooperationRequest, rows: QuerySet[Suggestion]) -> Locked[Suggestion]:
    """Lock those of `rows` that are of a request which is locked already; each has that one."""
    found = _locked_suggestions().filter(pk__in=rows.values("pk"), referral__request=request)
    locked = list(found.order_by("pk"))
    for row in locked:
        row.referral.request = request
    return Locked(locked)


def _hold_requests(referrals: QuerySet[Referral]) -> None:
    """Lock the requests that are read later, with the rows below them."""
    requests = CooperationRequest.objects.unrestricted("locked, not read").filter(
        pk__in=referrals.values("request")
    )
    list(requests.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))


def _locked_referrals() -> QuerySet[Referral]:
    return (
        Referral.objects.unrestricted("locking for a transition")
        .select_related("request__company", "request__home_agency", "organisation")
        .select_for_update(of=("self",))
    )


def _locked_suggestions() -> QuerySet[Suggestion]:
    return (
        Suggestion.objects.unrestricted("locking for a transition")
        .select_related(
            "referral__request__company",
            "referral__request__home_agency",
            "referral__organisation",
            "company",
        )
        .select_for_update(of=("self",))
    )
