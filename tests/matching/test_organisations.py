"""Which organisations to ask: by regions, sectors, companies there, answers and load."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from matching.needs import Need, OrganisationFacts, Some
from matching.scoring import how_many, rank_organisations

NEED = Need("", "", "en", sectors=("24.53",), regions=("ES51", "ITC4"), service="technology")
ONE = OrganisationFacts(UUID(int=1), regions=("ES51",), sectors=())


def reasons(facts: OrganisationFacts) -> list[str]:
    (match,) = rank_organisations(NEED, [facts])
    return [reason.code for reason in match.reasons]


@pytest.mark.parametrize(("fitting", "some"), [(0, Some.NONE), (1, Some.FEW), (4, Some.FEW),
                                                (5, Some.MANY), (500, Some.MANY)])  # fmt: skip
def test_a_number_is_told_as_none_some_or_many(fitting: int, some: Some) -> None:
    assert how_many(fitting) is some


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (ONE, ["region"]),
        (replace(ONE, sectors=("24",)), ["region", "covers_sector"]),
        (replace(ONE, services=("technology", "investment")), ["region", "service"]),
        (replace(ONE, services=("investment",)), ["region", "no_service"]),
        (replace(ONE, fitting=2), ["region", "companies"]),
        (replace(ONE, asked=2, answered=0), ["region"]),
        (replace(ONE, asked=10, answered=9, working_days=3), ["region", "answers_soon"]),
        (replace(ONE, asked=10, answered=9, working_days=9), ["region", "answers"]),
        (replace(ONE, asked=10, answered=6, working_days=3), ["region"]),
        (replace(ONE, asked=10, answered=2, working_days=3), ["region", "answers_seldom"]),
        (replace(ONE, to_answer=8), ["region", "much_to_answer"]),
        (replace(ONE, asked=10, answered=2, to_answer=9), ["region", "answers_seldom"]),
        (
            replace(ONE, sectors=("24",), services=("technology",), fitting=9, asked=9, answered=9),
            ["region", "service", "covers_sector", "companies", "answers"],
        ),
    ],
)
def test_reasons_say_what_counts_and_one_against_at_most(
    facts: OrganisationFacts, codes: list[str]
) -> None:
    assert reasons(facts) == codes


def test_the_more_promising_come_first() -> None:
    serves_both = replace(ONE, organisation_id=UUID(int=2), regions=("ES51", "ITC4"))
    with_companies = replace(ONE, organisation_id=UUID(int=3), fitting=6)
    researches = replace(ONE, organisation_id=UUID(int=6), services=("technology",))
    slow = replace(ONE, organisation_id=UUID(int=4), asked=8, answered=1, to_answer=9)
    elsewhere = replace(ONE, organisation_id=UUID(int=5), regions=("LV",))
    facts = [slow, ONE, elsewhere, researches, with_companies, serves_both]
    found = [match.organisation_id.int for match in rank_organisations(NEED, facts)]
    assert found == [2, 3, 6, 1, 4]
