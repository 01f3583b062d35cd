"""Each condition of the tables, true and false; a refusal changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from activities.actor import Actor
from activities.errors import NoLongerPossible, NotAllowed
from companies.models import Company, CompanyMember
from cooperation_requests.actions import (
    answers,
    choosing,
    drafts,
    ending,
    partners,
    presenting,
    proposing,
    triage,
)
from cooperation_requests.models import CooperationRequest, Referral, Suggestion
from cooperation_requests.workflows import REFERRALS
from tests import factories
from tests.factories import BRIEF
from tests.requests.case import (
    Case,
    dump,
    put_referral,
    put_request,
    put_suggestion,
    undone,
    write,
)

Act = Callable[[Case], Any]


def advisor(case: Case) -> Actor:
    return case.people["responsible advisor"]


def open_to(case: Case, actor: Actor) -> set[str]:
    """The verbs that `actor` may do with the referral now."""
    return {line.verb for line in REFERRALS.verbs(case.referral, actor)}


def behalf(case: Case) -> Actor:
    return case.people["advisor on behalf"]


def partner(case: Case) -> Actor:
    return case.people["partner advisor"]


def refused(case: Case, act: Act, *, why: str) -> None:
    """It is no longer possible for this reason, and nothing changed."""
    before = dump()
    with undone():
        with pytest.raises(NoLongerPossible) as told:
            act(case)
        assert told.value.why == why
    assert dump() == before


def refused_at(case: Case, act: Act, *fields: str) -> None:
    """A clear message at the fields, and nothing changed."""
    before = dump()
    with undone():
        with pytest.raises(ValidationError) as told:
            act(case)
        assert sorted(told.value.message_dict) == sorted(fields)
    assert dump() == before


def done(case: Case, act: Act) -> None:
    with undone():
        act(case)
    case.reread()


def submit(case: Case) -> CooperationRequest:
    return drafts.submit(actor=case.people["company"], request_id=case.request.pk)


def answer_company(case: Case) -> CooperationRequest:
    return triage.answer(
        actor=case.people["company"], request_id=case.request.pk, text="The usual."
    )


def present(case: Case, *rows: Suggestion | Referral) -> CooperationRequest:
    return presenting.present(
        actor=advisor(case),
        request_id=case.request.pk,
        words={row.pk: "It fits." for row in rows},
    )


def introduce(case: Case) -> CooperationRequest:
    return choosing.introduce(
        actor=advisor(case), suggestion_id=case.suggestion.pk, words="Call each other."
    )


def propose(case: Case, company: Company, actor: Actor | None = None, **fields: Any) -> Suggestion:
    return proposing.propose(
        actor=actor or partner(case),
        referral_id=case.referral.pk,
        company_id=company.pk,
        words="Casts such parts.",
        **fields,
    )


# Requests


@pytest.mark.parametrize("field", ["title", "text", "kind", "regions"])
def test_a_draft_is_submitted_once_it_is_complete(case: Case, field: str) -> None:
    put_request(case, "draft")
    done(case, submit)
    write(case.request, **{field: [] if field == "regions" else ""})
    refused(case, submit, why="complete")


@pytest.mark.parametrize("state", ["qualified", "with_partners", "presented", "introduced"])
def test_an_answer_needs_an_open_question(case: Case, state: str) -> None:
    put_request(case, state)
    done(case, answer_company)
    write(case.request, question_open=False)
    refused(case, answer_company, why="question_open")


def test_the_first_answer_closes_the_question(case: Case) -> None:
    put_request(case, "qualified")
    answer_company(case)
    refused(case, answer_company, why="question_open")


@pytest.mark.parametrize("state", ["with_partners", "presented", "introduced"])
def test_what_is_presented_is_shortlisted(case: Case, state: str) -> None:
    put_request(case, state)
    put_suggestion(case, case.second, "shortlisted", "not_asked")
    put_suggestion(case, case.suggestion, "submitted", "not_asked")
    done(case, lambda case: present(case, case.second))
    # One is, the other is not: neither is presented.
    refused(case, lambda case: present(case, case.second, case.suggestion), why="")
    put_suggestion(case, case.second, "set_aside", "not_asked")
    refused(case, lambda case: present(case, case.second), why="presentable")


def test_nothing_is_presented_without_words(case: Case) -> None:
    put_request(case, "with_partners")
    refused_at(
        case,
        lambda case: presenting.present(
            actor=advisor(case), request_id=case.request.pk, words={case.second.pk: " "}
        ),
        f"words_{case.second.pk}",
    )


def test_one_company_from_two_partners_is_presented_once(case: Case) -> None:
    put_request(case, "with_partners")
    put_suggestion(case, case.suggestion, "presented", "not_asked")
    put_suggestion(case, case.second, "shortlisted", "not_asked")
    write(case.second, may_be=case.suggestion)
    refused_at(case, lambda case: present(case, case.second), f"words_{case.second.pk}")
    write(case.second, may_be=None)
    done(case, lambda case: present(case, case.second))


@pytest.mark.parametrize("state", ["presented", "introduced"])
def test_who_is_introduced_was_chosen_and_agreed(case: Case, state: str) -> None:
    put_request(case, state)
    done(case, introduce)
    put_suggestion(case, case.suggestion, "interested", "asked")
    refused(case, introduce, why="word_agreed")
    put_suggestion(case, case.suggestion, "presented", "agreed")
    refused(case, introduce, why="")
    # Another one is ready; this one is not.
    put_suggestion(case, case.second, "interested", "agreed")
    refused(case, introduce, why="")
    put_suggestion(case, case.suggestion, "interested", "asked")
    refused(case, introduce, why="word_agreed")


def test_market_information_is_presented_once_answered(case: Case) -> None:
    put_request(case, "with_partners")
    write(case.request, kind="market_information")
    write(case.referral, answer_presented=False)
    done(case, lambda case: present(case, case.referral))
    write(case.referral, answer_presented=True)
    refused(case, lambda case: present(case, case.referral), why="presentable")
    write(case.referral, answer_presented=False, state="accepted")
    refused(case, lambda case: present(case, case.referral), why="presentable")


def test_market_information_waits_for_the_company_once_presented(case: Case) -> None:
    put_request(case, "with_partners")
    for row in (case.suggestion, case.second):
        put_suggestion(case, row, "withdrawn", "not_asked")
    write(case.request, kind="market_information")
    present(case, case.referral)
    case.reread()
    assert (case.request.state, case.request.waits_for) == ("presented", "company")
    assert (case.request.undecided_count, case.referral.waits_for) == (0, "")


def test_answered_is_an_end_of_market_information_alone(case: Case) -> None:
    def close(case: Case) -> CooperationRequest:
        return ending.close(
            actor=advisor(case), request_id=case.request.pk, reason="answered", words="Done."
        )

    put_request(case, "presented")
    refused_at(case, close, "reason")
    write(case.request, kind="market_information")
    done(case, close)


# Referrals


def test_a_reply_needs_a_question(case: Case) -> None:
    def reply(case: Case) -> Referral:
        return partners.reply(actor=advisor(case), referral_id=case.referral.pk, text="The usual.")

    put_request(case, "with_partners")
    put_referral(case, "accepted", asked_back=True)
    done(case, reply)
    put_referral(case, "accepted")
    refused(case, reply, why="question_asked")


@pytest.mark.parametrize(("state", "verb"), [("accepted", "answer"), ("answered", "add")])
def test_an_answer_holds_a_company_at_least(case: Case, state: str, verb: str) -> None:
    act = answers.answer_referral if verb == "answer" else answers.add

    def send(case: Case) -> Referral:
        return act(actor=partner(case), referral_id=case.referral.pk)

    put_request(case, "with_partners")
    put_referral(case, state)
    put_suggestion(case, case.suggestion, "draft", "not_asked")
    assert verb in open_to(case, partner(case))
    done(case, send)
    put_suggestion(case, case.suggestion, "submitted", "not_asked")
    assert verb not in open_to(case, partner(case))
    refused(case, send, why="answerable")


@pytest.mark.parametrize(("state", "verb"), [("accepted", "answer"), ("answered", "add")])
def test_on_its_behalf_only_what_was_entered_on_its_behalf_is_sent(
    case: Case, state: str, verb: str
) -> None:
    """A partner's drafts are its own until it sends them: no agency sees or sends them for it."""
    act = answers.answer_referral if verb == "answer" else answers.add

    def send(case: Case) -> Referral:
        return act(actor=behalf(case), referral_id=case.referral.pk)

    put_request(case, "with_partners")
    put_referral(case, state)
    put_suggestion(case, case.suggestion, "draft", "not_asked")
    put_suggestion(case, case.second, "withdrawn", "not_asked")
    # The page of the verb is where the company that the partner named is entered.
    assert verb in open_to(case, behalf(case))
    refused(case, send, why="answerable")
    put_suggestion(case, case.second, "draft of the agency", "not_asked")
    assert verb in open_to(case, behalf(case))
    send(case)
    case.reread()
    assert (case.suggestion.state, case.second.state) == ("draft", "submitted")


