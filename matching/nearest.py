"""The nearest companies by vector, by the cheapest path that the filters allow."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from companies.models import Company
from matching import vectors
from matching.meaning import Floats
from matching.models import CompanyIndex, CompanyVector, cells_of

Part = tuple[str, tuple[Any, ...]]

# Cosines of the bridge alone spread wider: by this they compare with those of a model beside it
# (quantiles of the development set, docs/decisions/meaning.md).
BRIDGE_ALONE = 0.85
# Up to so many companies nothing is estimated: all of the scope are compared.
FEW = 2_000
# What a company costs on each path, and what reading the index costs before the first, in
# microseconds: measured among a million companies (docs/decisions/nearest.md).
COMPARED_BY_CELL, COMPARED_BY_SCOPE, READ_FROM_INDEX, INDEX_BEGUN = 1.0, 8.0, 15.0, 1_500.0
# A filter of more cells than this says that it hardly filters.
MOST_CELLS = 400


@dataclass(frozen=True)
class Near:
    """A vector to which the nearest are sought, and the model that made it."""

    model: int
    dimensions: int
    vector: Floats

    @property
    def scale(self) -> float:
        """What its cosines are multiplied by, to compare with those of other models."""
        return BRIDGE_ALONE if self.model == vectors.BRIDGE.key else 1.0


@dataclass(frozen=True)
class Among:
    """Among which companies is sought: those of `scope`, what the user may see, that lie in one of
    the `regions` and have one of the `sectors`, where any are given. `sharing` and `not_sharing`
    are sectors that a way of finding asks for by itself; `in_scope` is how many the scope holds,
    where that was estimated already."""

    scope: QuerySet[Company]
    regions: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()
    sharing: frozenset[str] = frozenset()
    not_sharing: frozenset[str] = frozenset()
    in_scope: int | None = None

    def estimated(self, companies: int) -> Among:
        """The same with an estimate of the scope, where there are enough `companies` to ask."""
        if companies <= FEW or self.in_scope is not None:
            return self
        return replace(self, in_scope=estimated(self.scope))

    def rows(self) -> QuerySet[CompanyIndex]:
        """Their rows in the index."""
        rows = CompanyIndex.objects.filter(company__in=self.scope.values("pk"))
        if self.regions:
            rows = rows.filter(region_paths__overlap=sorted(self.regions))
        for codes in (self.sectors, self.sharing):
            if codes:
                rows = rows.filter(sector_paths__overlap=sorted(codes))
        if self.not_sharing:
            rows = rows.exclude(sector_paths__overlap=sorted(self.not_sharing))
        return rows

    def conditions(self) -> list[tuple[str, list[str]]]:
        """The same for rows of vectors, by their cells: a condition and its codes each."""
        found = []
        narrow = self.sharing or self.sectors
        if self.regions or narrow:
            found.append(("near.cells && %s::varchar[]", cells_of(self.regions, narrow)))
        if self.sharing and self.sectors:
            found.append(("near.cells && %s::varchar[]", cells_of((), self.sectors)))
        if self.not_sharing:
            found.append(("NOT near.cells && %s::varchar[]", cells_of((), self.not_sharing)))
        return found


class Path(Enum):
    """How the nearest are found: all within the filter's cells are compared, all of the scope are
    compared, or the index of nearest vectors is read until enough pass."""

    CELLS = "cells"
    SCOPE = "scope"
    INDEX = "index"


def path_of(companies: int, in_scope: int, in_cells: int | None, limit: int) -> Path:
    """The cheapest path among `companies`, of which `in_scope` may be seen and `in_cells` pass the
    filters (None: no filter), when `limit` are wanted."""
    passing = max(in_scope * (companies if in_cells is None else in_cells) / companies**2, 1e-9)
    costs = {
        Path.SCOPE: in_scope * COMPARED_BY_SCOPE,
        Path.INDEX: INDEX_BEGUN + min(limit / passing, companies) * READ_FROM_INDEX,
    }
    if in_cells is not None:
        costs[Path.CELLS] = in_cells * COMPARED_BY_CELL
    return min(costs, key=lambda path: costs[path])


def nearest(
    way: str, among: Among, near: Near, *, companies: int, limit: int, plus: float = 0.0
) -> Part:
    """The nearest of those companies, their measure the cosine and `plus`; of the `companies` that
    there are about the planner knows how many pass."""
    conditions = among.conditions()
    among = among.estimated(companies)
    path = Path.SCOPE if companies <= FEW else _chosen(among, near, conditions, companies, limit)
    return _sql(way, path, among, near, conditions, limit=limit, plus=plus)


def _chosen(
    among: Among, near: Near, conditions: list[tuple[str, list[str]]], companies: int, limit: int
) -> Path:
    in_cells = None
    if conditions and conditions[0][1] and len(conditions[0][1]) <= MOST_CELLS:
        held = CompanyVector.objects.filter(model=near.model, cells__overlap=conditions[0][1])
        in_cells = estimated(held)
    in_scope = companies if among.in_scope is None else among.in_scope
    return path_of(companies, in_scope, in_cells, limit)


def estimated(rows: QuerySet[Any]) -> int:
    """How many rows PostgreSQL's planner expects; none of a set that is empty by itself."""
    told = rows.values("pk").explain(format="json")
    return int(json.loads(told)[0]["Plan"]["Plan Rows"]) if told else 0


