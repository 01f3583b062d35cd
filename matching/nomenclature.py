"""NACE as a bridge between languages: which of its entries a text is nearest to.

Labels and notes of the classification exist in 24 languages. A text is compared with those of its
own language by the words' pieces of four letters, weighted by how rare they are (TF-IDF, Salton and
Buckley 1988); texts of two languages are then compared by the entries that they met. No model is
needed, and the nearest entry says in any language what a text is about.
"""

from __future__ import annotations

import csv
import io
import lzma
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from accounts.names import fold

VERSION = "1"
DATA = Path(__file__).parent / "data" / "nace_texts.csv.xz"
WORD = re.compile(r"[^\W\d_]{3,}")
PIECE = 4
SHORT_WORD, LONG_WORD = 6, 9
# The length of a division's code and of a group's.
DIVISION, GROUP = 2, 4
# Chosen on the development set (docs/decisions/meaning.md).
ENTRIES_KEPT = 60
SHARPNESS = 1.2
SHARE_OF_THOSE_ABOVE = 0.7
# From which cosine on an entry that holds a typed word is what the word means, which share of the
# best one has to be reached, and among how many of the nearest it is looked for.
MEANT, NEARLY_BEST, LOOKED_AMONG = 0.12, 0.7, 20

Floats = NDArray[np.float32]


def codes() -> tuple[str, ...]:
    """The entries that profiles speak of: divisions, groups and classes, in their order."""
    return _texts()[0]


def languages() -> frozenset[str]:
    """The languages that the classification's texts are carried in."""
    return frozenset(_texts()[1])


def label_texts() -> dict[str, list[str]]:
    """Each language's labels in the order of `codes()`."""
    return {language: [rows[code][0] for code in codes()] for language, rows in _texts()[1].items()}


def texts_of(code: str, language: str) -> tuple[str, str]:
    """An entry's label and notes. Raises KeyError where the language has none."""
    return _texts()[1][language][code]


def profile(text: str, language: str) -> Floats:
    """How near the text is to each entry: shape (entries,), length 1, or 0 where nothing met.

    Without texts in `language` nothing can meet.
    """
    found = np.zeros(len(codes()), np.float32)
    if language not in languages():
        return found
    scores = _language(language).scores(text)
    kept = np.argpartition(-scores, ENTRIES_KEPT)[:ENTRIES_KEPT]
    found[kept] = scores[kept] ** SHARPNESS
    found += SHARE_OF_THOSE_ABOVE * (_above() @ found)
    length = float(np.linalg.norm(found))
    return found / length if length else found


def nearest(text: str, language: str, count: int = 3) -> list[str]:
    """The codes of the nearest entries, the nearest first; divisions are left out."""
    if language not in languages():
        return []
    scores = _language(language).scores(text)
    order = np.argsort(-scores, kind="stable")
    narrow = [codes()[number] for number in order[: 4 * count + 8] if scores[number] > 0]
    return [code for code in narrow if len(code) > DIVISION][:count]


def meant(words: Sequence[str], among: Iterable[str], count: int = 3) -> list[str]:
    """The entries that hold every one of a few typed words, in some form, in one of the
    languages `among`, the nearest first; divisions are left out. Pieces alone would meet names of
    towns and people too."""
    typed = " ".join(words)
    inflected = [_inflected(word) for word in WORD.findall(fold(typed))]
    best: list[tuple[float, str]] = []
    for language in among if inflected else ():
        if language not in languages():
            continue
        known = _language(language)
        scores = known.scores(typed)
        found = [
            (float(scores[number]), codes()[number])
            for number in np.argsort(-scores, kind="stable")[:LOOKED_AMONG]
            if len(codes()[number]) > DIVISION
            and all(one.search(known.plain[number]) for one in inflected)
        ]
        best = max(best, found[:count])
    kept = [code for near, code in best if near >= max(MEANT, NEARLY_BEST * best[0][0])]
    # Who means two classes of a group means the group.
    groups = Counter(code[:GROUP] for code in kept)
    return list(dict.fromkeys(code[:GROUP] if groups[code[:GROUP]] > 1 else code for code in kept))


