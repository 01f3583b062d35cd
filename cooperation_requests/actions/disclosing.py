"""What a verb about a suggestion lets become known to the other side."""

from __future__ import annotations

from activities.models import Activity
from cooperation_requests.grounds import origin_of
from cooperation_requests.models import Suggestion
from disclosure.actions import Handover
from disclosure.enums import Field
from disclosure.parties import Recipient, Subject, ToCompany, ToOrganisation


def handovers(
    suggestion: Suggestion,
    activity: Activity,
    fields: tuple[Field, ...],
    *,
    of_candidate: bool = False,
    to_company: bool = False,
    to_organisation: bool = False,
) -> list[Handover]:
    """That data of one side of a suggestion go to the other side's company and/or agency."""
    request = suggestion.referral.request
    partner, home = suggestion.referral.organisation_id, request.home_agency_id
    whose = suggestion.company_id if of_candidate else request.company_id
    to: list[Recipient] = []
    if to_company:
        to.append(ToCompany(request.company_id if of_candidate else suggestion.company_id))
    if to_organisation:
        to.append(ToOrganisation(home if of_candidate else partner))
    return [Handover(Subject(whose), fields, one, origin_of(suggestion), activity) for one in to]
