"""Fusing ranked lists by rank alone: scores of different ways of finding cannot be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

# Reciprocal rank fusion (Cormack, Clarke and Büttcher 2009); chosen on the development set.
RANKS_SMOOTHED = 60
WEIGHTS = {"meaning": 1.0, "words": 0.2, "sectors": 0.6}
# Who types a word or a name into a search means just that before anything alike.
TYPED_WEIGHTS = {"names": 1.5, "words": 1.0, "sectors": 1.1, "meaning": 0.5}


def fused(
    lists: Mapping[str, Sequence[UUID]], weights: Mapping[str, float] = WEIGHTS
) -> dict[UUID, float]:
    """Companies with their fused score, 0 to 1, the best first; equals by id.

    1 is a company that every list with entries has first.
    """
    used = {name: found for name, found in lists.items() if found}
    most = sum(weights[name] for name in used) / (RANKS_SMOOTHED + 1)
    scores: dict[UUID, float] = {}
    for name, found in used.items():
        for place, company_id in enumerate(found, start=1):
            share = weights[name] / (RANKS_SMOOTHED + place)
            scores[company_id] = scores.get(company_id, 0.0) + share / most
    return dict(sorted(scores.items(), key=lambda pair: (-pair[1], str(pair[0]))))
