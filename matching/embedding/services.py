"""Who makes vectors: the model that comes with Kontor, one behind an endpoint, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from matching.embedding import multilingual_e5
from matching.embedding.endpoint import Endpoint
from matching.embedding.process import EmbeddingProcess

NONE = "none"


@dataclass(frozen=True)
class Identity:
    """Which model: vectors of two identities are never compared. A model that does not come with
    Kontor `needs_fitting`: its axes are found once in each network."""

    name: str
    version: str
    dimensions: int
    needs_fitting: bool = False


class EmbeddingService(Protocol):
    """Makes vectors of length 1 from prepared texts."""

    identity: Identity

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of shape (texts, dimensions). Raises EmbeddingUnavailable or EmbeddingDied."""


class Embedded:
    """multilingual-e5-small in a child of this process."""

    identity = Identity(multilingual_e5.NAME, multilingual_e5.VERSION, multilingual_e5.DIMENSIONS)

    def __init__(self) -> None:
        self.process = EmbeddingProcess()

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.process.vectors(texts, self.identity.dimensions)


class Served:
    """A model behind an endpoint; how many dimensions it has shows when it answers."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self.identity = Identity(endpoint.model, "endpoint", 0, needs_fitting=True)

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.endpoint.vectors(texts)


@cache
def service() -> EmbeddingService | None:
    """The service that the settings name; None where there is none, or none is wanted."""
    if settings.EMBEDDING_MODEL == NONE:
        return None
    if settings.EMBEDDING_URL:
        return Served(
            Endpoint(settings.EMBEDDING_URL, settings.EMBEDDING_MODEL, settings.EMBEDDING_KEY)
        )
    if multilingual_e5.model_file() is not None:
        return Embedded()
    return None