def _inflected(word: str) -> re.Pattern[str]:
    """A word and its forms: a short one may get a letter more; of a longer one the last letter may
    be another, and up to four stand in its place; a long one may begin a compound."""
    if len(word) <= SHORT_WORD:
        return re.compile(rf"\b{word}\w?\b")
    compound = rf"|\b{word}" if len(word) >= LONG_WORD else ""
    return re.compile(rf"\b{word[:-1]}\w{{0,4}}\b{compound}")


def pieces(text: str) -> Counter[str]:
    """The pieces of the text's words, without accents, each with its number."""
    found: Counter[str] = Counter()
    for word in WORD.findall(fold(text)):
        edged = f" {word} "
        found.update(edged[at : at + PIECE] for at in range(max(1, len(edged) - PIECE + 1)))
    return found


class _Language:
    """The entries' pieces in one language: for each piece the entries that hold it."""

    def __init__(self, texts: list[str]) -> None:
        rows: list[int] = []
        entries: list[int] = []
        counts: list[int] = []
        self.row: dict[str, int] = {}
        self.plain = [fold(text) for text in texts]
        for entry, text in enumerate(texts):
            for piece, count in pieces(text).items():
                rows.append(self.row.setdefault(piece, len(self.row)))
                entries.append(entry)
                counts.append(count)
        order = np.argsort(np.asarray(rows), kind="stable")
        held = np.bincount(rows, minlength=len(self.row))
        self.rarity = np.log(len(texts) / held).astype(np.float32)
        self.starts = np.concatenate([[0], np.cumsum(held)])
        self.entries = np.asarray(entries, np.int32)[order]
        weights = (1 + np.log(counts)) * self.rarity[rows]
        lengths = np.sqrt(np.bincount(entries, weights**2, minlength=len(texts)))
        self.weights = (weights / np.maximum(lengths, 1e-9)[entries]).astype(np.float32)[order]
        self.count = len(texts)

    def scores(self, text: str) -> Floats:
        """The cosine of the text with each entry."""
        met = [(self.row[piece], n) for piece, n in pieces(text).items() if piece in self.row]
        if not met:
            return np.zeros(self.count, np.float32)
        weights = np.asarray([1 + np.log(n) for _row, n in met]) * self.rarity[[r for r, _n in met]]
        scores = np.zeros(self.count)
        for (row, _count), weight in zip(met, weights, strict=True):
            start, stop = self.starts[row], self.starts[row + 1]
            # An entry holds a piece once, so that no index stands here twice.
            scores[self.entries[start:stop]] += weight * self.weights[start:stop]
        return np.asarray(scores / max(float(np.linalg.norm(weights)), 1e-9), np.float32)


@cache
def _texts() -> tuple[tuple[str, ...], dict[str, dict[str, tuple[str, str]]]]:
    with lzma.open(DATA) as file:
        content = io.TextIOWrapper(file, encoding="utf-8", newline="")
        found: dict[str, dict[str, tuple[str, str]]] = {}
        for row in csv.DictReader(content):
            found.setdefault(row["language"], {})[row["code"]] = (row["label"], row["notes"])
    return tuple(sorted(found["en"])), found


@cache
def _language(language: str) -> _Language:
    rows = _texts()[1][language]
    return _Language([f"{rows[code][0]}. {rows[code][1]}" for code in codes()])


@cache
def _above() -> Floats:
    """Which entries lie above which: 1 at (entry, what lies below it)."""
    number = {code: at for at, code in enumerate(codes())}
    found = np.zeros((len(number), len(number)), np.float32)
    for code, at in number.items():
        for length in (2, 4):
            if len(code) > length:
                found[number[code[:length]], at] = 1
    return found
