"""What was shown and what became of it: kept, learned from, counted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import numpy as np
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import Cast, JSONObject
from pgvector.django import CosineDistance, HalfVectorField

from activities.clock import now
from matching import vectors
from matching.finding import need_text
from matching.models import NeedText, NeedVector, Outcome, ShownMatch
from matching.nearest import Near
from matching.needs import Match, Need

# Grows with every change of how scores and reasons are made.
ENGINE_VERSION = "3"
REMEMBERED = timedelta(days=730)
MOST_REMEMBERED = 20
# So many needs are looked at for likeness, ended ones among them.
MOST_ALIKE = 200
AGAINST = frozenset({Outcome.SET_ASIDE, Outcome.NOT_INTERESTED})
SHOWN_FIELDS = (
    *("text_hash", "score", "parts", "reasons", "engine_version", "model_key"),
    *("company_version", "shown_at"),
)


@dataclass(frozen=True)
class Memory:
    """What is remembered of one company: for how many needs it was suggested and introduced, how
    many introductions led to an agreement, and the texts of needs that it was turned down for."""

    suggested: int = 0
    introduced: int = 0
    agreements: int = 0
    turned_down_for: tuple[str, ...] = ()

    @classmethod
    def of(cls, kept: Sequence[Mapping[str, Any]]) -> Memory:
        """From what `remembered()` reads."""
        outcomes = [one["outcome"] for one in kept]
        agreements = outcomes.count(Outcome.AGREEMENT)
        return cls(
            suggested=len(outcomes),
            introduced=outcomes.count(Outcome.INTRODUCED) + agreements,
            agreements=agreements,
            turned_down_for=tuple(
                one["verdict_hash"] for one in kept if one["outcome"] in AGAINST and one["counts"]
            ),
        )


def remembered() -> ArraySubquery:
    """What became of a company in the last two years under whatever need, as an annotation of its
    row: each with outcome, text and whether it counts; the newest, as many as can count."""
    return ArraySubquery(
        ShownMatch.objects.filter(company=OuterRef("pk"), outcome_at__gte=now() - REMEMBERED)
        .exclude(outcome=Outcome.SHOWN)
        .order_by("-outcome_at", "pk")
        .values(kept=JSONObject(outcome="outcome", counts="counts", verdict_hash="verdict_hash"))[
            :MOST_REMEMBERED
        ]
    )


def keep(need_key: UUID, need: Need, matches: Sequence[Match]) -> None:
    """Keep what is shown now, in one statement; what became of it before stays."""
    text_hash, moment = need_text(need).hash, now()
    ShownMatch.objects.bulk_create(
        [
            _row(need_key, text_hash, one, shown_at=moment)
            # In the order of the rows' keys, so that two pages at once do not wait in a circle.
            for one in sorted(matches, key=lambda one: str(one.company_id))
        ],
        update_conflicts=True,
        unique_fields=["need_key", "company"],
        update_fields=SHOWN_FIELDS,
    )


def _row(need_key: UUID, text_hash: str, match: Match, **fields: Any) -> ShownMatch:
    return ShownMatch(
        need_key=need_key,
        company_id=match.company_id,
        text_hash=text_hash,
        score=match.score,
        parts={name: round(part, 4) for name, part in match.parts.items()},
        reasons=[reason.stored() for reason in match.reasons],
        engine_version=ENGINE_VERSION,
        model_key=match.model,
        company_version=match.company_version,
        **fields,
    )


def shown(need_key: UUID, need: Need, company_id: UUID) -> ShownMatch | None:
    """A company as it was last shown for this very need; None where the engine did not show it."""
    return ShownMatch.objects.filter(
        need_key=need_key,
        company=company_id,
        text_hash=need_text(need).hash,
        shown_at__isnull=False,
    ).first()


def point_out(need_key: UUID, need: Need, match: Match) -> bool:
    """Keep that a company was pointed out for a need; False where it was before, or was suggested
    already."""
    ShownMatch.objects.bulk_create(
        [_row(need_key, need_text(need).hash, match)],
        # What was shown to somebody stays as they saw it.
        ignore_conflicts=True,
    )
    return bool(
        ShownMatch.objects.filter(
            need_key=need_key,
            company=match.company_id,
            outcome=Outcome.SHOWN,
            pointed_out_at__isnull=True,
        ).update(pointed_out_at=now())
    )


def note(
    need_key: UUID,
    need: Need,
    company_ids: Iterable[UUID],
    outcome: Outcome,
    *,
    reason: str = "",
    counts: bool = True,
) -> None:
    """Note what became of companies for a need, whether they were shown or not."""
    text_hash, moment = need_text(need).hash, now()
    ShownMatch.objects.bulk_create(
        [
            ShownMatch(
                need_key=need_key,
                company_id=company_id,
                text_hash=text_hash,
                outcome=outcome,
                outcome_at=moment,
                verdict_hash=text_hash,
                reason=reason,
                counts=counts,
            )
            for company_id in sorted(company_ids, key=str)
        ],
        update_conflicts=True,
        unique_fields=["need_key", "company"],
        update_fields=["outcome", "outcome_at", "verdict_hash", "reason", "counts"],
    )


def alike_needs(text_hash: str, at_least: float) -> list[str]:
    """The hashes of needs whose cosine with this one is `at_least` that, itself among them, the
    likest first and MOST_ALIKE at most; none before the model has seen it. Two queries."""
    own = (
        NeedVector.objects.filter(need=text_hash, vector__isnull=False)
        .select_related("model")
        .order_by("-model__known_since")
        .first()
    )
    if own is None:
        return []
    vector = Cast("vector", HalfVectorField(dimensions=own.model.dimensions))
    near = (
        NeedVector.objects.filter(model=own.model_id)
        .annotate(distance=CosineDistance(vector, own.vector))
        .order_by("distance")
        .values_list("need_id", "distance")[:MOST_ALIKE]
    )
    return [need for need, distance in near if distance is not None and distance <= 1 - at_least]


def likeness_of_needs(asked: Near | None, text_hashes: Collection[str]) -> dict[str, float]:
    """The cosine of each known need's text with the one asked for, by the same model; without
    vectors only the very same text is like it, which the caller knows."""
    if asked is None or not text_hashes:
        return {}
    made: Mapping[str, Any]
    if asked.model == vectors.BRIDGE.key:
        texts = [
            (row.text_hash, vectors.Text(row.text, row.language))
            for row in NeedText.objects.filter(pk__in=list(text_hashes))
        ]
        found = vectors.bridge_vectors([text for _hash, text in texts])
        made = {text_hash: vector for (text_hash, _text), vector in zip(texts, found, strict=True)}
    else:
        made = dict(
            NeedVector.objects.filter(
                need__in=list(text_hashes), model=asked.model, vector__isnull=False
            ).values_list("need_id", "vector")
        )
    length = float(np.linalg.norm(asked.vector)) or 1.0
    likeness = {}
    for text_hash, vector in made.items():
        other = np.asarray(vector, np.float32)
        lengths = length * (float(np.linalg.norm(other)) or 1.0)
        likeness[text_hash] = float(asked.vector @ other) / lengths
    return likeness
