"""A model behind an endpoint of the network's own: asked, fitted once, refused when it is wrong."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from pytest_django import Settings

from companies.models import Company
from matching import index, nomenclature, vectors
from matching.checks import endpoint_is_named, vectors_fit_the_code
from matching.embedding.endpoint import Endpoint
from matching.embedding.errors import EmbeddingDied, EmbeddingUnavailable
from matching.embedding.services import Served
from matching.models import CompanyVector, EmbeddingModel

DIMENSIONS = 160


@dataclass
class Answers:
    """What the endpoint was asked, and how it answers."""

    address: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    status: int = 200
    dimensions: int = DIMENSIONS
    body: bytes | None = None


def vector(text: str, dimensions: int) -> list[float]:
    """The same text has the same vector, and another text another one."""
    seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")
    return np.random.default_rng(seed).standard_normal(dimensions).round(4).tolist()  # type: ignore[no-any-return]


@pytest.fixture
def endpoint() -> Iterator[Answers]:
    answers = Answers()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answers.asked.append({"path": self.path, **question})
            answers.keys.append(self.headers["Authorization"])
            rows = [
                {"index": number, "embedding": vector(text, answers.dimensions)}
                for number, text in enumerate(question["input"])
            ]
            # In another order than asked for: the index says which is which.
            body = answers.body or json.dumps({"data": rows[::-1]}).encode()
            self.send_response(answers.status)
            if answers.status == 302:
                self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    answers.address = f"http://127.0.0.1:{server.server_port}/v1/"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield answers
    server.shutdown()
    server.server_close()
    thread.join()


def test_it_is_asked_for_its_model_with_the_key_and_gives_vectors_in_order(
    endpoint: Answers,
) -> None:
    found = Endpoint(endpoint.address, "big-model", "secret").vectors(["one", "two"])
    assert endpoint.asked == [
        {"path": "/v1/embeddings", "model": "big-model", "input": ["one", "two"]}
    ]
    assert endpoint.keys == ["Bearer secret"]
    assert found.shape == (2, DIMENSIONS)
    assert np.allclose(np.linalg.norm(found, axis=1), 1)
    wanted = np.asarray(vector("two", DIMENSIONS))
    assert np.allclose(found[1], wanted / np.linalg.norm(wanted), atol=1e-4)


@pytest.mark.parametrize("status", [302, 401, 404, 429, 500, 503])
def test_an_answer_that_is_none_leaves_vectors_for_later(endpoint: Answers, status: int) -> None:
    endpoint.status = status
    with pytest.raises(EmbeddingUnavailable):
        Endpoint(endpoint.address, "m").vectors(["text"])


@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_text_that_is_refused_is_tried_alone(endpoint: Answers, status: int) -> None:
    endpoint.status = status
    with pytest.raises(EmbeddingDied):
        Endpoint(endpoint.address, "m").vectors(["text"])


@pytest.mark.parametrize(
    "body",
    [
        b"[]", b"{}", b'{"data": [{"index": 0}]}', b'{"data": [{"index": 0, "embedding": "x"}]}',
        b"nonsense", b'{"data": []}', b'{"data": [{"index": 0, "embedding": [NaN, 1]}]}',
        b"\xff\xfe",
    ],
)  # fmt: skip
def test_nonsense_is_no_answer(endpoint: Answers, body: bytes) -> None:
    endpoint.body = body
    with pytest.raises(EmbeddingUnavailable):
        Endpoint(endpoint.address, "m").vectors(["text"])


def test_nobody_at_the_address_is_unavailable() -> None:
    with pytest.raises(EmbeddingUnavailable):
        Endpoint("http://127.0.0.1:9/v1", "m").vectors(["text"])


@pytest.mark.django_db
def test_it_is_fitted_once_and_then_makes_the_vectors(
    endpoint: Answers,
    foundry: Company,
    serve: Callable[[object], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    labels = {one: nomenclature.label_texts()[one] for one in ("en", "ca")}
    monkeypatch.setattr(nomenclature, "label_texts", lambda: labels)
    by = Served(Endpoint(endpoint.address, "big-model"))
    serve(by)
    index.refresh()
    with pytest.raises(EmbeddingUnavailable, match="fit_embedding_model"):
        index.embed_companies()
    vectors.fit(by)
    assert index.embed_companies() == 1
    model = EmbeddingModel.objects.get(name="big-model")
    assert CompanyVector.objects.filter(model=model, company=foundry).exists()
    (again,) = vectors.model_vectors([index.text_of(foundry)], by)
    kept = np.asarray(CompanyVector.objects.get(model=model).vector, np.float32)
    assert np.allclose(kept, again, atol=2e-3)
    endpoint.dimensions = 200
    with pytest.raises(EmbeddingUnavailable, match="other dimensions"):
        vectors.model_vectors([index.text_of(foundry)], by)


@pytest.mark.django_db
def test_a_model_of_too_few_dimensions_is_refused(
    endpoint: Answers, serve: Callable[[object], None]
) -> None:
    endpoint.dimensions = 64
    by = Served(Endpoint(endpoint.address, "small"))
    serve(by)
    with pytest.raises(ValueError, match="needs 128 dimensions"):
        vectors.fit(by)
    assert not EmbeddingModel.objects.filter(name="small").exists()


@pytest.mark.django_db
def test_there_is_nothing_to_fit_without_an_endpoint() -> None:
    with pytest.raises(CommandError, match="EMBEDDING_URL is not set"):
        call_command("fit_embedding_model")


@pytest.mark.parametrize(
    ("url", "model", "found"),
    [
        ("", "", []),
        ("", "none", []),
        ("", "bge-m3", ["matching.E002"]),
        ("https://vectors.example/v1", "bge-m3", []),
        ("https://vectors.example/v1", "", ["matching.E001"]),
        ("vectors.example", "bge-m3", ["matching.E001"]),
        ("http://vectors.example/v1", "bge-m3", ["matching.E001"]),
        ("http://8.8.8.8/v1", "bge-m3", ["matching.E001"]),
        ("http://192.168.4.4:8080/v1", "bge-m3", []),
        ("http://embeddings:8080/v1", "bge-m3", []),
        ("file:///etc/passwd", "bge-m3", ["matching.E001"]),
    ],
)
def test_a_model_that_cannot_be_asked_stops_the_start(
    settings: Settings, url: str, model: str, found: list[str]
) -> None:
    settings.EMBEDDING_URL, settings.EMBEDDING_MODEL = url, model
    assert [one.id for one in endpoint_is_named(None)] == found


@pytest.mark.django_db
def test_vectors_of_other_dimensions_stop_the_start() -> None:
    assert vectors_fit_the_code(None, ["default"]) == []
    serving = vectors.serving_identity()
    assert serving is not None
    EmbeddingModel.objects.create(
        pk=serving.key, name=serving.name, version=serving.version, dimensions=64
    )
    assert [one.id for one in vectors_fit_the_code(None, ["default"])] == ["matching.E003"]
    assert [one.id for one in run_checks(databases=["default"], tags=["database"])] == [
        "matching.E003"
    ]
