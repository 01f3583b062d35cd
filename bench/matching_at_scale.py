"""Ranking among many companies: python -m bench.matching_at_scale --size 1000000

Starts PostgreSQL on a folder of its own, writes companies with their index and vectors, and
measures the engine's own queries: first among 10,000 with real vectors, then among `--size`. Beside
it an in-memory library (faiss) answers the same questions over the same vectors and filters.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from bench.library import ask_library
from bench.measuring import (
    SHOWN,
    Line,
    Numbers,
    Scale,
    machine,
    recall_of,
    seconds_since,
    timed,
    unit_rows,
    versions,
)
from bench.table import show

PROJECT = Path(__file__).resolve().parents[1]
KEPT = PROJECT / ".data" / "bench"
RESULTS = PROJECT / "bench" / "results"
REAL = 10_000
NEEDS = 200
SEED = 20261122
# What a server of 8 GB or more gives PostgreSQL; the embedded default is 128 MB.
SERVER = {"shared_buffers": "4GB", "effective_cache_size": "8GB", "max_wal_size": "8GB"}
BUILDING = {"maintenance_work_mem": "3GB", "max_parallel_maintenance_workers": "1"}
# Ten countries of ten regions, ten sections of ten classes, all alike in size.
FILTERS = {
    "50 %": ([f"C{n}" for n in range(7)], [f"S{n}" for n in range(7)]),
    "5 %": (["C1", "C2"], ["S1", "S2", *(f"S3{n}" for n in range(5))]),
    "0.5 %": ([f"C4{n}" for n in range(5)], ["S5"]),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--without-library", action="store_true")
    asked = parser.parse_args()
    with servers():
        found = measure(asked.size, library=not asked.without_library)
    show(found)
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"matching-{asked.size}.json"
    path.write_text(json.dumps(found, indent=2) + "\n")
    print(f"kept as {path.relative_to(PROJECT)}")
    return 0


@contextmanager
def servers() -> Iterator[None]:
    """PostgreSQL on a folder of its own, with the memory of a real server, and Django upon it."""
    from kontor.embedded import servers as embedded
    from kontor.embedded.temporary import environment_of

    folder = KEPT / "server"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        embedded.start(folder, temporary=True).stop()
        with (folder / "postgresql" / "postgresql.auto.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in SERVER.items())
        started = embedded.start(folder, temporary=True)
        try:
            os.environ.update(environment_of(started, folder))
            os.environ["DJANGO_SETTINGS_MODULE"] = "kontor.settings"
            import django

            django.setup()
            from django.core.management import call_command
            from django.db import connection

            call_command("migrate", verbosity=0)
            call_command("createcachetable", verbosity=0)
            with connection.cursor() as cursor:
                cursor.execute("SET statement_timeout = 0")
            yield
            connection.close()
        finally:
            started.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measure(size: int, *, library: bool) -> dict[str, Any]:
    from bench.real_texts import embedded

    print("real texts and their vectors", flush=True)
    real = embedded(REAL + NEEDS, KEPT)
    base, needs = real.vectors[:REAL], real.vectors[REAL:]
    texts = real.texts
    random = np.random.default_rng(SEED)
    found: dict[str, Any] = {
        "made": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "machine": machine(),
        "versions": versions(),
        "settings": SERVER,
        "embedding_texts_per_second": round(real.speed, 1) or None,
        "scales": [],
    }
    for count in dict.fromkeys([min(REAL, size), size]):
        print(f"{count:,} companies", flush=True)
        vectors = base[:count] if count <= REAL else synthetic(base, count, random)
        vectors = unit_rows(vectors.astype(np.float16).astype(np.float32))
        scale = Scale(
            companies=count,
            vectors="real" if count <= REAL else "two real ones mixed, with noise",
            cosines_1_and_20=cosines(vectors, needs),
        )
        places = random.integers(0, 100, size=(count, 2))
        load(scale, vectors, texts[:REAL], places, random)
        exact = exact_answers(vectors, places, needs)
        ask(scale, needs, exact, texts[REAL:])
        if library:
            ask_library(scale, vectors, places, needs, exact)
        found["scales"].append(asdict(scale))
    return found


def synthetic(base: Numbers, count: int, random: np.random.Generator) -> Numbers:
    """Vectors spread as the real ones are: one real, half of another, and noise along the axes as
    wide as the real ones spread there."""
    from matching.meaning import unit

    wide = base.std(axis=0)
    found = np.empty((count, base.shape[1]), np.float32)
    for start in range(0, count, 100_000):
        stop = min(start + 100_000, count)
        one, other = random.integers(0, len(base), size=(2, stop - start))
        noise = random.standard_normal((stop - start, base.shape[1]), np.float32) * wide
        found[start:stop] = unit(base[one] + 0.5 * base[other] + 0.5 * noise)
    return found


def cosines(vectors: Numbers, needs: Numbers) -> tuple[float, float]:
    """Median cosine of a need with its nearest and its twentieth company."""
    near = np.sort(np.partition(unit_rows(needs) @ vectors.T, -SHOWN, axis=1)[:, -SHOWN:], axis=1)
    return round(float(np.median(near[:, -1])), 3), round(float(np.median(near[:, 0])), 3)


def passing(places: Numbers, chosen: tuple[list[str], list[str]]) -> Numbers:
    """Which companies a filter keeps, computed beside the database."""
    kept = np.ones(len(places), bool)
    for column, codes in enumerate(chosen):
        wanted = np.zeros(100, bool)
        for code in codes:
            digits = code[1:]
            first = int(digits.ljust(2, "0"))
            wanted[first : first + 10 ** (2 - len(digits))] = True
        kept &= wanted[places[:, column]]
    return kept


def exact_answers(
    vectors: Numbers, places: Numbers, needs: Numbers
) -> dict[str, tuple[Numbers, list[set[int]]]]:
    """For each filter who passes it, and the true nearest of each need."""
    asked = unit_rows(needs.astype(np.float16).astype(np.float32))
    found = {}
    for name, chosen in FILTERS.items():
        kept = np.flatnonzero(passing(places, chosen))
        similar = asked @ vectors[kept].T
        shown = min(SHOWN, len(kept))
        nearest = np.argpartition(-similar, shown - 1, axis=1)[:, :shown]
        found[name] = (kept, [set(kept[row].tolist()) for row in nearest])
    return found


def load(
    scale: Scale,
    vectors: Numbers,
    texts: Sequence[Any],
    places: Numbers,
    random: np.random.Generator,
) -> None:
    """Write companies, their index and vectors by COPY, then build the indexes, each timed."""
    from django.db import connection

    from bench import loading

    with connection.cursor() as cursor:
        for name, value in BUILDING.items():
            cursor.execute(f"SET {name} = '{value}'")
        dropped = loading.empty(cursor)
        start = time.perf_counter()
        loading.write_companies(cursor, texts, places, random)
        scale.build_seconds["companies and index rows"] = seconds_since(start)
        start = time.perf_counter()
        loading.write_vectors(cursor, vectors)
        scale.build_seconds["vectors written"] = seconds_since(start)
        for name, sql in dropped.items():
            start = time.perf_counter()
            cursor.execute(sql)
            scale.build_seconds[name] = seconds_since(start)
            print(f"  {name}: {scale.build_seconds[name]} s", flush=True)
        cursor.execute(
            "VACUUM ANALYZE companies_company, matching_companyindex, matching_companyvector"
        )
        scale.sizes_mb = loading.sizes(cursor)


def ask(
    scale: Scale,
    needs: Numbers,
    exact: dict[str, tuple[Numbers, list[set[int]]]],
    texts: Sequence[Any],
) -> None:
    """The engine's own queries, each need once to warm up and once measured."""
    from django.db import connection

    from activities.actor import Actor
    from bench import loading
    from companies.models import Company
    from matching import engine, finding, nearest
    from matching.needs import Need

    serving = loading.serving_model()
    organisation = loading.first_organisation()
    scope = Company.objects.visible_to(Actor(organisation_id=organisation, role="advisor"))
    asked = [nearest.Near(serving.key, serving.dimensions, vector) for vector in needs]
    for name, (in_regions, in_sectors) in FILTERS.items():
        among = nearest.Among(scope, frozenset(in_regions), frozenset(in_sectors))
        times, found = timed(partial(nearest_companies, among, scale.companies), asked)
        kept, true = exact[name]
        recall = recall_of(found, true)
        parts: list[tuple[float, float]] = []
        for one in asked[:50]:
            start = time.perf_counter()
            sql, parameters = nearest.nearest(
                "meaning", among, one, companies=scale.companies, limit=SHOWN
            )
            choosing = 1000 * (time.perf_counter() - start)
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", parameters)
                (plan,) = cursor.fetchone()[0]
            parts.append((plan["Planning Time"] + plan["Execution Time"], choosing))
        scale.lines[name] = Line(
            kept=round(len(kept) / scale.companies, 4),
            path=path_taken(sql),
            median=round(statistics.median(times), 1),
            p95=round(statistics.quantiles(times, n=20)[-1], 1),
            recall=recall,
            server=round(statistics.median(part for part, _choosing in parts), 1),
            choosing=round(statistics.median(choosing for _part, choosing in parts), 1),
        )
        print(f"  {name}: {scale.lines[name]}", flush=True)
    wanted = [
        Need(title=text.text[:80], text=text.text, language=text.language, sectors=("S11",))
        for text in texts
    ]
    in_regions, in_sectors = FILTERS["5 %"]
    for label, among in (
        ("no filter", nearest.Among(scope)),
        ("5 %", nearest.Among(scope, frozenset(in_regions), frozenset(in_sectors))),
    ):
        times, _found = timed(partial(in_all_ways, among), list(zip(wanted, asked, strict=True)))
        scale.all_ways[f"{label}, median"] = round(statistics.median(times), 1)
        scale.all_ways[f"{label}, 95th"] = round(statistics.quantiles(times, n=20)[-1], 1)
    loading.keep_vectors([finding.need_text(need) for need in wanted], needs)
    times, _found = timed(lambda need: engine.rank_companies(need, scope), wanted)
    scale.ranking = {
        "median": round(statistics.median(times), 1),
        "95th": round(statistics.quantiles(times, n=20)[-1], 1),
    }
    scale.resident_mb = loading.resident_mb()
    print(f"  all ways {scale.all_ways}, ranking with reasons {scale.ranking}", flush=True)


def nearest_companies(among: Any, companies: int, one: Any) -> list[int]:
    """The engine's query by meaning, as pages ask it, its path chosen anew each time."""
    from django.db import connection

    from bench import loading
    from matching.nearest import nearest

    with connection.cursor() as cursor:
        cursor.execute(*nearest("meaning", among, one, companies=companies, limit=SHOWN))
        return [loading.number_of(company) for _way, company, _measure in cursor]


def path_taken(sql: str) -> str:
    if sql.startswith("WITH allowed"):
        return "scope"
    return "cells" if "ORDER BY measure" in sql else "index"


def in_all_ways(among: Any, asked: tuple[Any, Any]) -> Any:
    """The engine's query by meaning, words and sector together."""
    from matching import engine, finding

    need, near = asked
    found = finding.ask(need, engine.significant_words(need.text))
    return finding.find(need, replace(found, near=near), among, ["meaning", "words", "sectors"])


if __name__ == "__main__":
    sys.exit(main())
