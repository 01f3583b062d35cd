"""Real texts for measuring: the classification's own, in 24 languages, and their vectors."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from matching import nomenclature, vectors
from matching.embedding.services import service
from matching.meaning import Floats

WORDS = 60
AT_ONCE = 64


@dataclass(frozen=True)
class Embedded:
    """Texts with their vectors, shape (texts, DIMENSIONS), and how fast the model made them;
    `speed` is 0 where they were kept from a run before."""

    texts: list[vectors.Text]
    vectors: Floats
    speed: float


def texts(count: int) -> list[vectors.Text]:
    """Labels with notes, about WORDS words each, spread over entries and languages alike."""
    found = []
    codes = nomenclature.codes()
    languages = sorted(nomenclature.languages())
    # Each language begins at another entry, so that any number of them covers all trades.
    for turn in range(len(codes)):
        for number, language in enumerate(languages):
            code = codes[(turn + number * len(codes) // len(languages)) % len(codes)]
            label, notes = nomenclature.texts_of(code, language)
            found.append(vectors.Text(" ".join(f"{label}. {notes}".split()[:WORDS]), language))
            if len(found) == count:
                return found
    return found


def embedded(count: int, kept_in: Path) -> Embedded:
    """The first `count` texts with their vectors, made once and kept under the model's key.

    Raises RuntimeError where no model is there.
    """
    by, serving = service(), vectors.serving_identity()
    if by is None or serving is None:
        raise RuntimeError("No embedding model is there: its wheel does not exist for this machine")
    wanted = texts(count)
    path = kept_in / f"vectors-{serving.key}.npy"
    known = np.load(path) if path.exists() else np.empty((0, serving.dimensions), np.float32)
    start, before = time.perf_counter(), len(known)
    while len(known) < len(wanted):
        some = wanted[len(known) : len(known) + AT_ONCE]
        known = np.concatenate([known, vectors.model_vectors(some, by)])
        if len(known) % (16 * AT_ONCE) < AT_ONCE:
            print(f"  {len(known)} of {len(wanted)} texts are embedded", flush=True)
            _save(path, known)
    speed = (len(known) - before) / (time.perf_counter() - start) if len(known) > before else 0.0
    _save(path, known)
    return Embedded(wanted, np.asarray(known[: len(wanted)], np.float32), speed)


def _save(path: Path, known: Floats) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    np.save(path, known)
