"""What matching learns from the verbs that decide about suggestions."""

from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

from django.db import models

from activities.codes import Edge
from activities.workflow import Moved
from cooperation_requests.enums import SuggestionState
from cooperation_requests.matching_need import need_of
from cooperation_requests.models import Brief, Suggestion
from cooperation_requests.queries import briefs_of
from matching import memory
from matching.models import Outcome

Row = TypeVar("Row", bound=models.Model)

OUTCOMES = {
    SuggestionState.SUBMITTED: Outcome.SUGGESTED,
    SuggestionState.SHORTLISTED: Outcome.SUGGESTED,
    SuggestionState.PRESENTED: Outcome.SUGGESTED,
    SuggestionState.SET_ASIDE: Outcome.SET_ASIDE,
    SuggestionState.NOT_INTERESTED: Outcome.NOT_INTERESTED,
    SuggestionState.INTERESTED: Outcome.INTERESTED,
    SuggestionState.INTRODUCED: Outcome.INTRODUCED,
}
# Who knows a company already has said nothing of how it fits.
SAYS_NOTHING_OF_FIT = frozenset({"known_already"})


def learn(moved: Iterable[Moved[Row]]) -> None:
    """Matching notes what became of suggestions that entered a state which says so; two queries for
    those of one brief that became the same."""
    became: dict[tuple[UUID, Brief, Outcome, str], list[UUID]] = {}
    for one in moved:
        row = one.row
        if not isinstance(row, Suggestion) or one.line.target == Edge.SAME:
            continue
        outcome = OUTCOMES.get(SuggestionState(row.state))
        if outcome is None:
            continue
        brief = briefs_of(row.referral.request).get(row.referral.brief_version)
        if brief is not None:
            reason = str(one.activity.data.get("reason", ""))
            key = (row.referral.request_id, brief, outcome, reason)
            became.setdefault(key, []).append(row.company_id)
    for (request_id, brief, outcome, reason), companies in became.items():
        counts = reason not in SAYS_NOTHING_OF_FIT
        memory.note(request_id, need_of(brief), companies, outcome, reason=reason, counts=counts)
