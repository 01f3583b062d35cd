"""Three ways of finding companies, asked in one query: by meaning, by words, by sector."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import numpy as np
from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.db import connection
from django.db.models import F, FloatField, Q, QuerySet, Value
from django.db.models.functions import Cast

from companies.models import fold
from matching import vectors
from matching.index import CONFIGURATIONS
from matching.meaning import Floats
from matching.models import CompanyIndex, NeedText, NeedVector
from matching.needs import Need
from network import sectors

# How deep each way looks before they are fused.
DEPTH = 100
# Cosines of the bridge alone spread wider: by this they compare with those of a model beside it
# (quantiles of the development set, docs/decisions/meaning.md).
BRIDGE_ALONE = 0.85
Part = tuple[str, tuple[Any, ...]]


def need_text(need: Need) -> vectors.Text:
    """What a need's vector is made of."""
    return vectors.Text(f"{need.title}. {need.text}"[:20_000], need.language)


def keep_need(need: Need) -> None:
    """Ask for a vector of this need, unless it is there or under way."""
    text = need_text(need)
    NeedText.objects.bulk_create(
        [NeedText(text_hash=text.hash, text=text.text, language=text.language)],
        ignore_conflicts=True,
    )


def find(
    need: Need, words: Sequence[str], rows: QuerySet[CompanyIndex], ways: Sequence[str]
) -> dict[str, dict[UUID, float]]:
    """What each way finds among `rows`, the best first, with its own measure: a cosine, a rank of
    full text, the number of shared steps of the sector's path. Two queries."""
    parts = {
        "meaning": _meaning(need, rows),
        "words": _words(need, words, rows),
        "sectors": _sectors(need, rows),
    }
    asked = [part for way, part in parts.items() if way in ways and part is not None]
    found: dict[str, dict[UUID, float]] = {way: {} for way in parts}
    if asked:
        with connection.cursor() as cursor:
            cursor.execute(
                " UNION ALL ".join(f"({sql})" for sql, _parameters in asked),
                [one for _sql, parameters in asked for one in parameters],
            )
            for way, company_id, measure in cursor.fetchall():
                found[way][company_id] = measure
    return {
        way: dict(sorted(values.items(), key=lambda pair: (-pair[1], str(pair[0]))))
        for way, values in found.items()
    }


def _vector_of(need: Need) -> tuple[int, int, Floats] | None:
    """Model, dimensions and the need's vector: by the newest model that every company has vectors
    of, else by the bridge, which needs no model."""
    text = need_text(need)
    made = (
        NeedVector.objects.filter(
            need=text.hash, vector__isnull=False, model__complete_since__isnull=False
        )
        .select_related("model")
        .order_by("-model__known_since")
        .first()
    )
    if made is not None:
        return made.model_id, made.model.dimensions, np.asarray(made.vector, np.float32)
    bridge = vectors.BRIDGE
    (vector,) = vectors.bridge_vectors([text])
    return (bridge.key, bridge.dimensions, vector) if vector.any() else None


def _meaning(need: Need, rows: QuerySet[CompanyIndex]) -> Part | None:
    """The nearest companies by vector.

    The index is read on (hnsw.iterative_scan) until enough of what it finds passes the filters.
    """
    found = _vector_of(need)
    if found is None:
        return None
    model, dimensions, vector = found
    # Put together from numbers and a queryset's own SQL; what people typed goes as parameters.
    allowed, parameters = rows.values("pk").query.sql_with_params()
    size = f"halfvec({dimensions:d})"
    scale = BRIDGE_ALONE if model == vectors.BRIDGE.key else 1.0
    sql = (
        f"SELECT 'meaning', near.company_id, "  # noqa: S608
        f"{scale} * (1 - (near.vector::{size} <=> %s::{size})) "
        f"FROM matching_companyvector near "
        f"WHERE near.model_id = {model:d} AND near.company_id IN ({allowed}) "
        f"ORDER BY near.vector::{size} <=> %s::{size}, near.company_id LIMIT {DEPTH:d}"
    )
    asked = vectors.stored(vector).to_text()
    return sql, (asked, *parameters, asked)


def _words(need: Need, words: Sequence[str], rows: QuerySet[CompanyIndex]) -> Part | None:
    """Full text in the need's language, names and other words that languages share, trigrams."""
    if not words:
        return None
    text = " | ".join(words)
    query = SearchQuery(text, search_type="raw", config="simple")
    if need.language in CONFIGURATIONS:
        configuration = CONFIGURATIONS[need.language]
        query = query | SearchQuery(text, search_type="raw", config=configuration)
    title = fold(need.title)[:200]
    found = (
        rows.annotate(
            way=Value("words"),
            rank=Cast(
                SearchRank(F("document"), query, normalization=32)
                + TrigramWordSimilarity(title, "words"),
                FloatField(),
            ),
        )
        .filter(Q(document=query) | Q(words__trigram_word_similar=title))
        .order_by("-rank", "pk")
        .values_list("way", "pk", "rank")[:DEPTH]
    )
    sql, parameters = found.query.sql_with_params()
    return sql, tuple(parameters)


def _sectors(need: Need, rows: QuerySet[CompanyIndex]) -> Part | None:
    """Those whose sectors share most steps with the need's: class, group, division, section."""
    known = [code for code in need.sectors if sectors.is_code(code)]
    # A section alone is too wide to say anything.
    steps = sorted({step for code in known for step in (*sectors.ancestors(code)[1:], code)})
    if not steps:
        return None
    sql, parameters = rows.filter(sector_paths__overlap=steps).values("pk").query.sql_with_params()
    shared = (
        "SELECT 'sectors', near.company_id, (SELECT count(*) FROM unnest(near.sector_paths) step "  # noqa: S608
        "WHERE step = ANY(%s))::float AS shared FROM matching_companyindex near "
        f"WHERE near.company_id IN ({sql}) ORDER BY shared DESC, near.company_id LIMIT {DEPTH:d}"
    )
    return shared, (steps, *parameters)
