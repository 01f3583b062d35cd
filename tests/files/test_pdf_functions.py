"""A PDF's functions keep what draws, and nothing that somebody put behind or between it."""

from __future__ import annotations

import pikepdf
import pytest
from pikepdf import Array

from files.errors import FileRefused
from files.pdf_functions import content_of

PLANTED = b"Neckar Antriebe GmbH"


@pytest.fixture
def document() -> pikepdf.Pdf:
    return pikepdf.new()


def function(document: pikepdf.Pdf, **entries: object) -> pikepdf.Stream:
    made = document.make_stream(b"")
    for name, value in entries.items():
        made[f"/{name}"] = value
    return made


def test_behind_the_samples_nothing_is_kept(document: pikepdf.Pdf) -> None:
    """Two by three samples of four bits for each of three colours: 72 bits, nine bytes."""
    sampled = function(
        document,
        FunctionType=0,
        Size=Array([2, 3]),
        Range=Array([0, 1, 0, 1, 0, 1]),
        BitsPerSample=4,
    )
    samples = bytes(range(9))
    assert content_of(sampled, samples + PLANTED) == samples
    assert content_of(sampled, samples) == samples


def test_a_calculation_has_no_remarks_and_no_other_words(document: pikepdf.Pdf) -> None:
    calculated = function(document, FunctionType=4)
    assert content_of(calculated, b"{ 2 mul % " + PLANTED + b"\n exch }") == b"{ 2 mul \n exch }"
    with pytest.raises(FileRefused):
        content_of(calculated, b"{ 2 mul (" + PLANTED + b") }")
