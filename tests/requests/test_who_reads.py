"""Who reads of a move in a timeline: by hand, as no page fails where one reader is lost."""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import Any

import pytest

from activities.workflow import Transition
from cooperation_requests import workflow

BOTH = frozenset({"home", "company"})
BOTH_AND_PARTNERS = BOTH | {"partners_in_play"}
LANE = frozenset({"home", "referral"})
# Of a draft the home agency knows nothing, of a card the company only once it was presented.
NOT_OF_DRAFTS = frozenset({"home_unless_draft", "referral"})

READERS: dict[str, dict[str, Set[str]]] = {
    "REQUEST": {
        "start": {"starter"},
        "discard": {"starter"},
        **dict.fromkeys(
            ("submit", "take", "assign", "ask", "answer", "resume", "qualify", "decline"), BOTH
        ),
        **dict.fromkeys(("present", "introduce", "reopen"), BOTH),
        **dict.fromkeys(("revise", "close", "withdraw"), BOTH_AND_PARTNERS),
    },
    "REFERRAL": dict.fromkeys(
        (
            *("forward", "accept", "assign", "ask_back", "reply", "answer", "add", "find_none"),
            *("decline", "extend", "remind", "expire", "recall"),
        ),
        LANE,
    ),
    "SUGGESTION": {
        **dict.fromkeys(
            ("propose", "discard", "submit", "present", "introduce"), frozenset({"referral"})
        ),
        "shortlist": {"home"},
        "set_aside": LANE,
        **dict.fromkeys(("choose", "pass"), LANE | {"company"}),
        "take_back": LANE | {"company_if_presented"},
        **dict.fromkeys(("ask_candidate", "agree"), NOT_OF_DRAFTS),
        "refuse": NOT_OF_DRAFTS | {"company_if_presented"},
        "lapse": {"home_unless_draft"},
    },
}


def lines(table: str) -> Iterable[Transition[Any]]:
    found: Iterable[Transition[Any]] = getattr(workflow, table)
    return found


@pytest.mark.parametrize("table", READERS)
def test_each_move_is_read_by_those_whom_it_concerns_and_nobody_else(table: str) -> None:
    for line in lines(table):
        if (table, line.verb) != ("REQUEST", "forward"):
            assert set(line.seen_by) == READERS[table][line.verb], line


def test_the_company_reads_of_the_first_forwarding_alone() -> None:
    """Whom else its agency asks later stands in the lanes of its agency."""
    forwardings = [line for line in lines("REQUEST") if line.verb == "forward"]
    by_source = {source: set(line.seen_by) for line in forwardings for source in line.sources}
    assert by_source == {
        "qualified": BOTH,
        "with_partners": {"home"},
        "presented": {"home"},
        "introduced": {"home"},
    }