def test_market_information_is_answered_in_words_and_with_no_company(case: Case) -> None:
    def send(case: Case, words: str = "Three foundries, none exports.") -> Referral:
        return answers.answer_referral(
            actor=partner(case), referral_id=case.referral.pk, words=words
        )

    put_request(case, "with_partners")
    put_referral(case, "accepted")
    put_suggestion(case, case.suggestion, "withdrawn", "not_asked")
    write(case.request, kind="market_information")
    done(case, send)
    refused_at(case, lambda case: send(case, " "), "words")
    refused(case, lambda case: propose(case, case.candidate), why="proposable")


def test_nobody_is_asked_who_cannot_be(case: Case) -> None:
    def forward(case: Case, *asked: Any, due: date | None = None) -> list[Referral]:
        return partners.forward(
            actor=advisor(case),
            request_id=case.request.pk,
            deadlines={one.pk: due for one in asked},
        )

    put_request(case, "qualified")
    done(case, lambda case: forward(case, case.unasked, case.partner))
    refused_at(case, lambda case: forward(case), "organisations")
    refused_at(case, lambda case: forward(case, case.home), "organisations")
    refused_at(case, lambda case: forward(case, case.unasked, case.home), "organisations")
    write(case.unasked, state="left")
    refused_at(case, lambda case: forward(case, case.unasked), "organisations")
    refused_at(
        case, lambda case: forward(case, case.partner, due=date(2026, 11, 4)), "organisations"
    )
    done(case, lambda case: forward(case, case.partner, due=date(2026, 11, 5)))


