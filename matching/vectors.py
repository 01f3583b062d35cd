"""Making vectors and keeping them by the model that made them."""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from django.db import connection, transaction
from pgvector import HalfVector

from matching import meaning, nomenclature
from matching.embedding import preparing
from matching.embedding.errors import EmbeddingUnavailable
from matching.embedding.services import EmbeddingService, service
from matching.meaning import Floats, SectorAxes
from matching.models import CompanyIndex, CompanyVector, EmbeddingModel, NeedVector, SetAsideText


@dataclass(frozen=True)
class Kept:
    """A model as vectors are kept by: what made them, in which version, of how many dimensions."""

    name: str
    version: str
    dimensions: int

    @property
    def key(self) -> int:
        """The key of its row: the same in every database, so that no query has to ask for it."""
        return zlib.crc32(f"{self.name} {self.version} {self.dimensions}".encode())


ENTRIES = 5

# The bridge alone is a model too: it needs nothing but the classification's texts.
BRIDGE = Kept("nace", f"{nomenclature.VERSION}-{meaning.VERSION}", meaning.AXES)


@dataclass(frozen=True)
class Text:
    """A text with its language (ISO 639-1)."""

    text: str
    language: str

    @property
    def hash(self) -> str:
        """Names the text; another language makes another vector of it."""
        return hashlib.sha256(
            f"{self.language}\n{self.text}".encode("utf-8", "replace")
        ).hexdigest()


def serving_identity() -> Kept | None:
    """The model that the settings name, with the bridge beside it; None where there is none."""
    found = service()
    if found is None:
        return None
    version = f"{found.identity.version}-{BRIDGE.version}"
    return Kept(found.identity.name, version, meaning.DIMENSIONS)


def axes_of(by: EmbeddingService) -> SectorAxes:
    """The axes that a model's vectors are seen along. Raises EmbeddingUnavailable where those of
    a model that does not come with Kontor were not fitted yet."""
    serving = serving_identity()
    if not by.identity.needs_fitting or serving is None:
        return meaning.own_axes()
    # Read for each batch: they may have been fitted anew, here or by another process.
    kept = EmbeddingModel.objects.filter(pk=serving.key).values_list("axes", flat=True).first()
    if kept is None:
        raise EmbeddingUnavailable(f"{serving.name} is not fitted: {FIT}")
    return SectorAxes.load(io.BytesIO(kept))


FIT = "run manage.py fit_embedding_model"


def fit(by: EmbeddingService, report: Callable[[int], None] = lambda texts: None) -> EmbeddingModel:
    """Find the axes of the model that serves and keep them with it; vectors made along others are
    made anew. `report` gets the number of labels embedded so far.

    Raises EmbeddingUnavailable or EmbeddingDied, and ValueError for one of too few dimensions.
    """
    serving = serving_identity()
    if serving is None:
        raise EmbeddingUnavailable("no model is set")
    done = 0

    def embed(texts: Sequence[str]) -> Floats:
        nonlocal done
        found = by.vectors(texts)
        done += len(texts)
        report(done)
        return found

    file = io.BytesIO()
    axes = meaning.fit(embed)
    axes.save(file)
    with transaction.atomic():
        model = registered(serving)
        EmbeddingModel.objects.filter(pk=model.pk).update(axes=file.getvalue(), complete_since=None)
        CompanyVector.objects.filter(model=model).delete()
        NeedVector.objects.filter(model=model).delete()
        CompanyIndex.objects.filter(lacks_vector=False).update(lacks_vector=True)
        SetAsideText.objects.all().delete()
    return model


def near_needs_index(key: int, dimensions: int) -> str:
    """The statement that makes the index of a model's nearest needs."""
    return (
        f"CREATE INDEX IF NOT EXISTS matching_near_need_{key:d} ON matching_needvector "
        f"USING hnsw ((vector::halfvec({dimensions:d})) halfvec_cosine_ops) "
        f"WHERE model_id = {key:d}"
    )


