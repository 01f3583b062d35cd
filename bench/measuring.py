"""What is measured at scale, by what, and on which machine."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[Any]
SHOWN = 20


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


def seconds_since(start: float) -> float:
    return round(time.perf_counter() - start, 1)


def unit_rows(vectors: Numbers) -> Numbers:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


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
