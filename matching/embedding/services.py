"""Who makes vectors: the model that comes with Kontor, or an endpoint of the network's own."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from matching.embedding import multilingual_e5
from matching.embedding.errors import EmbeddingUnavailable
from matching.embedding.process import EmbeddingProcess

NONE = "none"
ENDPOINT_SECONDS = 30.0
LONGEST_ANSWER = 64 * 1024 * 1024


@dataclass(frozen=True)
class Identity:
    """Which model: vectors of two identities are never compared."""

    name: str
    version: str
    dimensions: int


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


class Endpoint:
    """Any service that speaks OpenAI's embeddings API (text-embeddings-inference, vLLM, Ollama)."""

    def __init__(self, url: str, identity: Identity, key: str = "") -> None:
        self.url = url
        self.identity = identity
        self.key = key

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        body = json.dumps({"model": self.identity.name, "input": list(texts)}).encode()
        headers = {"Content-Type": "application/json"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        request = urllib.request.Request(self.url, body, headers)  # noqa: S310  set by the operator
        try:
            with urllib.request.urlopen(request, timeout=ENDPOINT_SECONDS) as answer:  # noqa: S310
                rows = json.loads(answer.read(LONGEST_ANSWER))["data"]
            rows.sort(key=lambda row: row["index"])
            found = np.asarray([row["embedding"] for row in rows], np.float32)
        except (OSError, ValueError, LookupError, TypeError) as fault:
            raise EmbeddingUnavailable(f"the embedding endpoint: {fault}") from fault
        if found.shape != (len(texts), self.identity.dimensions):
            raise EmbeddingUnavailable(
                f"the embedding endpoint: vectors of shape {found.shape}, not of "
                f"{(len(texts), self.identity.dimensions)}"
            )
        lengths = np.linalg.norm(found, axis=1, keepdims=True)
        return np.asarray(found / np.maximum(lengths, 1e-12), np.float32)


@cache
def service() -> EmbeddingService | None:
    """The service that the settings name; None where there is none, or none is wanted."""
    if settings.EMBEDDING_MODEL == NONE:
        return None
    if settings.EMBEDDING_URL:
        identity = Identity(
            settings.EMBEDDING_MODEL, settings.EMBEDDING_VERSION, settings.EMBEDDING_DIMENSIONS
        )
        return Endpoint(settings.EMBEDDING_URL, identity, settings.EMBEDDING_KEY)
    if multilingual_e5.model_file() is not None:
        return Embedded()
    return None
