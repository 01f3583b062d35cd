"""Locking the rows of a case: the request, then referrals by id, then suggestions by id.

What is checked is read after the lock.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from cooperation_requests.models import CooperationRequest, Referral, Suggestion


def lock_request(request_id: UUID) -> CooperationRequest:
    """Lock a request and read it; every action of its case starts here."""
    return (
        CooperationRequest.objects.unrestricted("the caller found it by visible_to")
        .select_related("company", "home_agency")
        .select_for_update(of=("self",))
        .get(pk=request_id)
    )


def lock_referral(referral_id: UUID) -> Referral:
    """Lock the request of a referral first, then the referral, and read it."""
    request_id = (
        Referral.objects.unrestricted("the caller found it by visible_to")
        .values_list("request_id", flat=True)
        .get(pk=referral_id)
    )
    _hold(CooperationRequest.objects.unrestricted("locked, not read"), request_id)
    return next(iter(locked_referrals([referral_id])))


def lock_suggestion(suggestion_id: UUID) -> Suggestion:
    """Lock request, referral and suggestion, in this order, and read the suggestion."""
    request_id, referral_id = (
        Suggestion.objects.unrestricted("the caller found it by visible_to")
        .values_list("referral__request_id", "referral_id")
        .get(pk=suggestion_id)
    )
    _hold(CooperationRequest.objects.unrestricted("locked, not read"), request_id)
    _hold(Referral.objects.unrestricted("locked, not read"), referral_id)
    return next(iter(locked_suggestions([suggestion_id])))


def _hold(rows: QuerySet[Any], pk: UUID) -> None:
    """Lock a row that is read later, with the one below it."""
    rows.select_for_update().values_list("pk", flat=True).get(pk=pk)


def locked_requests(ids: Iterable[UUID]) -> Iterable[CooperationRequest]:
    return (
        CooperationRequest.objects.unrestricted("locking for a transition")
        .select_related("company", "home_agency")
        .select_for_update(of=("self",))
        .filter(pk__in=list(ids))
        .order_by("pk")
    )


def locked_referrals(ids: Iterable[UUID]) -> Iterable[Referral]:
    return (
        Referral.objects.unrestricted("locking for a transition")
        .select_related("request__company", "request__home_agency", "organisation")
        .select_for_update(of=("self",))
        .filter(pk__in=list(ids))
        .order_by("pk")
    )


def locked_suggestions(ids: Iterable[UUID]) -> Iterable[Suggestion]:
    return (
        Suggestion.objects.unrestricted("locking for a transition")
        .select_related(
            "referral__request__company",
            "referral__request__home_agency",
            "referral__organisation",
            "company",
        )
        .select_for_update(of=("self",))
        .filter(pk__in=list(ids))
        .order_by("pk")
    )
