"""How well matching finds, measured on files of companies, needs and judgements.

The engine runs as the pages run it, on temporary tables that hide the live ones from this
connection alone and go with it: nothing stays behind, even when the process is killed.
"""

from __future__ import annotations

import json
import math
import statistics
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection

from companies.models import Company
from matching import engine, finding, fusion, index
from matching.models import (
    CompanyIndex,
    CompanyVector,
    EmbeddingModel,
    NeedText,
    NeedVector,
    SetAsideText,
    ShownMatch,
)
from matching.needs import Need
from network import sectors

TABLES = (
    *(Company, CompanyIndex, EmbeddingModel, CompanyVector),
    *(NeedText, NeedVector, SetAsideText, ShownMatch),
)
SHOWN = 20
NAMESPACE = uuid.UUID("5c1d1a4e-6a55-4d0c-9a4f-0d5a3f9f3b10")


@dataclass(frozen=True)
class Figures:
    """What was measured. Shares and means are over all needs; times in milliseconds a query,
    without the making of the need's vector."""

    needs: int
    companies: int
    hit_at_1: float
    hit_at_5: float
    hit_at_10: float
    mrr: float
    ndcg_at_10: float
    query_ms_median: float
    query_ms_95th: float
    embedding_texts_per_second: float


@dataclass(frozen=True)
class Case:
    """A need of the file, and the keys of the companies that were judged to fit it."""

    need: Need
    within: tuple[str, ...]
    fitting: frozenset[UUID]


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a JSONL file. Raises ValueError naming the line that is none."""
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            try:
                yield json.loads(line)
            except ValueError as fault:
                raise ValueError(f"{path}, line {number}: {fault}") from fault


def key_of(identity: str) -> UUID:
    """The key that stands for a company of the file."""
    return uuid.uuid5(NAMESPACE, identity)


def cases_of(needs: Path, judgements: Path) -> list[Case]:
    """The needs of a file with their judgements."""
    fitting: dict[str, set[UUID]] = {}
    for line in judgements.read_text(encoding="utf-8").splitlines():
        need, _tab, company = line.partition("\t")
        fitting.setdefault(need, set()).add(key_of(company))
    return [
        Case(
            Need(
                title=row["title"],
                text=row["text"],
                language=row["language"],
                sectors=tuple(row.get("sectors", ())),
            ),
            tuple(row["regions"]),
            frozenset(fitting.get(row["id"], ())),
        )
        for row in rows_of(needs)
    ]


@contextmanager
def temporary_tables() -> Iterator[None]:
    """Empty tables of our own instead of the live ones, for this connection."""
    with connection.cursor() as cursor:
        for model in TABLES:
            table = model._meta.db_table
            cursor.execute(f"CREATE TEMPORARY TABLE {table} (LIKE public.{table} INCLUDING ALL)")
        try:
            yield
        finally:
            for model in TABLES:
                cursor.execute(f"DROP TABLE pg_temp.{model._meta.db_table} CASCADE")


def load(companies: Path) -> int:
    """Index the companies of a file; how many."""
    count = 0
    waiting: list[tuple[Company, list[str]]] = []
    for row in rows_of(companies):
        known = [code for code in row.get("sectors", ()) if sectors.is_code(code)]
        company = Company(
            pk=key_of(row["id"]),
            legal_name=str(row["id"])[:200],
            country="",
            # What a file calls the name says what it is about, and the engine reads no names:
            # here it counts as text, and the id as the name.
            offers=f"{row['name']}. {row['text']}",
            offers_language=row["language"],
            sectors=known,
        )
        waiting.append((company, list(row["regions"])))
        count += 1
        if len(waiting) == index.BATCH:
            _write(waiting)
            waiting = []
    _write(waiting)
    with connection.cursor() as cursor:
        for model in TABLES:
            cursor.execute(f"ANALYZE {model._meta.db_table}")
    return count


def _write(rows: Sequence[tuple[Company, list[str]]]) -> None:
    companies = [company for company, _regions in rows]
    Company.objects.unrestricted("a table of its own").bulk_create(companies)
    index.write(companies)
    # Regions of the file are codes of any kind: they are kept as they stand.
    found = {row.pk: row for row in CompanyIndex.objects.filter(company__in=companies)}
    for company, regions in rows:
        found[company.pk].region_paths = [code[:8] for code in regions]
    CompanyIndex.objects.bulk_update(found.values(), ["region_paths"])
    for company in companies:
        index.place_vectors(company.pk)


def evaluate(
    companies: Path,
    needs: Path,
    judgements: Path,
    *,
    weights: Mapping[str, float] = fusion.WEIGHTS,
    report: Callable[[str], None] = lambda line: None,
) -> Figures:
    """Measure on three files; call within `temporary_tables`."""
    cases = cases_of(needs, judgements)
    count = load(companies)
    report(f"{count} companies are indexed")
    start = time.perf_counter()
    made = index.embed_companies(limit=count)
    speed = made / (time.perf_counter() - start) if made else 0.0
    report(f"{made} companies have their vectors")
    for case in cases:
        finding.keep_need(case.need)
    index.embed_needs(limit=len(cases))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    ranks, times, gains = [], [], []
    scope = Company.objects.unrestricted("all that the file holds")
    for case in cases:
        start = time.perf_counter()
        found = engine.rank_companies(
            case.need, scope, limit=SHOWN, within=case.within, weights=weights
        ).matches
        times.append(1000 * (time.perf_counter() - start))
        fits = [match.company_id in case.fitting for match in found]
        ranks.append(fits.index(True) + 1 if True in fits else math.inf)
        gains.append(_ndcg(fits[:10], len(case.fitting)))
    return Figures(
        needs=len(cases),
        companies=count,
        hit_at_1=_share(ranks, 1),
        hit_at_5=_share(ranks, 5),
        hit_at_10=_share(ranks, 10),
        mrr=statistics.fmean(1 / rank for rank in ranks),
        ndcg_at_10=statistics.fmean(gains),
        query_ms_median=statistics.median(times),
        query_ms_95th=statistics.quantiles(times, n=20)[-1],
        embedding_texts_per_second=speed,
    )


def _share(ranks: Sequence[float], most: int) -> float:
    return sum(rank <= most for rank in ranks) / len(ranks)


def _ndcg(fits: Sequence[bool], fitting: int) -> float:
    """Discounted cumulative gain over the best that is possible (Järvelin and Kekäläinen 2002)."""
    best = sum(1 / math.log2(place + 2) for place in range(min(10, fitting)))
    gain = sum(1 / math.log2(place + 2) for place, fit in enumerate(fits) if fit)
    return gain / best if best else 0.0


def lines(figures: Figures) -> list[str]:
    """The figures, one a line, rounded."""
    return [
        f"{name.replace('_', ' ')}: {value:.3f}" if isinstance(value, float) else f"{name}: {value}"
        for name, value in asdict(figures).items()
    ]
