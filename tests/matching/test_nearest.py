"""Which path the nearest companies are found by, and that all paths find the same."""

from __future__ import annotations

from uuid import UUID

import numpy as np
import pytest
from django.db import connection

from activities.actor import Actor
from companies.models import Company
from matching import index, nearest, vectors
from matching.finding import Asked, find, near_company
from matching.models import CompanyVector, cells_of
from matching.nearest import BRIDGE_ALONE, Among, Near, Path, path_of
from matching.needs import Need
from network.models import Organisation
from tests import factories

MILLION = 1_000_000


@pytest.mark.parametrize(
    ("companies", "in_scope", "in_cells", "limit", "path"),
    [
        (2_500, 300, None, 100, Path.SCOPE),
        (10_000, 10_000, None, 20, Path.INDEX),
        (10_000, 10_000, 5_000, 20, Path.INDEX),
        (10_000, 10_000, 50, 20, Path.CELLS),
        (MILLION, MILLION, None, 100, Path.INDEX),
        (MILLION, MILLION, 500_000, 20, Path.INDEX),
        (MILLION, MILLION, 50_000, 20, Path.INDEX),
        (MILLION, MILLION, 50_000, 100, Path.INDEX),
        (MILLION, MILLION, 30_000, 100, Path.CELLS),
        (MILLION, MILLION, 5_000, 20, Path.CELLS),
        (MILLION, 200, None, 100, Path.SCOPE),
        (MILLION, 200, 5_000, 100, Path.SCOPE),
        (MILLION, 0, 0, 100, Path.SCOPE),
    ],
)
def test_the_cheapest_path_is_taken(
    companies: int, in_scope: int, in_cells: int | None, limit: int, path: Path
) -> None:
    assert path_of(companies, in_scope, in_cells, limit) is path


def test_cells_are_each_region_with_each_sector() -> None:
    assert cells_of(["ES51", "ES"], ["24"]) == ["ES51|24", "ES|24"]
    assert cells_of([], ["24", "25"]) == ["|24", "|25"]
    assert cells_of(["LV"], []) == ["LV|"]


def found_by(path: Path, among: Among, near: Near) -> list[UUID]:
    sql, parameters = nearest._sql(
        "meaning", path, among, near, among.conditions(), limit=10, plus=0.0
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [company for _way, company, _measure in cursor.fetchall()]


@pytest.mark.django_db
def test_every_path_keeps_to_scope_regions_and_sectors(home: Organisation) -> None:
    other = factories.agency()

    def foundry(served_by: Organisation, number: int, **fields: object) -> Company:
        return factories.company(
            served_by,
            legal_name=f"Gießerei {number}",
            offers=f"Gießerei für Aluminium und Magnesium, {number} Öfen",
            offers_language="de",
            **({"region": "DE111", "sectors": ["24.53"]} | fields),
        )

    mine = foundry(home, 1)
    nearly = foundry(home, 2, sectors=["24.54"])
    elsewhere = foundry(home, 3, region="ES511")
    foundry(home, 4, sectors=["10.71"])
    foundry(other, 5)
    published = foundry(other, 6, visibility="network")
    index.refresh()
    near = near_company(mine.pk)
    assert near is not None
    assert near.model == vectors.BRIDGE.key
    scope = Company.objects.visible_to(Actor(organisation_id=home.pk, role="advisor"))
    wanted = {
        Among(scope, frozenset({"DE1"}), frozenset({"24"})): {mine, nearly, published},
        Among(scope, frozenset({"ES", "LV"})): {elsewhere},
        Among(scope, sectors=frozenset({"24"}), sharing=frozenset({"24.53"})): {
            *(mine, elsewhere, published),
        },
        Among(scope, frozenset({"DE"}), sharing=frozenset({"24.5"}),
              not_sharing=frozenset({"24.53"})): {nearly},
    }  # fmt: skip
    for among, companies in wanted.items():
        assert set(among.rows().values_list("pk", flat=True)) == {one.pk for one in companies}
        for path in Path:
            assert set(found_by(path, among, near)) == {one.pk for one in companies}, path


@pytest.mark.django_db
def test_a_company_that_moves_takes_its_cells_along(home: Organisation) -> None:
    company = factories.company(home, offers="Gießerei für Aluminium", offers_language="de",
                                region="DE111", sectors=["24.53"])  # fmt: skip
    index.refresh()
    assert "DE1|24.5" in CompanyVector.objects.get().cells
    Company.objects.unrestricted("a test").filter(pk=company.pk).update(
        region="ES511", sectors=["25.62"], version=company.version + 1
    )
    index.refresh()
    cells = CompanyVector.objects.get().cells
    assert "ES51|25" in cells
    assert not [cell for cell in cells if cell.startswith("DE") or "24" in cell]


@pytest.mark.django_db
def test_in_a_large_network_the_planner_s_estimates_choose_and_the_same_are_found(
    home: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    companies = [
        factories.company(
            home, offers=f"Gießerei für Aluminium {number}", offers_language="de",
            region="DE111", sectors=["24.53"] if number % 2 else ["10.71"],
        )
        for number in range(6)
    ]  # fmt: skip
    index.refresh()
    near = near_company(companies[0].pk)
    assert near is not None
    monkeypatch.setattr(nearest, "FEW", 0)
    scope = Company.objects.visible_to(Actor(organisation_id=home.pk, role="advisor"))
    among = Among(scope, frozenset({"DE1"}), frozenset({"24"})).estimated(6)
    assert among.in_scope is not None
    sql, parameters = nearest.nearest("meaning", among, near, companies=6, limit=10)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        found = {company for _way, company, _measure in cursor.fetchall()}
    assert found == {one.pk for one in companies[1::2]}


@pytest.mark.django_db
def test_a_company_like_all_that_are_near_comes_after_one_as_near_that_is_not(
    home: Organisation,
) -> None:
    model = vectors.registered(vectors.BRIDGE)

    def lying_at(*places: float) -> Company:
        company = factories.company(home, offers="")
        index.refresh()
        vector = np.zeros(vectors.BRIDGE.dimensions, np.float32)
        vector[: len(places)] = places
        CompanyVector.objects.create(
            company=company, model=model, text_hash="", vector=vectors.stored(vector)
        )
        return company

    alike = [lying_at(0.6, 0.8).pk for _number in range(5)]
    different = lying_at(0.59, 0.0, 0.807)
    far = lying_at(0.1, 0.0, 0.0, 0.995)
    needed = np.zeros(vectors.BRIDGE.dimensions, np.float32)
    needed[0] = 1
    near = Near(model.pk, vectors.BRIDGE.dimensions, needed)
    scope = Company.objects.unrestricted("a test")
    need = Need(title="Anything", text="at all", language="en")
    found = find(need, Asked(near), Among(scope), ["meaning"])["meaning"]
    assert list(found) == [different.pk, *sorted(alike, key=str), far.pk]
    # What is shown and scored stays the cosine.
    assert found[different.pk] == pytest.approx(0.59 * BRIDGE_ALONE, abs=0.001)
