"""The same questions to an in-memory library (faiss), to compare with."""

from __future__ import annotations

import os
import statistics
import time
from functools import partial
from importlib import import_module
from typing import Any

import numpy as np

from bench.measuring import SHOWN, Numbers, Scale, recall_of, seconds_since, timed, unit_rows

EFFORTS = (20, 40, 80, 160, 320, 640, 1280, 2560, 5120)


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
    scale.library_build_seconds = seconds_since(start)
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
