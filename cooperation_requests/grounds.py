"""On which grounds the case discloses one side's data to the other."""

from __future__ import annotations

from cooperation_requests.models import Referral, Suggestion
from disclosure.enums import AccessLine
from disclosure.grounds import Ground
from disclosure.parties import Origin

# The kind of a disclosure's origin that is a suggestion.
OF_SUGGESTION = "suggestion"

FORWARD = Ground("forward", (AccessLine.BRIEF,))
PRESENT = Ground("present", (AccessLine.CANDIDATE_CARD,))
# The company's choice asks the candidate, and may name the company to the partner.
CHOOSE = Ground("choose", (AccessLine.BRIEF, AccessLine.REQUESTER_NAME))
ASK_CANDIDATE = Ground("ask_candidate", (AccessLine.BRIEF,))
AGREE = Ground("agree", (AccessLine.CANDIDATE_NAME,))
INTRODUCED = Ground(
    "introduced",
    (
        AccessLine.REQUESTER_NAME,
        AccessLine.REQUESTER_CONTACT,
        AccessLine.CANDIDATE_NAME,
        AccessLine.CANDIDATE_CONTACT,
    ),
)
GROUNDS = (FORWARD, PRESENT, CHOOSE, ASK_CANDIDATE, AGREE, INTRODUCED)


def origin_of(row: Referral | Suggestion) -> Origin:
    """The origin of what a referral or a suggestion led to."""
    return Origin(OF_SUGGESTION if isinstance(row, Suggestion) else "referral", row.pk)
