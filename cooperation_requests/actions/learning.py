"""What matching learns from the verbs that decide about suggestions."""

from collections.abc import Iterable
from typing import Any

from activities.transitions import SAME, Moved
from cooperation_requests.enums import SuggestionState
from cooperation_requests.matching_need import need_of
from cooperation_requests.models import Brief, Referral, Suggestion
from matching import memory
from matching.models import Outcome

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


def learn(moved: Iterable[Moved[Any]]) -> None:
    """Matching notes what became of suggestions that entered a state which says so."""
    for one in moved:
        row = one.row
        if not isinstance(row, Suggestion) or one.line.target == SAME:
            continue
        outcome = OUTCOMES.get(SuggestionState(row.state))
        brief = _brief_of(row.referral) if outcome else None
        if outcome is None or brief is None:
            continue
        reason = str(one.activity.data.get("reason", ""))
        memory.note(
            row.referral.request_id,
            need_of(brief),
            [row.company_id],
            outcome,
            reason=reason,
            counts=reason not in SAYS_NOTHING_OF_FIT,
        )


def _brief_of(referral: Referral) -> Brief | None:
    return (
        Brief.objects.unrestricted("only matching reads it, under an opaque key")
        .filter(request=referral.request_id, version=referral.brief_version)
        .first()
    )
