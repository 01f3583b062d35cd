"""What reaches a model: clean and bounded, whatever was typed."""

from __future__ import annotations

import unicodedata

import pytest

from matching.embedding.preparing import LONGEST_PIECE, MOST_PIECES, UNWANTED, cleaned, pieces

HOSTILE = {
    "a ligature that becomes 18 letters": "\ufdfa" * 20,
    "NUL": "before\0after",
    "lone surrogates": "\ud800a\udfff",
    "control characters": "\x1b[31m\x08\x85",
    "unassigned": "\u0378\U000e0fff",
    "private": "\ue000\U0010ffff",
    "right to left": "\u202egnp.exe\u202c",
    "emoji": "👩\u200d🚀" * 500,
    "combining signs without end": "a" + "\u0301" * 50_000,
    "one letter without end": "x" * 100_000,
    "one word without end": "Donaudampfschiff" * 10_000,
    "nothing": "",
    "spaces": " \n\t\u00a0" * 1000,
    "digits": "1234567890" * 2_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_pieces_are_few_short_and_clean(name: str) -> None:
    found = pieces(HOSTILE[name])
    assert len(found) <= MOST_PIECES
    for piece in found:
        assert 0 < len(piece) <= LONGEST_PIECE
        assert {unicodedata.category(sign) for sign in piece} & UNWANTED == set()
        assert "  " not in piece
        piece.encode("utf-8")


def test_what_nul_would_cut_off_is_kept() -> None:
    assert pieces("before\0after") == ["before after"]


def test_compatibility_forms_become_plain_letters() -> None:
    assert cleaned("\ufb01nance \u2460") == "finance 1"


def test_a_long_text_is_cut_at_the_ends_of_sentences() -> None:
    text = "A short sentence about castings. " * 100
    found = pieces(text)
    assert len(found) == 2
    assert all(piece.endswith("castings.") for piece in found)
    assert " ".join(found) == text.strip()
