"""The child that embeds: real model, real process; hostile texts, deaths, silence."""

from __future__ import annotations

import os
import signal
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from matching.embedding import process
from matching.embedding.errors import EmbeddingDied, EmbeddingUnavailable
from matching.embedding.multilingual_e5 import DIMENSIONS
from matching.embedding.preparing import pieces
from matching.embedding.process import EmbeddingProcess
from tests.matching.test_preparing import HOSTILE
from tests.patience import PATIENCE


@pytest.fixture(scope="module")
def embedding() -> Iterator[EmbeddingProcess]:
    found = EmbeddingProcess()
    yield found
    found.stop()


def pid_of(embedding: EmbeddingProcess) -> int:
    assert embedding.child is not None
    return embedding.child.pid


def test_texts_of_one_meaning_are_near_across_languages(embedding: EmbeddingProcess) -> None:
    texts = [
        "Aluminium die casting of housings",
        "Fosa d'alumini a pressió per a carcasses",
        "Fresh bread and pastry every morning",
    ]
    vectors = embedding.vectors(texts, DIMENSIONS)
    assert vectors.shape == (3, DIMENSIONS)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(3), abs=1e-4)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.05


def test_a_text_has_the_same_vector_in_any_company(embedding: EmbeddingProcess) -> None:
    alone = embedding.vectors(["Kupplungen"], DIMENSIONS)[0]
    among = embedding.vectors(["Brot", "Kupplungen", "x " * 300], DIMENSIONS)[1]
    assert alone @ among == pytest.approx(1, abs=1e-4)


def test_hostile_texts_get_vectors_and_end_nothing(embedding: EmbeddingProcess) -> None:
    embedding.vectors(["first"], DIMENSIONS)
    before = pid_of(embedding)
    for name, text in HOSTILE.items():
        for piece in pieces(text):
            vectors = embedding.vectors([piece], DIMENSIONS)
            assert np.isfinite(vectors).all(), name
    assert pid_of(embedding) == before


def test_the_child_has_no_secrets_no_database_and_can_open_nothing(
    embedding: EmbeddingProcess,
) -> None:
    embedding.vectors(["first"], DIMENSIONS)
    child = psutil.Process(pid_of(embedding))
    assert set(child.environ()) <= {
        *process.ENVIRONMENT,
        # What Python itself sets for its locale.
        "LC_CTYPE",
    }
    assert child.net_connections() == []
    assert child.rlimit(psutil.RLIMIT_NOFILE) == (3, 3)
    assert child.rlimit(psutil.RLIMIT_FSIZE) == (0, 0)
    assert child.rlimit(psutil.RLIMIT_AS)[0] <= 2 * 1024**3


def test_after_a_death_the_next_call_starts_another(embedding: EmbeddingProcess) -> None:
    embedding.vectors(["first"], DIMENSIONS)
    dead = pid_of(embedding)
    os.kill(dead, signal.SIGKILL)
    psutil.wait_procs([psutil.Process(dead)] if psutil.pid_exists(dead) else [], timeout=PATIENCE)
    assert embedding.vectors(["second"], DIMENSIONS).shape == (1, DIMENSIONS)
    assert pid_of(embedding) != dead


def test_a_child_that_keeps_silent_is_ended(
    embedding: EmbeddingProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedding.vectors(["first"], DIMENSIONS)
    monkeypatch.setattr(process, "SECONDS_A_TEXT", 0.5)
    silent = pid_of(embedding)
    os.kill(silent, signal.SIGSTOP)
    began = time.monotonic()
    with pytest.raises(EmbeddingDied, match="no answer"):
        embedding.vectors(["second"], DIMENSIONS)
    assert time.monotonic() - began < 5
    assert not psutil.pid_exists(silent)


def test_the_child_ends_with_its_parent() -> None:
    found = EmbeddingProcess()
    found.vectors(["first"], DIMENSIONS)
    assert found.child is not None
    assert found.child.stdin is not None
    child = psutil.Process(found.child.pid)
    # What the end of the parent does: the pipe has no writer any more.
    found.child.stdin.close()
    child.wait(timeout=PATIENCE)
    found.stop()


def test_a_child_that_does_not_start_is_said_so() -> None:
    found = EmbeddingProcess("matching.embedding.nothing")
    with pytest.raises(EmbeddingUnavailable):
        found.vectors(["first"], DIMENSIONS)


def test_a_child_of_another_process_is_left_alone(embedding: EmbeddingProcess) -> None:
    embedding.vectors(["first"], DIMENSIONS)
    before = pid_of(embedding)
    with warnings.catch_warnings():
        # Newer Pythons warn of forking beside threads: that is what is tried here.
        warnings.simplefilter("ignore", DeprecationWarning)
        number = os.fork()
    if number == 0:  # pragma: no cover  the forked process
        status = 1
        try:
            embedding.vectors(["second"], DIMENSIONS)
            status = 0 if pid_of(embedding) != before else 2
            embedding.stop()
        finally:
            os._exit(status)
    _pid, status = os.waitpid(number, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert pid_of(embedding) == before
    assert embedding.vectors(["third"], DIMENSIONS).shape == (1, DIMENSIONS)


def test_the_package_s_own_library_is_never_loaded(embedding: EmbeddingProcess) -> None:
    embedding.vectors(["first"], DIMENSIONS)
    maps = Path(f"/proc/{pid_of(embedding)}/maps").read_text()
    assert "e5-small-q4.bin" in maps
    assert "_engine" not in maps