def _sql(
    way: str,
    path: Path,
    among: Among,
    near: Near,
    conditions: Iterable[tuple[str, list[str]]],
    *,
    limit: int,
    plus: float,
) -> Part:
    """Put together from numbers, querysets' own SQL and conditions of our own; all that comes from
    elsewhere goes as parameters. OFFSET 0 keeps the planner from changing the path, and the model's
    number stands in the text: by it the planner chooses the model's partial index."""
    # The model's index is on vectors of its size; without it the cast would only cost time.
    size = f"::halfvec({near.dimensions:d})" if path is Path.INDEX else ""
    distance = f"(near.vector{size} <=> %s::halfvec{size})"
    measure = f"{near.scale} * (1 - {distance}) + {plus}"
    vector = vectors.stored(near.vector).to_text()
    model = f"near.model_id = {near.model:d}"
    filters = " AND ".join([model, *(condition for condition, _ in conditions)])
    filtered = [codes for _, codes in conditions]
    allowed, parameters = among.scope.values("id").query.sql_with_params()
    if path is Path.SCOPE:
        sql = (
            f"WITH allowed AS MATERIALIZED ({allowed}) "  # noqa: S608
            f"SELECT '{way}', near.company_id, {measure} AS measure "
            f"FROM allowed JOIN matching_companyvector near ON near.company_id = allowed.id "
            f"WHERE {filters} ORDER BY measure DESC, near.company_id LIMIT {limit:d}"
        )
        return sql, (*parameters, vector, *filtered)
    visible = (
        f"EXISTS (SELECT FROM ({allowed}) allowed WHERE allowed.id = near.company_id OFFSET 0)"
    )
    if path is Path.CELLS:
        # All that pass are put in order first, so that few have to be looked up as visible.
        sql = (
            f"SELECT '{way}', near.company_id, near.measure FROM ("  # noqa: S608
            f"SELECT near.company_id, {measure} AS measure FROM matching_companyvector near "
            f"WHERE {filters} ORDER BY measure DESC, near.company_id OFFSET 0) near "
            f"WHERE {visible} LIMIT {limit:d}"
        )
        return sql, (vector, *filtered, *parameters)
    sql = (
        f"SELECT '{way}', near.company_id, {measure} FROM matching_companyvector near "  # noqa: S608
        f"WHERE {filters} AND {visible} ORDER BY {distance} LIMIT {limit:d}"
    )
    return sql, (vector, *filtered, *parameters, vector)


def raw(condition: str, *parameters: str) -> RawSQL:
    """A condition of our own in a queryset; never holds what people typed."""
    return RawSQL(condition, parameters, output_field=BooleanField())  # noqa: S611
