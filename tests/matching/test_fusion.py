"""Fusing by rank as a pure function."""

from __future__ import annotations

from uuid import UUID

import pytest

from matching.fusion import fused

A, B, C = (UUID(int=number) for number in (1, 2, 3))
EQUAL = {"meaning": 1.0, "words": 1.0, "sectors": 1.0}


@pytest.mark.parametrize(
    ("lists", "order"),
    [
        ({"meaning": [A, B, C], "words": [B]}, [B, A, C]),
        ({"meaning": [A, B], "words": [B, A]}, [A, B]),
        ({"meaning": [C], "words": [], "sectors": []}, [C]),
        ({"meaning": [], "words": []}, []),
        ({"meaning": [C, A], "words": [A, C], "sectors": [B]}, [A, C, B]),
    ],
)
def test_what_more_lists_have_high_comes_first_and_equals_by_id(
    lists: dict[str, list[UUID]], order: list[UUID]
) -> None:
    assert list(fused(lists, EQUAL)) == order


def test_first_in_every_list_with_entries_scores_one() -> None:
    assert fused({"meaning": [A], "words": [A, B], "sectors": []}, EQUAL)[A] == 1.0


def test_a_place_counts_by_its_weight() -> None:
    scores = fused({"meaning": [A], "words": [B]}, {"meaning": 1.0, "words": 0.25})
    assert scores == {A: pytest.approx(0.8), B: pytest.approx(0.2)}