def registered(kept: Kept) -> EmbeddingModel:
    """The row of a model; with a new one its nearest-neighbour index is made, while it is empty."""
    with transaction.atomic():
        model, new = EmbeddingModel.objects.get_or_create(
            pk=kept.key,
            defaults={
                "name": kept.name,
                "version": kept.version,
                "dimensions": kept.dimensions,
            },
        )
        if new:
            with connection.cursor() as cursor:
                # An index cannot be made while rows of the transaction wait for their checks.
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute(
                    f"CREATE INDEX IF NOT EXISTS matching_near_{kept.key:d} "
                    "ON matching_companyvector "
                    f"USING hnsw ((vector::halfvec({kept.dimensions:d})) halfvec_cosine_ops) "
                    f"WHERE model_id = {kept.key:d}"
                )
                cursor.execute(near_needs_index(kept.key, kept.dimensions))
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    # The bridge's vectors come with each row; those of a model follow. After the transaction: it
    # must not wait for rows while others wait for its index.
    if new and kept != BRIDGE:
        CompanyIndex.objects.filter(lacks_vector=False).update(lacks_vector=True)
    return model


def bridge_vectors(texts: Sequence[Text]) -> Floats:
    """Vectors by NACE alone: shape (texts, AXES), length 1 or 0."""
    axes = meaning.own_axes()
    found = [axes.bridge(preparing.cleaned(one.text), one.language) for one in texts]
    return np.asarray(found, np.float32).reshape(len(texts), meaning.AXES)


@dataclass(frozen=True)
class Seen:
    """A text as the model sees it: its vector, of shape (DIMENSIONS,), and those of its nearest
    entries of NACE that the model agrees on. Pieces of words meet by chance."""

    vector: Floats
    entries: list[str]


def seen(texts: Sequence[Text], by: EmbeddingService) -> list[Seen]:
    """Texts as the model sees them. Raises EmbeddingUnavailable or EmbeddingDied."""
    axes = axes_of(by)
    return [
        Seen(vector, axes.agreed(entries_of(text), vector[: meaning.AXES]))
        for text, vector in zip(texts, model_vectors(texts, by, axes), strict=True)
    ]


def model_vectors(
    texts: Sequence[Text], by: EmbeddingService, axes: SectorAxes | None = None
) -> Floats:
    """Vectors by model and bridge, along the model's axes: shape (texts, DIMENSIONS).

    A long text is embedded in pieces and is their mean, by length. Raises EmbeddingUnavailable or
    EmbeddingDied.
    """
    axes = axes or axes_of(by)
    parts = [preparing.pieces(one.text) for one in texts]
    flat = [piece for pieces in parts for piece in pieces]
    dimensions = axes.axes.shape[0]
    vectors = by.vectors(flat) if flat else np.empty((0, dimensions), np.float32)
    if vectors.shape != (len(flat), dimensions):
        raise EmbeddingUnavailable(f"{by.identity.name} answers in other dimensions: {FIT}")
    means = np.zeros((len(texts), dimensions), np.float32)
    at = 0
    for number, pieces in enumerate(parts):
        if pieces:
            lengths = np.asarray([len(piece) for piece in pieces], np.float32)
            means[number] = lengths @ vectors[at : at + len(pieces)] / lengths.sum()
            at += len(pieces)
    empty = np.asarray([not pieces for pieces in parts])
    along = axes.along(meaning.unit(means), [one.language for one in texts])
    along[empty] = 0
    return meaning.combined(along, bridge_vectors(texts))


def entries_of(text: Text) -> list[str]:
    """The entries of NACE that a text is nearest to by its pieces, the nearest first."""
    return nomenclature.nearest(text.text, text.language, ENTRIES)


def stored(vector: Floats) -> HalfVector:
    """A vector as PostgreSQL keeps it."""
    return HalfVector(vector.astype(np.float16))
