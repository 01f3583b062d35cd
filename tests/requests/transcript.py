"""workflow.md, copied by hand: what the three tables and the candidate's word promise.

Nothing here is read from the code: states, verbs and people are plain words. `by` are words for
who may; `waits_for` is None where it stays 'as before' and REWRITTEN where the preamble's rule
decides; `word` are the candidate's words from which a move is possible (empty: any) and `says` is
the word after it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

SAME = "same"
NEW = "new"
GONE = "gone"
REWRITTEN = "rewritten"
NOBODY = ""
# In whose name an agency acted, as they said so elsewhere, hears of it.
ON_BEHALF_COMPANY = "company if on its behalf"
ON_BEHALF_CANDIDATE = "candidate if on its behalf"


@dataclass(frozen=True)
class Row:
    """One row of one table."""

    verb: str
    sources: tuple[str, ...]
    by: tuple[str, ...]
    target: str
    waits_for: str | None
    heard_by: tuple[str, ...] = ()
    word: tuple[str, ...] = ()
    says: str = ""


OPEN = (
    "submitted",
    "in_triage",
    "needs_information",
    "qualified",
    "with_partners",
    "presented",
    "introduced",
)
FORWARDED = ("with_partners", "presented", "introduced")
LATER = ("qualified", *FORWARDED)
REQUEST_STATES = ("draft", *OPEN, "closed", "declined", "withdrawn")
REFERRAL_STATES = (
    "sent",
    "accepted",
    "expired",
    "answered",
    "no_candidate",
    "declined",
    "recalled",
)
# Suggestions that the candidate's no ends, and the end of the request.
ALIVE = (
    "draft",
    "submitted",
    "set_aside",
    "shortlisted",
    "presented",
    "not_interested",
    "interested",
)
SUGGESTION_STATES = (*ALIVE, "introduced", "withdrawn", "refused", "lapsed")
IN_PLAY = ("sent", "accepted", "expired", "answered", "no_candidate")

REQUEST = (
    Row("start", (NEW,), ("for the company", "starter"), "draft", "starter"),
    Row("discard", ("draft",), ("starter",), GONE, None),
    Row(
        "submit",
        ("draft",),
        ("for the company",),
        "submitted",
        "home_desk",
        ("home desk", "company"),
    ),
    Row("take", ("submitted",), ("advisor",), "in_triage", "advisor", ("company",)),
    Row(
        "assign",
        ("submitted",),
        ("coordinator",),
        "in_triage",
        "advisor",
        ("company", "the one assigned"),
    ),
    Row(
        "assign",
        OPEN[1:],
        ("coordinator", "the responsible advisor"),
        SAME,
        None,
        ("the one assigned", "the one before", "company"),
    ),
    Row("ask", ("in_triage",), ("advisor",), "needs_information", "company", ("company",)),
    Row("ask", LATER, ("advisor",), SAME, None, ("company",)),
    Row(
        "answer",
        ("needs_information",),
        ("for the company",),
        "in_triage",
        "advisor",
        ("advisor", ON_BEHALF_COMPANY),
    ),
    Row("answer", LATER, ("for the company",), SAME, None, ("advisor", ON_BEHALF_COMPANY)),
    Row("resume", ("needs_information",), ("advisor",), "in_triage", "advisor", ("company",)),
    Row("qualify", ("in_triage",), ("advisor",), "qualified", "advisor", ("company",)),
    Row("revise", LATER, ("advisor",), SAME, None, ("company", "partners in play")),
    Row("decline", OPEN[:3], ("advisor",), "declined", NOBODY, ("company",)),
    Row(
        "forward",
        ("qualified",),
        ("advisor",),
        "with_partners",
        REWRITTEN,
        ("desk of the one asked", "company"),
    ),
    Row("forward", FORWARDED, ("advisor",), SAME, REWRITTEN, ("desk of the one asked",)),
    Row(
        "present",
        ("with_partners", "presented"),
        ("advisor",),
        "presented",
        REWRITTEN,
        ("company",),
    ),
    Row("present", ("introduced",), ("advisor",), SAME, REWRITTEN, ("company",)),
    Row(
        "introduce",
        ("presented", "introduced"),
        ("advisor",),
        "introduced",
        REWRITTEN,
        ("company", "candidate", "partner"),
    ),
    Row(
        "close",
        ("needs_information", *LATER),
        ("advisor",),
        "closed",
        NOBODY,
        ("company", "partners in play"),
    ),
    Row(
        "withdraw",
        OPEN[:-1],
        ("for the company",),
        "withdrawn",
        NOBODY,
        ("advisor", "partners in play", ON_BEHALF_COMPANY),
    ),
    Row("reopen", ("closed", "declined"), ("advisor",), "in_triage", "advisor", ("company",)),
    Row(
        "reopen",
        ("withdrawn",),
        ("for the company",),
        "in_triage",
        "advisor",
        ("advisor", ON_BEHALF_COMPANY),
    ),
)
ENDING = ("close", "decline", "withdraw")

UNANSWERED = ("sent", "accepted", "expired")
ANSWERABLE = (*UNANSWERED, "no_candidate")
BEHALF = "advisor on the partner's behalf"
PARTNER = ("partner advisor", BEHALF)
BY_PARTNER = ("partner advisor", "partner link")
REFERRAL = (
    Row(
        "forward",
        (NEW, "answered", "declined", "no_candidate", "recalled", "expired"),
        ("advisor",),
        "sent",
        "partner",
        ("partner",),
    ),
    Row(
        "accept",
        ("sent",),
        ("partner advisor", "partner link"),
        "accepted",
        "partner",
        ("advisor",),
    ),
    Row(
        "assign",
        UNANSWERED,
        ("partner coordinator", "partner advisor"),
        SAME,
        "partner",
        ("the one assigned",),
    ),
    Row("ask_back", UNANSWERED, ("partner advisor",), SAME, "advisor", ("advisor",)),
    Row("reply", UNANSWERED, ("advisor",), SAME, "partner", ("partner",)),
    # What is noted on its behalf the partner hears too: an addition to the workflow.
    Row("answer", ANSWERABLE, ("partner advisor",), "answered", "advisor", ("advisor",)),
    Row("answer", ANSWERABLE, (BEHALF,), "answered", "advisor", ("advisor", "partner")),
    Row("add", ("answered",), ("partner advisor",), SAME, "advisor", ("advisor",)),
    Row("add", ("answered",), (BEHALF,), SAME, "advisor", ("advisor", "partner")),
    Row("find_none", UNANSWERED, BY_PARTNER, "no_candidate", NOBODY, ("advisor",)),
    Row("find_none", UNANSWERED, (BEHALF,), "no_candidate", NOBODY, ("advisor", "partner")),
    Row("decline", UNANSWERED, BY_PARTNER, "declined", NOBODY, ("advisor",)),
    Row("decline", UNANSWERED, (BEHALF,), "declined", NOBODY, ("advisor", "partner")),
    # What is expired goes back to where it was: accepted if it was accepted, else sent.
    Row("extend", UNANSWERED, ("advisor",), "sent or accepted", "partner", ("partner",)),
    Row("remind", UNANSWERED, ("clock", "advisor"), SAME, "partner", ("partner",)),
    Row(
        "expire",
        ("sent", "accepted"),
        ("clock",),
        "expired",
        "advisor",
        ("advisor", "partner coordinator"),
    ),
    Row("recall", UNANSWERED, ("advisor",), "recalled", NOBODY, ("partner",)),
)

SUGGESTION = (
    Row("propose", (NEW, "withdrawn", "lapsed"), PARTNER, "draft", None, says="not_asked"),
    Row("discard", ("draft",), PARTNER, GONE, None),
    # access.md: a partner's drafts are its own; on its behalf goes what was entered on its behalf.
    Row("submit", ("draft",), ("partner advisor",), "submitted", None, ("advisor",)),
    Row(
        "submit",
        ("draft of the agency",),
        ("advisor on the partner's behalf",),
        "submitted",
        None,
        ("advisor", "partner"),
    ),
    Row("shortlist", ("submitted", "set_aside"), ("advisor",), "shortlisted", None),
    Row(
        "set_aside",
        ("submitted", "shortlisted"),
        ("advisor",),
        "set_aside",
        None,
        ("partner",),
    ),
    Row("present", ("shortlisted",), ("advisor",), "presented", None, ("company",)),
    Row(
        "choose",
        ("presented", "not_interested"),
        ("for the company",),
        "interested",
        None,
        ("advisor", "partner", "candidate", ON_BEHALF_COMPANY),
        word=("not_asked",),
        says="asked",
    ),
    Row(
        "choose",
        ("presented", "not_interested"),
        ("for the company",),
        "interested",
        None,
        ("advisor", "partner", ON_BEHALF_COMPANY),
        word=("asked", "agreed"),
    ),
    Row(
        "pass",
        ("presented", "interested"),
        ("for the company",),
        "not_interested",
        None,
        ("advisor", "partner", ON_BEHALF_COMPANY),
    ),
    Row(
        "take_back",
        ALIVE[1:],
        ("partner advisor",),
        "withdrawn",
        None,
        ("advisor", "company if presented"),
    ),
    Row(
        "introduce",
        ("interested",),
        ("advisor",),
        "introduced",
        None,
        ("company", "candidate", "partner"),
        word=("agreed",),
    ),
    Row(
        "ask_candidate",
        ALIVE,
        ("partner advisor",),
        SAME,
        None,
        ("candidate",),
        word=("not_asked",),
        says="asked",
    ),
    Row(
        "agree",
        ALIVE,
        ("for the candidate",),
        SAME,
        None,
        ("partner", "advisor unless a draft", ON_BEHALF_CANDIDATE),
        word=("not_asked", "asked"),
        says="agreed",
    ),
    Row(
        "refuse",
        ALIVE,
        ("for the candidate",),
        "refused",
        None,
        ("partner", "advisor unless a draft", "company if presented", ON_BEHALF_CANDIDATE),
        word=("not_asked", "asked", "agreed"),
        says="refused",
    ),
)

# The words that a suggestion of each state can have: who is interested was asked, who is
# introduced agreed, who refused is refused.
WORDS = {
    **dict.fromkeys(ALIVE, ("not_asked", "asked", "agreed")),
    "interested": ("asked", "agreed"),
    "introduced": ("agreed",),
    "refused": ("refused",),
    "withdrawn": ("not_asked", "asked", "agreed"),
    "lapsed": ("not_asked", "asked", "agreed"),
}


def request_waits_for(
    state: str,
    referrals: Iterable[tuple[str, str]],
    suggestions: Iterable[tuple[str, str]],
    *,
    undecided_answers: int = 0,
    presented_answers: int = 0,
) -> str:
    """The preamble: whom a forwarded request waits for.

    `referrals` are (state, waits for), `suggestions` (state, word); answers are those to a market
    information request: presented to the company, or not yet.
    """
    rows = list(suggestions)
    undecided = undecided_answers or any(
        state in {"submitted", "shortlisted"} for state, _word in rows
    )
    if state == "with_partners":
        partner = any(who == "partner" for _state, who in referrals)
        return "advisor" if undecided or not partner else "partners"
    if undecided or ("interested", "agreed") in rows:
        return "advisor"
    if presented_answers or any(state == "presented" for state, _word in rows):
        return "company"
    if ("interested", "asked") in rows:
        return "candidate"
    return "both_companies" if state == "introduced" else "advisor"


TABS = {
    "submitted": "to_triage",
    "in_triage": "to_triage",
    "needs_information": "waiting_for_company",
    "qualified": "to_forward",
    "presented": "presented",
    "introduced": "introduced",
    "closed": "ended",
    "declined": "ended",
    "withdrawn": "ended",
}


def tab(state: str, undecided: bool) -> str:
    """The one tab of the inbox that a request is in from submitted on."""
    if state == "with_partners":
        return "suggestions_in" if undecided else "with_partners"
    return TABS[state]