def test_more_time_does_not_lie_in_the_past(case: Case) -> None:
    def extend(case: Case, due: date) -> Referral:
        return partners.extend(actor=advisor(case), referral_id=case.referral.pk, due_on=due)

    put_request(case, "with_partners")
    put_referral(case, "accepted")
    done(case, lambda case: extend(case, date(2026, 11, 5)))
    refused_at(case, lambda case: extend(case, date(2026, 11, 4)), "due_on")


# Suggestions


@pytest.mark.parametrize(
    ("state", "possible"),
    [
        ("sent", True),
        ("accepted", True),
        ("expired", True),
        ("no_candidate", True),
        ("answered", True),
        ("declined", False),
        ("recalled", False),
    ],
)
def test_companies_are_proposed_where_an_answer_is_possible(
    case: Case, state: str, possible: bool
) -> None:
    put_request(case, "with_partners")
    put_referral(case, state)
    company = factories.company(case.partner)
    if possible:
        done(case, lambda case: propose(case, company))
    else:
        refused(case, lambda case: propose(case, company), why="proposable")


def test_a_partner_proposes_companies_of_its_own(case: Case) -> None:
    put_request(case, "with_partners")
    put_referral(case, "accepted")
    done(case, lambda case: propose(case, factories.company(case.partner)))
    before = dump()
    foreign = factories.company(case.other, visibility="network")
    with pytest.raises(NotAllowed):
        propose(case, foreign)
    with pytest.raises(NotAllowed):
        propose(case, case.company)
    foreign.delete()
    assert dump() == before


def test_a_refusal_is_final(case: Case) -> None:
    put_request(case, "with_partners")
    put_suggestion(case, case.suggestion, "withdrawn", "not_asked")
    done(case, lambda case: propose(case, case.candidate))
    put_suggestion(case, case.suggestion, "refused", "refused")
    refused(case, lambda case: propose(case, case.candidate), why="")


def test_proposed_again_the_candidate_has_not_been_asked(case: Case) -> None:
    put_request(case, "with_partners")
    put_suggestion(case, case.suggestion, "withdrawn", "agreed")
    row = propose(case, case.candidate)
    assert (row.pk, row.state, row.word) == (case.suggestion.pk, "draft", "not_asked")
    assert (row.presented_at, row.asked_at) == (None, None)


# People


def test_nobody_acts_for_an_agency_on_a_case_of_their_own_company(case: Case) -> None:
    put_request(case, "submitted")
    home = case.people["home advisor"]
    done(case, lambda case: triage.take(actor=home, request_id=case.request.pk))
    CompanyMember.objects.create(company=case.company, user_id=home.user_id)
    from accounts.models import User

    two_hats = factories.acting(User.objects.get(pk=home.user_id), case.home.pk)
    before = dump()
    with pytest.raises(NotAllowed):
        triage.take(actor=two_hats, request_id=case.request.pk)
    assert dump() == before


def test_nobody_proposes_or_speaks_for_their_own_company(case: Case) -> None:
    from accounts.models import User

    put_request(case, "presented")
    put_suggestion(case, case.suggestion, "submitted", "not_asked")
    user = User.objects.get(pk=partner(case).user_id)
    CompanyMember.objects.create(company=case.candidate, user=user)
    two_hats = factories.acting(user, case.partner.pk)
    before = dump()
    with pytest.raises(NotAllowed):
        choosing.agree(actor=factories.on_behalf(two_hats), suggestion_id=case.suggestion.pk)
    with pytest.raises(NotAllowed):
        choosing.take_back(actor=two_hats, suggestion_id=case.suggestion.pk, reason="other")
    assert dump() == before


