"""Every verb of a request, in every state, by everybody: as the workflow says, or not at all."""

from __future__ import annotations

import pytest

from cooperation_requests.actions import choosing, drafts, ending, partners, presenting, triage
from cooperation_requests.models import CooperationRequest
from cooperation_requests.workflow import INBOX_TABS
from tests.factories import BRIEF, NEED, scene
from tests.requests import transcript as t
from tests.requests.case import RELATIONS, Case, is_to_request, put_request, put_waiting, undone
from tests.requests.playing import THOROUGH, Act, play

ACTS: dict[str, Act] = {
    "discard": lambda case, actor: drafts.discard(actor=actor, request_id=case.request.pk),
    "submit": lambda case, actor: drafts.submit(actor=actor, request_id=case.request.pk),
    "take": lambda case, actor: triage.take(actor=actor, request_id=case.request.pk),
    "assign": lambda case, actor: triage.assign(
        actor=actor,
        request_id=case.request.pk,
        advisor_id=case.people["home desk"].user_id,  # type: ignore[arg-type]
    ),
    "ask": lambda case, actor: triage.ask(
        actor=actor, request_id=case.request.pk, text="Which alloy?"
    ),
    "answer": lambda case, actor: triage.answer(
        actor=actor, request_id=case.request.pk, text="The usual one."
    ),
    "resume": lambda case, actor: triage.resume(actor=actor, request_id=case.request.pk),
    "qualify": lambda case, actor: triage.qualify(
        actor=actor, request_id=case.request.pk, brief=BRIEF
    ),
    "revise": lambda case, actor: triage.revise(
        actor=actor, request_id=case.request.pk, brief=BRIEF | {"title": "Housings"}
    ),
    "decline": lambda case, actor: triage.decline(
        actor=actor, request_id=case.request.pk, reason="other", words="Not here."
    ),
    "forward": lambda case, actor: partners.forward(
        actor=actor, request_id=case.request.pk, deadlines={case.unasked.pk: None}
    ),
    "present": lambda case, actor: presenting.present(
        actor=actor, request_id=case.request.pk, words={case.second.pk: "This one fits."}
    ),
    "introduce": lambda case, actor: choosing.introduce(
        actor=actor, suggestion_id=case.suggestion.pk, words="Call each other."
    ),
    "close": lambda case, actor: ending.close(
        actor=actor, request_id=case.request.pk, reason="other", words="It is done."
    ),
    "withdraw": lambda case, actor: ending.withdraw(
        actor=actor, request_id=case.request.pk, reason="solved"
    ),
    "reopen": lambda case, actor: ending.reopen(
        actor=actor, request_id=case.request.pk, words="There is news."
    ),
}
STATES = ("draft of the agency", *t.REQUEST_STATES)


@THOROUGH
def test_every_verb_by_everybody(case: Case, subtests: pytest.Subtests, thorough: bool) -> None:
    for state in STATES:
        with subtests.test(state=state):
            assert faults_in(case, state, thorough) == []


def faults_in(case: Case, state: str, thorough: bool) -> list[str]:
    with undone():
        put_request(case, state)
        if state in t.FORWARDED:
            put_waiting(case)
        return play(
            case,
            "request",
            state,
            ACTS,
            t.REQUEST,
            lambda name, verb: is_to_request(name, state),
            names=RELATIONS,
            thorough=thorough,
        )


def test_starting_by_everybody(case: Case) -> None:
    def starter(name: str, verb: str) -> frozenset[str]:
        return is_to_request(name, "draft") | is_to_request(name, "draft of the agency")

    with undone():
        faults = play(
            case,
            "request",
            t.NEW,
            {
                "start": lambda case, actor: drafts.start(
                    actor=actor, company_id=case.company.pk, need=NEED
                )
            },
            t.REQUEST,
            starter,
            names=RELATIONS,
        )
    assert faults == []


def test_every_verb_of_the_transcript_is_tried() -> None:
    assert {row.verb for row in t.REQUEST} == {*ACTS, "start"}


@pytest.mark.django_db
@pytest.mark.parametrize("state", t.REQUEST_STATES[1:])
@pytest.mark.parametrize("undecided", [0, 2])
def test_each_request_is_in_one_tab_of_the_inbox(state: str, undecided: int) -> None:
    request = scene().request("submitted")
    found = CooperationRequest.objects.unrestricted("a test").filter(pk=request.pk)
    found.update(state=state, undecided_count=undecided)
    tabs = [tab.code for tab in INBOX_TABS if found.filter(tab.rule).exists()]
    assert tabs == [t.tab(state, bool(undecided))]
