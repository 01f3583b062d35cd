"""Every verb of a suggestion and of the candidate's word, in every state, by everybody."""

from __future__ import annotations

import pytest

from cooperation_requests.actions import answers, choosing, presenting, proposing
from tests.requests import transcript as t
from tests.requests.case import (
    RELATIONS,
    Case,
    is_to_referral,
    is_to_request,
    is_to_suggestion,
    put_referral,
    put_request,
    put_suggestion,
    put_waiting,
    undone,
)
from tests.requests.playing import THOROUGH, Act, play, possible

ACTS: dict[str, Act] = {
    "propose": lambda case, actor: proposing.propose(
        actor=actor, referral_id=case.referral.pk, company_id=case.candidate.pk, words="Fits."
    ),
    "discard": lambda case, actor: proposing.discard_suggestion(
        actor=actor, suggestion_id=case.suggestion.pk
    ),
    "submit": lambda case, actor: answers.add(actor=actor, referral_id=case.referral.pk),
    "shortlist": lambda case, actor: choosing.shortlist(
        actor=actor, suggestion_id=case.suggestion.pk
    ),
    "set_aside": lambda case, actor: choosing.set_aside(
        actor=actor, suggestion_id=case.suggestion.pk, reason="other"
    ),
    "present": lambda case, actor: presenting.present(
        actor=actor, request_id=case.request.pk, words={case.suggestion.pk: "It fits."}
    ),
    "choose": lambda case, actor: choosing.choose(actor=actor, suggestion_id=case.suggestion.pk),
    "pass": lambda case, actor: choosing.pass_over(
        actor=actor, suggestion_id=case.suggestion.pk, reason="other"
    ),
    "take_back": lambda case, actor: choosing.take_back(
        actor=actor, suggestion_id=case.suggestion.pk, reason="other"
    ),
    "introduce": lambda case, actor: choosing.introduce(
        actor=actor, suggestion_id=case.suggestion.pk, words="Call each other."
    ),
    "ask_candidate": lambda case, actor: choosing.ask_candidate(
        actor=actor, suggestion_id=case.suggestion.pk
    ),
    "agree": lambda case, actor: choosing.agree(actor=actor, suggestion_id=case.suggestion.pk),
    "refuse": lambda case, actor: choosing.refuse(
        actor=actor, suggestion_id=case.suggestion.pk, reason="other"
    ),
}
# Verbs of the candidate's word; the others are tried with one word for each state.
OF_THE_WORD = ("propose", "choose", "introduce", "ask_candidate", "agree", "refuse")
STATES = ("draft of the agency", *t.SUGGESTION_STATES)
ONE_WORD = {"interested": "agreed", "not_interested": "asked"}


def words_of(state: str) -> tuple[str, ...]:
    return t.WORDS["draft" if state.startswith("draft") else state]


def put(case: Case, state: str, word: str) -> None:
    """The suggestion in `state`; the other one is out of play, the request presented."""
    put_request(case, "presented")
    put_referral(case, "answered")
    put_suggestion(case, case.suggestion, state, word)
    put_suggestion(case, case.second, "withdrawn", "not_asked")
    put_waiting(case)


def try_all(case: Case, state: str, word: str, acts: dict[str, Act], thorough: bool) -> list[str]:
    def is_to(name: str, verb: str) -> frozenset[str]:
        if verb in {"present", "introduce"}:
            return is_to_request(name, "presented")
        if verb == "submit":
            return is_to_referral(name)
        return is_to_suggestion(name, state, word)

    with undone():
        put(case, state, word)
        # A link exists once the candidate was asked or told.
        unknown = state.startswith("draft") and word == "not_asked"
        names = [
            name
            for name, relations in RELATIONS.items()
            if not (unknown and name == "candidate link")
            # No word of the candidate gives a stranger rights: tried with all words in full only.
            and (relations or thorough or acts is ACTS)
        ]
        return play(
            case,
            "suggestion",
            state,
            acts,
            t.SUGGESTION,
            is_to,
            word=word,
            names=names,
            thorough=thorough,
        )


@THOROUGH
def test_every_verb_by_everybody(case: Case, subtests: pytest.Subtests, thorough: bool) -> None:
    for state in STATES:
        with subtests.test(state=state):
            word = ONE_WORD.get(state, words_of(state)[0])
            assert try_all(case, state, word, ACTS, thorough) == []


@THOROUGH
def test_the_candidate_s_word_in_every_state_by_everybody(
    case: Case, subtests: pytest.Subtests, thorough: bool
) -> None:
    acts = {verb: ACTS[verb] for verb in OF_THE_WORD}
    for state in STATES:
        for word in words_of(state):
            if word == ONE_WORD.get(state, words_of(state)[0]):
                continue  # tried above
            with subtests.test(state=state, word=word):
                assert try_all(case, state, word, acts, thorough) == []


def test_every_verb_of_the_transcript_is_tried() -> None:
    assert {row.verb for row in t.SUGGESTION} == set(ACTS)


def test_an_ended_request_leaves_nothing_to_do(case: Case, subtests: pytest.Subtests) -> None:
    closed = [t.Row(row.verb, (), row.by, row.target, None) for row in t.SUGGESTION]
    names = ("company", "advisor on behalf", "partner coordinator", "candidate link")
    for state in t.SUGGESTION_STATES:
        with subtests.test(state=state), undone():
            word = words_of(state)[-1]
            put(case, state, word)
            type(case.request)._base_manager.filter(pk=case.request.pk).update(state="closed")

            def is_to(name: str, verb: str, state: str = state, word: str = word) -> frozenset[str]:
                if verb in {"present", "introduce"}:
                    return is_to_request(name, "closed")
                return is_to_suggestion(name, state, word)

            acts = {v: act for v, act in ACTS.items() if possible(t.SUGGESTION, v, state)}
            faults = play(case, "suggestion", state, acts, closed, is_to, word=word, names=names)
            assert faults == []
