"""Two entries turn out to be one company: its cases follow it."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from activities.models import Activity
from cooperation_requests.models import CooperationRequest, Disclosure, Suggestion


def move_cases(company_id: UUID, into_id: UUID) -> None:
    """Give requests, suggestions and the record of disclosures to the company that stays; within
    the transaction of the merging, before it locks the companies.

    Raises ValidationError where both stand in one request, as two candidates or as candidate and
    requester: what of them holds only people can say.
    """
    suggestions = Suggestion.objects.unrestricted("a company's cases follow it")
    requests = CooperationRequest.objects.unrestricted("a company's cases follow it")
    of_candidate = suggestions.filter(company=company_id)
    case_ids = set(requests.filter(company=company_id).values_list("pk", flat=True))
    case_ids |= set(of_candidate.values_list("referral__request_id", flat=True))
    # In the order of all actions: requests, then suggestions.
    list(requests.filter(pk__in=case_ids).order_by("pk").select_for_update(of=("self",)))
    list(of_candidate.order_by("pk").select_for_update(of=("self",)))
    of_both = suggestions.filter(company__in=[company_id, into_id]).select_related(
        "referral__request"
    )
    together = of_both.filter(
        Q(referral__in=of_candidate.values("referral"), company=into_id)
        | Q(referral__request__company__in=[company_id, into_id])
    ).first()
    if together is not None:
        raise ValidationError(
            _(
                "Both stand in one request (%(reference)s): take one candidate back first, or "
                "wait until it has ended."
            )
            % {"reference": together.referral.request.reference or ""}
        )
    requests.filter(company=company_id).update(company=into_id)
    suggestions.filter(company=company_id).update(company=into_id)
    disclosures = Disclosure.objects.unrestricted("a company's cases follow it")
    disclosures.filter(company=company_id).update(company=into_id)
    disclosures.filter(to_company_id=company_id).update(to_company_id=into_id)
    # Who did it is told by the side on which they stood.
    Activity.objects.filter(case_id__in=case_ids, acting_company_id=company_id).update(
        acting_company_id=into_id
    )
