"""Ranking among many companies: python -m bench.matching_at_scale --size 1000000

Starts PostgreSQL on a folder of its own, writes companies with their index and vectors, and
measures the engine's own queries: first among 10,000 with real vectors, then among `--size`. Beside
it an in-memory library (faiss) answers the same questions over the same vectors and filters.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[Any]
PROJECT = Path(__file__).resolve().parents[1]
KEPT = PROJECT / ".data" / "bench"
RESULTS = PROJECT / "bench" / "results"
REAL = 10_000
NEEDS = 200
SHOWN = 20
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
EFFORTS = (20, 40, 80, 160, 320, 640, 1280, 2560, 5120)


@dataclass
class Line:
    """One filter at one scale: times in ms over all needs, recall@20 against exact search."""

    kept: float
    path: str
    median: float
    p95: float
    recall: float
    server: float
    choosing: float
    library: float = 0.0
    library_recall: float = 0.0


@dataclass
class Scale:
    """All that was measured among so many companies; seconds, megabytes, milliseconds."""

    companies: int
    vectors: str
    cosines_1_and_20: tuple[float, float]
    build_seconds: dict[str, float] = field(default_factory=dict)
    sizes_mb: dict[str, float] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)
    all_ways: dict[str, float] = field(default_factory=dict)
    ranking: dict[str, float] = field(default_factory=dict)
    resident_mb: float = 0.0
    library_build_seconds: float = 0.0


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


def unit_rows(vectors: Numbers) -> Numbers:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


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
        scale.build_seconds["companies and index rows"] = _since(start)
        start = time.perf_counter()
        loading.write_vectors(cursor, vectors)
        scale.build_seconds["vectors written"] = _since(start)
        for name, sql in dropped.items():
            start = time.perf_counter()
            cursor.execute(sql)
            scale.build_seconds[name] = _since(start)
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


def ask_library(
    scale: Scale,
    vectors: Numbers,
    places: Numbers,
    needs: Numbers,
    exact: dict[str, tuple[Numbers, list[set[int]]]],
) -> None:
    """The same questions to faiss in memory, with the least effort that finds as much as we did."""
    faiss: Any = import_module("faiss")

    faiss.omp_set_num_threads(os.cpu_count() or 1)
    index = faiss.IndexHNSWFlat(vectors.shape[1], 16, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = 64
    start = time.perf_counter()
    index.add(vectors)
    scale.library_build_seconds = _since(start)
    faiss.omp_set_num_threads(1)
    asked = unit_rows(needs)

    def search(parameters: Any, one: Numbers) -> list[int]:
        found: list[int] = index.search(one[None], SHOWN, params=parameters)[1][0].tolist()
        return found

    for name, (kept, nearest) in exact.items():
        bits = np.zeros(len(vectors), bool)
        bits[kept] = True
        selector = faiss.IDSelectorBitmap(np.packbits(bits, bitorder="little"))
        line = scale.lines[name]
        for effort in EFFORTS:
            parameters = faiss.SearchParametersHNSW(efSearch=effort, sel=selector)
            times, found = timed(partial(search, parameters), list(asked))
            line.library = round(statistics.median(times), 2)
            line.library_recall = recall_of(found, nearest)
            if line.library_recall >= line.recall:
                break
        print(f"  faiss {name}: {line.library} ms, recall {line.library_recall}", flush=True)


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


def timed(call: Callable[[Any], Any], arguments: Sequence[Any]) -> tuple[list[float], list[Any]]:
    """Milliseconds and answer of each call, after all were made once."""
    for argument in arguments:
        call(argument)
    times, answers = [], []
    for argument in arguments:
        start = time.perf_counter()
        answers.append(call(argument))
        times.append(1000 * (time.perf_counter() - start))
    return times, answers


def recall_of(found: Sequence[Sequence[int]], nearest: Sequence[set[int]]) -> float:
    """The share of the true nearest that was found, over all needs."""
    shares = (len(set(ids) & true) / len(true) for ids, true in zip(found, nearest, strict=True))
    return round(statistics.fmean(shares), 3)


def machine() -> str:
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return f"{os.cpu_count()} cores of {model}, {pages / 2**30:.0f} GB, shared with others"


def versions() -> dict[str, str]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT extversion FROM pg_extension WHERE extname = 'vector'")
        (vector,) = cursor.fetchone()
        cursor.execute("SHOW server_version")
        (server,) = cursor.fetchone()
    return {
        "python": platform.python_version(),
        "postgresql": server,
        "pgvector": vector,
        "faiss-cpu": version("faiss-cpu"),
    }


def _since(start: float) -> float:
    return round(time.perf_counter() - start, 1)


def show(found: dict[str, Any]) -> None:
    """The table, one line a filter and scale."""
    print(f"\n{found['made']}, {found['machine']}; {found['versions']}")
    head = ("companies", "filter", "path", "median", "95th", "recall", "server", "library", "ratio")
    print("".join(f"{word:>13}" for word in head))
    for scale in found["scales"]:
        for name, line in scale["lines"].items():
            ratio = f"{line['median'] / line['library']:.1f}" if line["library"] else "–"
            cells = (
                f"{scale['companies']:,}", name, line["path"], line["median"], line["p95"],
                line["recall"], line["server"], line["library"], ratio,
            )  # fmt: skip
            print("".join(f"{cell!s:>13}" for cell in cells))
    for scale in found["scales"]:
        print(
            f"{scale['companies']:,}: vectors {scale['vectors']}, "
            f"cosines of the 1st and 20th {scale['cosines_1_and_20']}"
        )
        print(f"  all ways of finding in one query, ms: {scale['all_ways']}")
        print(f"  ranking 20 with reasons, ms: {scale['ranking']}")
        print(f"  sizes in MB: {scale['sizes_mb']}; resident {scale['resident_mb']} MB")
        print(
            f"  built in seconds: {scale['build_seconds']}; "
            f"library {scale['library_build_seconds']}"
        )


if __name__ == "__main__":
    sys.exit(main())
