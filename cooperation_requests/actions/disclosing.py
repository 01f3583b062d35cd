"""The record of what became known to whom, and on which ground."""

from __future__ import annotations

from activities.clock import now
from activities.models import Activity
from cooperation_requests.models import Disclosure, Suggestion
from cooperation_requests.models.disclosure import Field


def disclose(
    suggestion: Suggestion,
    activity: Activity,
    ground: str,
    fields: list[Field],
    *,
    of_candidate: bool = False,
    to_company: bool = False,
    to_organisation: bool = False,
) -> None:
    """Record that data of one side went to the other side's company and/or agency."""
    request = suggestion.referral.request
    partner, home = suggestion.referral.organisation_id, request.home_agency_id
    Disclosure.objects.add(
        request=request,
        suggestion=suggestion,
        company_id=suggestion.company_id if of_candidate else request.company_id,
        fields=[str(one) for one in fields],
        to_company_id=(request.company_id if of_candidate else suggestion.company_id)
        if to_company
        else None,
        to_organisation_id=(home if of_candidate else partner) if to_organisation else None,
        ground=ground,
        activity=activity,
        disclosed_at=now(),
    )
