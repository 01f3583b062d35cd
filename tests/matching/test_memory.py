"""What was shown is kept; what became of it lowers a company for like needs, and is counted."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from companies.models import Company
from matching import index, memory, scoring
from matching.engine import fit_of, rank_companies
from matching.finding import keep_need, need_text
from matching.models import NeedText, Outcome, SetAsideText, ShownMatch
from matching.needs import Match, Need, Reason
from matching.queries import MOST_SHOWN, Exposure, exposures, set_aside_texts
from network.models import Organisation
from tests import factories
from tests.access.people import signed_in, with_second_factor
from tests.matching.conftest import NEED
from tests.web.older import older_link

pytestmark = pytest.mark.django_db
BREAD = Need(title="Brot und Brötchen", text="Gesucht wird eine Bäckerei.", language="de")


@pytest.fixture
def foundries(home: Organisation) -> list[Company]:
    """Two that fit alike."""
    return [
        factories.company(
            home, legal_name=f"Gießerei {name}", offers="Gießerei für Gehäuse aus Aluminium.",
            offers_language="de", sectors=[],
        )
        for name in ("Eins", "Zwei")
    ]  # fmt: skip


def ranked(need: Need = NEED) -> list[Match]:
    index.refresh()
    return rank_companies(need, Company.objects.unrestricted("a test")).matches


def score_of(company: Company, need: Need = NEED) -> int:
    (score,) = [one.score for one in ranked(need) if one.company_id == company.pk]
    return score


def test_what_is_shown_is_kept_with_parts_and_versions_and_its_outcome_stays(
    foundries: list[Company],
) -> None:
    key, found = uuid4(), ranked()
    memory.keep(key, NEED, found)
    row = ShownMatch.objects.get(company=found[0].company)
    assert (row.need_key, row.text_hash) == (key, need_text(NEED).hash)
    assert (row.score, row.outcome) == (found[0].score, Outcome.SHOWN)
    assert set(row.parts) >= {*scoring.WEIGHTS, "place", "alone", "lost"}
    assert tuple(Reason.restored(kept) for kept in row.reasons) == found[0].reasons
    assert row.engine_version == memory.ENGINE_VERSION
    assert row.model_key == found[0].model
    assert row.company_version == found[0].company.version
    memory.note(key, NEED, [found[0].company_id], Outcome.INTERESTED)
    memory.keep(key, NEED, found)
    assert ShownMatch.objects.count() == len(found)
    assert ShownMatch.objects.get(company=found[0].company).outcome == Outcome.INTERESTED


@pytest.mark.parametrize("outcome", [Outcome.SET_ASIDE, Outcome.NOT_INTERESTED])
def test_a_company_that_was_turned_down_is_lowered_for_the_same_need_and_not_for_another(
    foundries: list[Company], outcome: Outcome
) -> None:
    before = score_of(foundries[0])
    memory.note(uuid4(), NEED, [foundries[0].pk], outcome, reason="too_small")
    lost = scoring.lost_points(1.0, 1)
    assert score_of(foundries[0]) == pytest.approx(before - lost, abs=1)
    assert ranked()[0].company == foundries[1]
    keep_need(BREAD)
    memory.note(uuid4(), BREAD, [foundries[1].pk], outcome)
    assert score_of(foundries[1]) >= before - 1


def test_an_alike_need_counts_by_its_likeness(foundries: list[Company]) -> None:
    alike = replace(NEED, text=f"{NEED.text} Lieferung ab Herbst.")
    before = score_of(foundries[0])
    keep_need(alike)
    memory.note(uuid4(), alike, [foundries[0].pk], Outcome.SET_ASIDE, reason="not_fitting")
    assert before - scoring.lost_points(1.0, 1) - 1 <= score_of(foundries[0]) < before - 2


def test_who_is_known_already_is_not_lowered(foundries: list[Company]) -> None:
    before = score_of(foundries[0])
    memory.note(
        uuid4(), NEED, [foundries[0].pk], Outcome.SET_ASIDE, reason="known_already", counts=False
    )
    assert score_of(foundries[0]) >= before - 1


@pytest.mark.parametrize(
    ("likenesses", "weight"),
    [([], 0.0), ([0.4], 0.0), ([0.5], 0.0), ([0.75], 0.5), ([1.0], 1.0), ([0.2, 0.75, 0.6], 0.5)],
)
def test_only_the_likest_need_weighs(likenesses: list[float], weight: float) -> None:
    assert scoring.turned_down(likenesses) == pytest.approx(weight)


@pytest.mark.parametrize(
    ("turned", "suggested", "points"),
    [(0, 0, 0), (1, 0, 20), (0.5, 0, 10), (0, 5, 1.5), (0, 99, 3)],
)
def test_points_are_lost_by_verdicts_and_a_little_by_exposure(
    turned: float, suggested: int, points: float
) -> None:
    assert scoring.lost_points(turned, suggested) == pytest.approx(points)


def test_of_equals_the_one_suggested_everywhere_comes_second(foundries: list[Company]) -> None:
    first = ranked()[0].company
    for _time in range(scoring.OFTEN):
        memory.note(uuid4(), BREAD, [first.pk], Outcome.SUGGESTED)
    found = ranked()
    assert found[0].company != first
    (again,) = [one for one in found if one.company == first]
    assert ("suggested_often", False) in {(one.code, one.in_favour) for one in again.reasons}


def test_a_verdict_belongs_to_the_text_that_it_was_given_for(foundries: list[Company]) -> None:
    key, before = uuid4(), score_of(foundries[0])
    keep_need(BREAD)
    memory.note(key, BREAD, [foundries[0].pk], Outcome.SET_ASIDE, reason="too_small")
    memory.keep(key, NEED, ranked())
    assert score_of(foundries[0]) >= before - 1


def test_pointing_out_leaves_what_was_shown_as_it_was(foundries: list[Company]) -> None:
    key, found = uuid4(), ranked()
    memory.keep(key, NEED, found)
    before = ShownMatch.objects.get(company=foundries[0])
    scope = Company.objects.unrestricted("a test").filter(pk=foundries[0].pk)
    match = fit_of(NEED, scope)
    assert match is not None
    assert memory.point_out(key, NEED, match)
    after = ShownMatch.objects.get(company=foundries[0])
    assert (after.score, after.text_hash) == (before.score, before.text_hash)
    shown = memory.shown(key, NEED, foundries[0].pk)
    assert shown is not None
    assert memory.shown(key, BREAD, foundries[0].pk) is None


def test_introductions_speak_for_a_company(foundries: list[Company]) -> None:
    for outcome in (Outcome.INTRODUCED, Outcome.INTRODUCED):
        memory.note(uuid4(), BREAD, [foundries[0].pk], outcome)
    (match,) = [one for one in ranked() if one.company == foundries[0]]
    assert {one.code: one.values for one in match.reasons}["introduced"] == ("2",)


def test_a_company_is_pointed_out_once_and_never_after_it_was_suggested(
    foundries: list[Company],
) -> None:
    index.refresh()
    scope = Company.objects.unrestricted("a test").filter(pk=foundries[0].pk)
    match = fit_of(NEED, scope)
    assert match is not None
    key = uuid4()
    assert memory.point_out(key, NEED, match)
    assert not memory.point_out(key, NEED, match)
    assert memory.point_out(uuid4(), NEED, match)
    other = uuid4()
    memory.note(other, NEED, [foundries[0].pk], Outcome.SUGGESTED)
    assert not memory.point_out(other, NEED, match)


def test_exposure_is_counted_by_agency(home: Organisation, foundries: list[Company]) -> None:
    third, never = factories.company(home), factories.company(home)
    keys: list[UUID] = [uuid4() for _time in range(5)]
    for key in keys:
        memory.note(key, NEED, [foundries[0].pk], Outcome.SUGGESTED)
    memory.note(keys[0], NEED, [foundries[1].pk], Outcome.INTRODUCED)
    ShownMatch.objects.create(need_key=keys[0], company=never, text_hash="")
    # Six suggestions, but of two companies only.
    assert exposures()[home.pk] == Exposure(companies=4)
    memory.note(keys[0], NEED, [third.pk], Outcome.SUGGESTED)
    assert exposures()[home.pk] == Exposure(4, told=True, never=1, sometimes=2, often=1)


def test_texts_set_aside_are_told_without_what_they_say(
    home: Organisation, foundries: list[Company]
) -> None:
    index.refresh()
    SetAsideText.objects.create(
        text_hash=index.text_of(foundries[0]).hash, deaths=index.DEATHS_ALLOWED
    )
    keep_need(NEED)
    SetAsideText.objects.create(text_hash=need_text(NEED).hash, deaths=index.DEATHS_ALLOWED)
    SetAsideText.objects.create(text_hash="tried once", deaths=1)
    found = {(one.agency, one.of_a_need) for one in set_aside_texts({})[0]}
    assert found == {(home.name, False), ("", True)}


def test_texts_set_aside_beyond_a_page_are_shown_on_the_next() -> None:
    count = MOST_SHOWN + 1
    SetAsideText.objects.bulk_create(
        SetAsideText(text_hash=f"{number:064}", deaths=index.DEATHS_ALLOWED)
        for number in range(count)
    )
    client = signed_in(with_second_factor(factories.person(is_secretariat=True)))
    address = reverse("matching:matching-health")
    page = client.get(address).content.decode()
    assert page.count("a text that has changed since") == MOST_SHOWN
    earlier = client.get(address + older_link(page, "set-aside")).content.decode()
    assert earlier.count("a text that has changed since") == 1


def test_what_was_typed_is_forgotten_after_a_day(home: Organisation) -> None:
    typed = Need(title="alumini", text="", language="ca")
    keep_need(NEED)
    assert keep_need(typed, lasting=False)
    assert not keep_need(typed, lasting=False)
    assert index.forget_typed() == 0
    NeedText.objects.update(asked_at="2026-01-01T00:00Z")
    assert index.forget_typed() == 1
    assert NeedText.objects.get().text_hash == need_text(NEED).hash
