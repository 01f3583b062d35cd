"""Vectors from an endpoint of the network's own that speaks OpenAI's embeddings interface.

text-embeddings-inference, vLLM, Ollama and others serve bigger models this way. Only texts go over:
profiles without their names, needs, and what is typed into searches. https://platform.openai.com/docs/api-reference/embeddings
"""

from __future__ import annotations

import ipaddress
import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPException
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from matching.embedding.errors import EmbeddingDied, EmbeddingUnavailable

SECONDS = 30.0
LARGEST_ANSWER = 64 * 1024 * 1024


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """An endpoint that sends elsewhere is wrongly set: the key must not follow."""

    def redirect_request(self, *arguments: object, **named: object) -> None:
        return None


@dataclass(frozen=True)
class Endpoint:
    """Where the model is asked: the address of the interface (".../v1"), its name there, a key."""

    url: str
    model: str
    key: str = ""

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of length 1, shape (texts, dimensions).

        Raises EmbeddingUnavailable when it does not answer well, and EmbeddingDied when it refuses
        these very texts (400, 413 or 422), so that they are tried one by one.
        """
        request = urllib.request.Request(  # noqa: S310  its scheme is checked by `fault_of`
            f"{self.url.rstrip('/')}/embeddings",
            data=json.dumps({"model": self.model, "input": list(texts)}).encode(),
            headers={"Content-Type": "application/json"}
            | ({"Authorization": f"Bearer {self.key}"} if self.key else {}),
        )
        opener = urllib.request.build_opener(_NoRedirect)
        try:
            with opener.open(request, timeout=SECONDS) as response:
                answer = json.loads(response.read(LARGEST_ANSWER))
            rows = sorted(answer["data"], key=lambda row: int(row["index"]))
            found = np.asarray([row["embedding"] for row in rows], np.float32)
        except urllib.error.HTTPError as refused:
            if refused.code in {400, 413, 422}:
                raise EmbeddingDied(f"the endpoint refused the text: {refused.code}") from refused
            raise EmbeddingUnavailable(f"the endpoint answered {refused.code}") from refused
        except (OSError, HTTPException, ValueError, KeyError, TypeError) as fault:
            raise EmbeddingUnavailable(f"no answer: {type(fault).__name__}") from fault
        if found.ndim != 2 or len(found) != len(texts) or not np.isfinite(found).all():
            raise EmbeddingUnavailable("the endpoint gave vectors of another shape")
        lengths = np.linalg.norm(found, axis=1, keepdims=True)
        return np.asarray(found / np.maximum(lengths, 1e-9), np.float32)


def _at_home(host: str) -> bool:
    """A host of the own network: by a private address, or a name without a domain."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host
    return address.is_private or address.is_loopback


def fault_of(url: str, model: str) -> str:
    """What is wrong with the settings of an endpoint; empty for nothing."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return "EMBEDDING_URL has to begin with https:// or http://"
    if parts.scheme == "http" and not _at_home(parts.hostname):
        return "EMBEDDING_URL has to begin with https:// outside of your own network"
    if not model:
        return "EMBEDDING_MODEL has to name the model that EMBEDDING_URL serves"
    return ""
