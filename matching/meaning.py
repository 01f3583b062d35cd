"""The vector of a text: its meaning by a model, and by NACE as a bridge, side by side.

A multilingual model keeps near what is of one language, and spreads over much that no company is
looked for by. Both are taken out by the official labels of NACE, which say the same in 24
languages: the mean of a language's labels is subtracted, and the rest is seen along the axes in
which the entries differ, whatever the language (singular vectors, each by the root of its size).
Measured against the plain model: docs/decisions/meaning.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from matching import nomenclature

DATA = Path(__file__).parent / "data" / "sector_axes.npz"
VERSION = "2"
AXES = 128
DIMENSIONS = 2 * AXES
# The bridge's share of the similarity; chosen on the development set (docs/decisions/meaning.md).
BRIDGE = 0.2
BATCH = 32
# From which cosine on a model agrees that a text speaks of an entry, and from which it does not
# object to one of the first two; chosen on the development set (docs/decisions/meaning.md).
AGREES, DOES_NOT_OBJECT, FIRST = 0.4, 0.2, 2

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class SectorAxes:
    """What NACE's labels tell of a model with `d` dimensions.

    `means` by language, each of shape (d,); `axes` of shape (d, AXES); `places`, where each entry
    of `nomenclature.codes()` lies on the axes, of shape (entries, AXES).
    """

    means: dict[str, Floats]
    axes: Floats
    places: Floats

    @property
    def mean(self) -> Floats:
        """For languages without labels."""
        return np.asarray(np.mean(list(self.means.values()), axis=0), np.float32)

    def along(self, vectors: Floats, languages: Sequence[str]) -> Floats:
        """The model's vectors, shape (texts, d), as vectors of length 1, shape (texts, AXES)."""
        means = np.asarray([self.means.get(language, self.mean) for language in languages])
        return unit((vectors - means) @ self.axes)

    def bridge(self, text: str, language: str) -> Floats:
        """Where the entries that the text is near to lie: shape (AXES,), length 1 or 0."""
        return np.asarray(
            unit(nomenclature.profile(text, language)[None] @ self.places)[0], np.float32
        )

    @cached_property
    def labels(self) -> Floats:
        """Where the entries' own labels lie as `along` sees them: shape (entries, AXES), length
        1. The axes are as long as the root of their size."""
        return unit(self.places * np.square(self.axes).sum(axis=0))

    def agreed(self, codes: Sequence[str], along: Floats) -> list[str]:
        """Those of the entries, the nearest first, that a text speaks of by the model too: `along`
        is where it lies, of shape (AXES,)."""
        numbers = [nomenclature.codes().index(code) for code in codes]
        near = self.labels[numbers] @ unit(along[None])[0]
        return [
            code
            for place, (code, cosine) in enumerate(zip(codes, near, strict=True))
            if cosine >= (DOES_NOT_OBJECT if place < FIRST else AGREES)
        ]

    def save(self, path: Path | BinaryIO) -> None:
        """Keep them in numpy's form, at half precision."""
        np.savez_compressed(
            path,
            languages=np.array(list(self.means)),
            means=np.array(list(self.means.values()), np.float16),
            axes=self.axes.astype(np.float16),
            places=self.places.astype(np.float16),
        )

    @classmethod
    def load(cls, path: Path | BinaryIO) -> SectorAxes:
        """What `save` kept."""
        with np.load(path) as kept:
            means = kept["means"].astype(np.float32)
            return cls(
                dict(zip(kept["languages"].tolist(), means, strict=True)),
                kept["axes"].astype(np.float32),
                kept["places"].astype(np.float32),
            )


def fit(embed: Callable[[Sequence[str]], Floats]) -> SectorAxes:
    """The axes of a model, found by embedding the labels of NACE in all their languages.

    Raises ValueError for a model of fewer than AXES dimensions.
    """
    means: dict[str, Floats] = {}
    around = []
    for language, labels in nomenclature.label_texts().items():
        # Short ones together: a batch takes as long as its longest text.
        order = sorted(range(len(labels)), key=lambda number: len(labels[number]))
        parts = [
            embed([labels[number] for number in order[start : start + BATCH]])
            for start in range(0, len(order), BATCH)
        ]
        if parts[0].shape[1] < AXES:
            raise ValueError(f"a model needs {AXES} dimensions, this one has {parts[0].shape[1]}")
        found = np.empty((len(labels), parts[0].shape[1]), np.float32)
        found[order] = np.concatenate(parts)
        means[language] = found.mean(axis=0)
        around.append(unit(found - means[language]))
    entries = np.mean(around, axis=0)
    left, sizes, right = np.linalg.svd(entries - entries.mean(axis=0), full_matrices=False)
    root = np.sqrt(sizes[:AXES])
    return SectorAxes(
        means,
        np.asarray(right.T[:, :AXES] * root, np.float32),
        np.asarray(left[:, :AXES] * root, np.float32),
    )


@cache
def own_axes() -> SectorAxes:
    """Those of the model that comes with Kontor."""
    return SectorAxes.load(DATA)


def combined(model: Floats, bridge: Floats) -> Floats:
    """Both parts side by side, shapes (texts, AXES) to (texts, 2 AXES): the cosine of two such is
    the weighted mean of the cosines of their parts."""
    return np.concatenate([model, np.float32(np.sqrt(BRIDGE)) * bridge], axis=1)


def unit(vectors: Floats) -> Floats:
    """Each row at length 1; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), np.float32)
