"""Every verb of a referral, in every state, by everybody: as the workflow says, or not at all."""

from __future__ import annotations

from datetime import date

import pytest

from activities.actor import CLOCK, Actor
from cooperation_requests.actions import answers, partners
from cooperation_requests.actions.moving import move
from cooperation_requests.locks import lock_referral
from cooperation_requests.models import Referral
from cooperation_requests.workflows import REFERRALS
from tests.requests import transcript as t
from tests.requests.case import (
    RELATIONS,
    Case,
    is_to_referral,
    is_to_request,
    put_referral,
    put_request,
    put_suggestion,
    put_waiting,
    undone,
    write,
)
from tests.requests.playing import THOROUGH, Act, play, possible


def expire(case: Case, actor: Actor) -> None:
    """By the clock as beat does it; nobody else has an action for it, so they try the table."""
    if actor.is_clock:
        partners.expire(actor=CLOCK, referral_id=case.referral.pk)
    else:
        move(REFERRALS.allow("expire", lock_referral(case.referral.pk), actor))


ACTS: dict[str, Act] = {
    "forward": lambda case, actor: partners.forward(
        actor=actor, request_id=case.request.pk, deadlines={case.partner.pk: None}
    ),
    "accept": lambda case, actor: answers.accept(actor=actor, referral_id=case.referral.pk),
    "assign": lambda case, actor: answers.assign_referral(
        actor=actor,
        referral_id=case.referral.pk,
        advisor_id=case.people["partner coordinator"].user_id,  # type: ignore[arg-type]
    ),
    "ask_back": lambda case, actor: answers.ask_back(
        actor=actor, referral_id=case.referral.pk, text="Which alloy?"
    ),
    "reply": lambda case, actor: partners.reply(
        actor=actor, referral_id=case.referral.pk, text="The usual one."
    ),
    "answer": lambda case, actor: answers.answer_referral(
        actor=actor, referral_id=case.referral.pk
    ),
    "add": lambda case, actor: answers.add(actor=actor, referral_id=case.referral.pk),
    "find_none": lambda case, actor: answers.find_none(
        actor=actor, referral_id=case.referral.pk, reason="nobody_fits"
    ),
    "decline": lambda case, actor: answers.decline_referral(
        actor=actor, referral_id=case.referral.pk, reason="no_capacity"
    ),
    "extend": lambda case, actor: partners.extend(
        actor=actor, referral_id=case.referral.pk, due_on=date(2026, 12, 4)
    ),
    "remind": lambda case, actor: partners.remind(actor=actor, referral_id=case.referral.pk),
    "expire": expire,
    "recall": lambda case, actor: partners.recall(
        actor=actor, referral_id=case.referral.pk, words="It is solved."
    ),
}


def put(case: Case, state: str) -> None:
    """The partner's referral in `state`, with drafts of both sides and an open question."""
    put_request(case, "with_partners")
    put_suggestion(case, case.suggestion, "draft", "not_asked")
    put_suggestion(case, case.second, "draft of the agency", "not_asked")
    put_referral(case, state, asked_back=True)
    put_waiting(case)


def is_to(name: str, verb: str) -> frozenset[str]:
    """Forwarding is done with the request, everything else with the referral."""
    return is_to_request(name, "with_partners") if verb == "forward" else is_to_referral(name)


@THOROUGH
def test_every_verb_by_everybody(case: Case, subtests: pytest.Subtests, thorough: bool) -> None:
    for state in t.REFERRAL_STATES:
        with subtests.test(state=state), undone():
            put(case, state)
            faults = play(
                case,
                "referral",
                state,
                ACTS,
                t.REFERRAL,
                is_to,
                names=RELATIONS,
                # Who is asked already is told so at the field.
                also_refused=frozenset({"forward"}),
                thorough=thorough,
            )
            assert faults == []


def test_every_verb_of_the_transcript_is_tried() -> None:
    assert {row.verb for row in t.REFERRAL} == set(ACTS)


@pytest.mark.parametrize("accepted", [True, False])
def test_more_time_brings_an_expired_referral_to_where_it_was(case: Case, accepted: bool) -> None:
    put(case, "expired")
    if not accepted:
        write(case.referral, accepted_at=None)
    with undone():
        ACTS["extend"](case, case.people["home advisor"])
        case.reread()
        assert case.referral.state == ("accepted" if accepted else "sent")


def test_an_ended_request_leaves_nothing_to_do(case: Case, subtests: pytest.Subtests) -> None:
    """Only while the request is open: by nobody, with a referral in any state."""
    closed = [t.Row(row.verb, (), row.by, row.target, None) for row in t.REFERRAL]
    names = ("partner coordinator", "advisor on behalf", "partner link", "clock")
    for state in t.REFERRAL_STATES:
        with subtests.test(state=state), undone():
            put(case, state)
            write(case.request, state="closed")
            acts = {verb: act for verb, act in ACTS.items() if possible(t.REFERRAL, verb, state)}
            faults = play(case, "referral", state, acts, closed, is_to, names=names)
            assert faults == []


def test_a_referral_goes_to_no_home_agency_and_to_each_partner_once(case: Case) -> None:
    put(case, "answered")
    with undone():
        ACTS["forward"](case, case.people["home advisor"])
        rows = Referral.objects.unrestricted("a test").filter(
            request=case.request, organisation=case.partner
        )
        assert list(rows.values_list("state", "round")) == [("sent", 2)]
