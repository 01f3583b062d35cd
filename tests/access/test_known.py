"""Who knows whose name and contact person, before and after each step that tells something: the
lines of docs/access.md, copied by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities import clock
from activities.actor import Actor
from companies.models import Company
from cooperation_requests.actions import choosing, merging, partners, proposing
from cooperation_requests.known import (
    Known,
    contact_of_requester,
    contacts_of_candidates,
    known_to,
    named_candidates,
    named_candidates_to_each,
)
from cooperation_requests.models import Referral, Suggestion
from tests import factories
from tests.requests.case import (
    NOW,
    Case,
    make_case,
    put_referral,
    put_request,
    put_suggestion,
    write,
)

pytestmark = pytest.mark.django_db

HOME = ("responsible advisor", "home advisor", "home desk", "home coordinator", "home viewer")
PARTNER = ("partner advisor", "partner coordinator", "partner viewer", "partner on behalf")
CANDIDATE = ("candidate", "candidate link")
# Neither agency nor company of this suggestion.
NOBODY = (
    *("other partner's advisor", "other partner's coordinator", "unasked agency's advisor"),
    *("unasked agency's coordinator", "partner link"),
    *("stranger", "secretariat", "anonymous", "clock"),
)


def letters(known: Known) -> str:
    """Candidate's name and contact person, requester's name and contact person: 'NC nc'."""
    return "".join(
        letter if told else "-"
        for letter, told in zip(
            "NCnc",
            (
                known.candidate,
                known.candidate_contact,
                known.requester,
                known.requester_contact,
            ),
            strict=True,
        )
    )


@pytest.fixture
def case() -> Iterator[Case]:
    with clock.at(NOW):
        found = make_case()
        put_request(found, "presented")
        put_referral(found, "answered")
        put_suggestion(found, found.suggestion, "presented", "not_asked")
        put_suggestion(found, found.second, "presented", "not_asked")
        yield found


def chosen(case: Case, *, name_to_partner: bool = False) -> None:
    choosing.choose(
        actor=case.people["company"],
        suggestion_id=case.suggestion.pk,
        name_to_partner=name_to_partner,
    )


def agreed(case: Case, *, name_at_once: bool = False) -> None:
    choosing.agree(
        actor=case.people["candidate"],
        suggestion_id=case.suggestion.pk,
        name_at_once=name_at_once,
    )


def introduced(case: Case) -> None:
    chosen(case)
    agreed(case)
    choosing.introduce(
        actor=case.people["responsible advisor"],
        suggestion_id=case.suggestion.pk,
        words="Write to each other.",
    )


def reread(row: Suggestion) -> Suggestion:
    return (
        Suggestion.objects.unrestricted("a test")
        .select_related("company", "referral__request")
        .get(pk=row.pk)
    )


def told(case: Case, row: Suggestion) -> dict[str, str]:
    """What each of the people may know by a suggestion."""
    row = reread(row)
    return {name: letters(known_to(actor, [row])[row.pk]) for name, actor in case.people.items()}


def expected(company: str, home: str, partner: str, candidate: str) -> dict[str, str]:
    return {
        "company": company,
        "advisor on behalf": home,
        **dict.fromkeys(HOME, home),
        **dict.fromkeys(PARTNER, partner),
        **dict.fromkeys(CANDIDATE, candidate),
        **dict.fromkeys(NOBODY, "----"),
    }


NOTHING = expected("--nc", "--nc", "NC--", "NC--")


@pytest.mark.parametrize(
    ("step", "knows"),
    [
        (lambda case: None, NOTHING),
        (chosen, NOTHING),
        (agreed, NOTHING),
        (
            lambda case: agreed(case, name_at_once=True),
            expected("N-nc", "N-nc", "NC--", "NC--"),
        ),
        (
            lambda case: chosen(case, name_to_partner=True),
            expected("--nc", "--nc", "NCn-", "NC--"),
        ),
        (introduced, expected("NCnc", "NCnc", "NCnc", "NCnc")),
    ],
    ids=[
        "presented",
        "chosen",
        "agreed",
        "agreed to be named",
        "named to the partner",
        "introduced",
    ],
)
def test_each_side_knows_what_it_was_told_and_nobody_else_does(
    case: Case, step: Callable[[Case], None], knows: dict[str, str]
) -> None:
    step(case)
    assert told(case, case.suggestion) == knows


def test_an_introduction_tells_of_its_own_candidate_alone(case: Case) -> None:
    introduced(case)
    found = told(case, case.second)
    assert (found["company"], found["home advisor"]) == ("--nc", "--nc")
    # The partner was told who asks; whom else it proposed is its own.
    assert found["partner advisor"] == "NCnc"
    of_second = Actor(company_id=case.second.company_id)
    row = reread(case.second)
    assert letters(known_to(of_second, [row])[row.pk]) == "NC--"


def test_a_published_candidate_is_known_to_the_agency_that_asks_and_not_to_its_company(
    case: Case,
) -> None:
    found = Company.objects.unrestricted("a test").filter(pk=case.candidate.pk)
    found.update(visibility="network")
    assert told(case, case.suggestion) == expected("--nc", "N-nc", "NC--", "NC--")


def test_a_candidate_that_the_home_agency_serves_itself_is_known_to_it(case: Case) -> None:
    Company.objects.unrestricted("a test").filter(pk=case.candidate.pk).update(agency=case.home)
    assert told(case, case.suggestion)["home advisor"] == "N-nc"


def test_what_is_published_after_a_no_names_nobody(case: Case) -> None:
    choosing.refuse(
        actor=case.people["candidate"], suggestion_id=case.suggestion.pk, reason="other"
    )
    found = Company.objects.unrestricted("a test").filter(pk=case.candidate.pk)
    found.update(visibility="network")
    assert told(case, case.suggestion)["home advisor"] == "--nc"


def test_a_yes_to_be_named_counts_no_more_after_a_no(case: Case) -> None:
    agreed(case, name_at_once=True)
    choosing.refuse(
        actor=case.people["candidate"], suggestion_id=case.suggestion.pk, reason="other"
    )
    assert told(case, case.suggestion) == NOTHING


def test_a_yes_to_be_named_counts_no_more_once_proposed_anew(case: Case) -> None:
    agreed(case, name_at_once=True)
    partner = case.people["partner advisor"]
    choosing.take_back(actor=partner, suggestion_id=case.suggestion.pk, reason="other")
    assert told(case, case.suggestion)["home advisor"] == "N-nc"
    proposing.propose(
        actor=partner, referral_id=case.referral.pk, company_id=case.candidate.pk, words="Anew."
    )
    assert told(case, case.suggestion)["home advisor"] == "--nc"


def test_a_yes_to_be_named_goes_with_its_draft(case: Case) -> None:
    put_suggestion(case, case.suggestion, "draft", "asked")
    agreed(case, name_at_once=True)
    partner = case.people["partner advisor"]
    proposing.discard_suggestion(actor=partner, suggestion_id=case.suggestion.pk)
    anew = proposing.propose(
        actor=partner, referral_id=case.referral.pk, company_id=case.candidate.pk, words="Anew."
    )
    assert told(case, anew)["home advisor"] == "--nc"


def test_a_yes_to_be_named_is_asked_for_anew_when_entries_are_put_together(case: Case) -> None:
    agreed(case, name_at_once=True)
    into = factories.company(case.partner)
    merging.carry_cases(case.candidate.pk, into.pk, waits=True)
    assert told(case, case.suggestion)["home advisor"] == "--nc"


def test_what_one_partner_was_told_no_other_partner_knows(case: Case) -> None:
    chosen(case, name_to_partner=True)
    rows = list(
        Referral.objects.unrestricted("a test")
        .filter(request=case.request)
        .select_related("request")
    )
    by_partner = {
        name: {
            row.organisation_id: letters(known_to(case.people[name], rows)[row.pk]) for row in rows
        }
        for name in ("partner advisor", "other partner's advisor")
    }
    assert by_partner == {
        "partner advisor": {case.partner.pk: "--n-", case.other.pk: "----"},
        "other partner's advisor": {case.partner.pk: "----", case.other.pk: "----"},
    }


def test_what_one_case_told_names_nobody_in_the_next(case: Case) -> None:
    agreed(case, name_at_once=True)
    chosen(case, name_to_partner=True)
    again = factories.request_in(
        "qualified",
        of=case.company,
        by=case.people["company"],
        advisor=case.people["responsible advisor"],
    )
    (referral,) = partners.forward(
        actor=case.people["responsible advisor"],
        request_id=again.pk,
        deadlines={case.partner.pk: None},
    )
    row = proposing.propose(
        actor=case.people["partner advisor"],
        referral_id=referral.pk,
        company_id=case.candidate.pk,
        words="Fits.",
    )
    # That link opens the first one alone.
    assert told(case, row) == NOTHING | {"candidate link": "----"}


def test_many_rows_of_a_reader_are_one_query(case: Case) -> None:
    introduced(case)
    rows = [reread(case.suggestion), reread(case.second)]
    for name in ("company", "home advisor", "partner advisor"):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            found = known_to(case.people[name], rows)
        assert len(asked) == 1
        assert set(found) == {row.pk for row in rows}
    # The holder of a link stands for one of them, wherever it is in the list.
    found = known_to(case.people["candidate link"], [rows[1], rows[0]])
    assert [letters(found[row.pk]) for row in rows] == ["NCnc", "----"]
    with CaptureQueriesContext(connection) as asked:
        assert set(map(letters, known_to(case.people["anonymous"], rows).values())) == {"----"}
    assert len(asked) == 0


def test_contact_persons_are_told_of_introductions_alone(case: Case) -> None:
    company, partner = case.people["company"], case.people["partner advisor"]

    def contacts() -> tuple[list[str], list[str], list[str]]:
        rows = [reread(case.suggestion), reread(case.second)]
        of_candidates = contacts_of_candidates(rows, known_to(company, rows))
        own = known_to(partner, rows)
        return (
            [value for lines in of_candidates.values() for _term, value in lines],
            [value for _term, value in contact_of_requester(rows[0], own[rows[0].pk])],
            [case.candidate.legal_name, case.company.legal_name],
        )

    assert contacts()[:2] == ([], [])
    introduced(case)
    of_candidates, of_requester, (candidate, requester) = contacts()
    assert of_candidates[0] == candidate
    assert of_requester[0] == requester
    assert sum("@" in value for value in of_candidates) == 1
    assert sum("@" in value for value in of_requester) == 1


def test_a_state_alone_names_nobody(case: Case) -> None:
    put_suggestion(case, case.suggestion, "introduced", "agreed")
    write(case.request, state="introduced")
    assert told(case, case.suggestion) == NOTHING


def test_named_candidates_are_those_known_by_name(case: Case) -> None:
    agreed(case, name_at_once=True)
    rows = [reread(case.suggestion), reread(case.second)]
    assert named_candidates(case.people["company"], rows) == {case.suggestion.pk}


def test_who_is_named_to_whom_is_asked_for_two_sides_at_once(case: Case) -> None:
    agreed(case, name_at_once=True)
    rows = [reread(case.suggestion), reread(case.second)]
    sides = [case.people[name] for name in ("company", "home advisor", "partner advisor")]
    with CaptureQueriesContext(connection) as asked:
        found = named_candidates_to_each(sides, rows)
    assert len(asked) == 1
    assert found == [named_candidates(side, rows) for side in sides]
    # The partner's own are known to it without asking.
    assert found[0] == {case.suggestion.pk}
    assert found[2] == {row.pk for row in rows}
