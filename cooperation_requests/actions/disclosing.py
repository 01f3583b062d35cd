"""What a verb of the case lets become known to the other side, put on record."""

from __future__ import annotations

from activities.models import Activity
from cooperation_requests.grounds import origin_of
from cooperation_requests.models import Suggestion
from disclosure.actions import Handover, record
from disclosure.enums import Field
from disclosure.grounds import Ground
from disclosure.parties import Recipient, Subject, ToCompany, ToOrganisation


def disclose(
    suggestion: Suggestion,
    activity: Activity,
    ground: Ground,
    fields: tuple[Field, ...],
    *,
    of_candidate: bool = False,
    to_company: bool = False,
    to_organisation: bool = False,
) -> None:
    """Put on record that data of one side went to the other side's company and/or agency."""
    request = suggestion.referral.request
    partner, home = suggestion.referral.organisation_id, request.home_agency_id
    whose = suggestion.company_id if of_candidate else request.company_id
    to: list[Recipient] = []
    if to_company:
        to.append(ToCompany(request.company_id if of_candidate else suggestion.company_id))
    if to_organisation:
        to.append(ToOrganisation(home if of_candidate else partner))
    record(
        ground,
        [Handover(Subject(whose), fields, one, origin_of(suggestion), activity) for one in to],
    )