def test_nobody_sends_their_own_company_which_a_colleague_drafted(case: Case) -> None:
    from accounts.models import User

    put_request(case, "with_partners")
    put_referral(case, "accepted")
    for one in (case.suggestion, case.second):
        put_suggestion(case, one, "draft", "not_asked")
    user = User.objects.get(pk=partner(case).user_id)
    CompanyMember.objects.create(company=case.candidate, user=user)
    two_hats = factories.acting(user, case.partner.pk)
    answers.answer_referral(actor=two_hats, referral_id=case.referral.pk)
    case.reread()
    assert (case.suggestion.state, case.second.state) == ("draft", "submitted")
    before = dump()
    with pytest.raises(NoLongerPossible):
        answers.add(actor=two_hats, referral_id=case.referral.pk)
    assert dump() == before


def test_speaking_for_another_needs_the_note_how_and_when(case: Case) -> None:
    put_request(case, "presented")
    put_suggestion(case, case.suggestion, "presented", "not_asked")

    def choose(actor: Actor) -> Suggestion:
        return choosing.choose(actor=actor, suggestion_id=case.suggestion.pk)

    with pytest.raises(NotAllowed):
        choose(case.people["home advisor"])
    done(case, lambda case: choose(behalf(case)))
    with pytest.raises(NotAllowed):
        choosing.agree(actor=partner(case), suggestion_id=case.suggestion.pk)
    done(
        case,
        lambda case: choosing.agree(
            actor=case.people["partner on behalf"], suggestion_id=case.suggestion.pk
        ),
    )


def test_a_candidate_knows_of_nothing_before_it_was_asked_or_told(case: Case) -> None:
    put_request(case, "presented")
    put_suggestion(case, case.suggestion, "presented", "not_asked")
    write(case.suggestion, told_at=None)

    def refuse(case: Case) -> Suggestion:
        return choosing.refuse(
            actor=case.people["candidate"], suggestion_id=case.suggestion.pk, reason="other"
        )

    with pytest.raises(NotAllowed):
        refuse(case)
    write(case.suggestion, word="asked")
    done(case, refuse)


# Words and reasons


REASONS: dict[str, tuple[str, Callable[[Case, str], Any]]] = {
    "decline": (
        "submitted",
        lambda case, reason: triage.decline(
            actor=advisor(case), request_id=case.request.pk, reason=reason, words="Not here."
        ),
    ),
    "close": (
        "qualified",
        lambda case, reason: ending.close(
            actor=advisor(case), request_id=case.request.pk, reason=reason, words="Done."
        ),
    ),
    "withdraw": (
        "qualified",
        lambda case, reason: ending.withdraw(
            actor=case.people["company"], request_id=case.request.pk, reason=reason
        ),
    ),
    "set_aside": (
        "with_partners",
        lambda case, reason: choosing.set_aside(
            actor=advisor(case), suggestion_id=case.suggestion.pk, reason=reason
        ),
    ),
    "pass": (
        "presented",
        lambda case, reason: choosing.pass_over(
            actor=case.people["company"], suggestion_id=case.suggestion.pk, reason=reason
        ),
    ),
    "take_back": (
        "presented",
        lambda case, reason: choosing.take_back(
            actor=partner(case), suggestion_id=case.suggestion.pk, reason=reason
        ),
    ),
    "refuse": (
        "presented",
        lambda case, reason: choosing.refuse(
            actor=case.people["candidate"], suggestion_id=case.suggestion.pk, reason=reason
        ),
    ),
}


@pytest.mark.parametrize("verb", REASONS)
def test_a_reason_is_one_of_the_list(case: Case, verb: str) -> None:
    state, act = REASONS[verb]
    put_request(case, state)
    done(case, lambda case: act(case, "other"))
    refused_at(case, lambda case: act(case, "because"), "reason")
    refused_at(case, lambda case: act(case, ""), "reason")


def test_a_brief_needs_its_fields_and_names_nobody(case: Case) -> None:
    def qualify(case: Case, **fields: Any) -> Any:
        return triage.qualify(actor=advisor(case), request_id=case.request.pk, brief=BRIEF | fields)

    put_request(case, "in_triage")
    done(case, qualify)
    for name in ("title", "text"):
        refused_at(case, lambda case, name=name: qualify(case, **{name: " "}), name)
    for name in ("kind", "sectors", "regions"):
        refused_at(case, lambda case, name=name: qualify(case, **{name: ""}), name)
    name = case.company.legal_name.removesuffix(" GmbH")
    refused_at(case, lambda case: qualify(case, text=f"{name.upper()} looks for parts."), "text")
