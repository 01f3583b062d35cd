"""Ways of finding companies, asked in one query: by meaning, by words, by names, by sector."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import numpy as np
from django.contrib.postgres.search import TrigramWordSimilarity
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, Exists, F, FloatField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast

from companies.models import in_latin
from matching import vectors
from matching.index import CONFIGURATIONS
from matching.models import CompanyIndex, CompanyVector, NeedText
from matching.nearest import Among, Near, Part, nearest, raw
from matching.needs import Need
from network import sectors

# How deep each way looks before they are fused.
DEPTH = 100
WAYS = ("meaning", "words", "names", "sectors")
# What a company loses that is like all the others that were found near, however near to the need:
# the mean of its cosines with them, times this. Chosen on the development set
# (docs/decisions/meaning.md).
CROWDED = 0.3
# Words are asked for from the rarest on, until so many companies may hold one of them.
HOLDERS_RANKED = 600

# One row: the network's size as the planner knows it, the need's vector by the newest model that
# every company has vectors of, and its words as the index holds them, from the rarest on, until
# so many companies may hold one of them.
ASK = """
WITH size AS (
    SELECT greatest(reltuples, 0) AS companies
    FROM pg_class WHERE oid = 'matching_companyindex'::regclass
), made AS (
    SELECT model.id, model.dimensions, need.vector::text AS vector, need.entries
    FROM matching_needvector need JOIN matching_embeddingmodel model ON model.id = need.model_id
    WHERE need.need_id = %s AND need.vector IS NOT NULL AND model.complete_since IS NOT NULL
    ORDER BY model.id = %s DESC, model.known_since DESC LIMIT 1
), asked AS (
    SELECT DISTINCT unnest(tsvector_to_array(to_tsvector(configuration::regconfig, %s))) AS lexeme
    FROM unnest(%s::text[]) AS configuration
), known AS (
    SELECT lexeme, share
    FROM pg_stats
    JOIN pg_class ON relname = tablename AND pg_class.oid = 'matching_companyindex'::regclass
        AND relnamespace::regnamespace::text = schemaname,
    ROWS FROM (unnest(most_common_elems::text::text[]), unnest(most_common_elem_freqs))
        AS held(lexeme, share)
    WHERE attname = 'document' AND lexeme IS NOT NULL
), holders AS (
    SELECT lexeme, companies * coalesce(share, (SELECT min(share) / 2 FROM known), 0) AS count
    FROM size, asked LEFT JOIN known USING (lexeme)
), counted AS (
    SELECT lexeme, row_number() OVER rarest AS place, sum(count) OVER rarest AS holders
    FROM holders WINDOW rarest AS (ORDER BY count, length(lexeme) DESC, lexeme)
)
SELECT companies, made.id, made.dimensions, made.vector, made.entries,
    (SELECT array_agg(lexeme ORDER BY place) FROM counted WHERE place = 1 OR holders <= %s)
FROM size LEFT JOIN made ON true
"""


@dataclass(frozen=True)
class Asked:
    """What is looked for: a vector, words as the index holds them, the entries of NACE that the
    need is nearest to; and how many companies there are about."""

    near: Near | None = None
    lexemes: tuple[str, ...] = ()
    companies: int = 0
    entries: tuple[str, ...] = ()


def need_text(need: Need) -> vectors.Text:
    """What a need's vector is made of."""
    text = f"{need.title}. {need.text}" if need.text else need.title
    return vectors.Text(text[:20_000], need.language)


def keep_need(need: Need, *, lasting: bool = True) -> bool:
    """Ask for a vector of this need, unless it is there or under way; whether it was asked for now.

    What somebody typed into a search is not `lasting`: it is forgotten after a day.
    """
    text = need_text(need)
    if NeedText.objects.filter(pk=text.hash, lasting__gte=lasting).exists():
        return False
    NeedText.objects.bulk_create(
        [NeedText(text_hash=text.hash, text=text.text, language=text.language, lasting=lasting)],
        update_conflicts=True,
        unique_fields=["text_hash"],
        update_fields=["lasting"],
    )
    return True


def ask(need: Need, words: Sequence[str]) -> Asked:
    """What a need asks for. One query.

    Its vector is by the newest model that every company has vectors of, else by the bridge alone,
    which is made here and now; none where the text meets nothing. The words of what was typed into
    a search may be of any language.
    """
    text = need_text(need)
    configurations = {"simple", CONFIGURATIONS.get(need.language, "simple")}
    if not need.text:
        configurations |= set(CONFIGURATIONS.values())
    with connection.cursor() as cursor:
        cursor.execute(
            ASK,
            [text.hash, _serving(), " ".join(words), sorted(configurations), HOLDERS_RANKED],
        )
        companies, model, dimensions, vector, entries, lexemes = cursor.fetchone()
    lexemes, companies = tuple(lexemes or ()), int(companies)
    if model is None:
        return Asked(_by_the_bridge(text), lexemes, companies, tuple(vectors.entries_of(text)))
    near = Near(model, dimensions, np.asarray(json.loads(vector), np.float32))
    return Asked(near, lexemes, companies, tuple(entries))


def _serving() -> int:
    """The key of the model that the settings name; 0 for none."""
    serving = vectors.serving_identity()
    return serving.key if serving else 0


def _by_the_bridge(text: vectors.Text) -> Near | None:
    (vector,) = vectors.bridge_vectors([text])
    bridge = vectors.BRIDGE
    return Near(bridge.key, bridge.dimensions, vector) if vector.any() else None


def near_company(company_id: UUID) -> Near | None:
    """A company's own vector, by the newest model that every company has vectors of, else by the
    bridge alone."""
    made = (
        CompanyVector.objects.filter(company=company_id)
        .filter(Q(model__complete_since__isnull=False) | Q(model=vectors.BRIDGE.key))
        .select_related("model")
        .order_by(
            Case(When(model=_serving(), then=0), default=1),
            F("model__complete_since").desc(nulls_last=True),
            "-model__known_since",
        )
        .first()
    )
    if made is None:
        return None
    return Near(made.model_id, made.model.dimensions, np.asarray(made.vector, np.float32))


def find(
    need: Need, asked: Asked, among: Among, ways: Sequence[str]
) -> dict[str, dict[UUID, float]]:
    """What each way finds among those companies, the best first, with its own measure: a cosine, a
    rank of full text, a likeness of names, the level of the shared sector with the cosine behind
    it. What was typed into a search may be a name.
    """
    found: dict[str, dict[UUID, float]] = {way: {} for way in (*WAYS, "crowd")}
    try:
        wanted = _parts(need, asked, among.estimated(asked.companies), ways)
    except EmptyResultSet:
        # A scope that holds nobody, as Django knows without asking.
        return found
    if wanted:
        with connection.cursor() as cursor:
            cursor.execute(
                " UNION ALL ".join(f"({sql})" for sql, _parameters in wanted),
                [one for _sql, parameters in wanted for one in parameters],
            )
            for way, company_id, measure in cursor.fetchall():
                found[way][company_id] = measure
    crowd = found.pop("crowd")
    return {
        way: dict(
            sorted(
                values.items(),
                key=lambda pair: (
                    CROWDED * crowd.get(pair[0], 0.0) * (way == "meaning") - pair[1],
                    str(pair[0]),
                ),
            )
        )
        for way, values in found.items()
    }


def _parts(need: Need, asked: Asked, among: Among, ways: Sequence[str]) -> list[Part]:
    rows = among.rows()
    parts = {
        "meaning": _meaning(asked, among) if "meaning" in ways else None,
        "words": _words(asked, rows) if "words" in ways and asked.lexemes else None,
        "names": _names(need, rows) if "names" in ways and not need.text else None,
        "sectors": _sectors(need, asked, among) if "sectors" in ways else None,
    }
    return [part for part in parts.values() if part is not None]


def _meaning(asked: Asked, among: Among) -> Part | None:
    if asked.near is None:
        return None
    sql, parameters = nearest("meaning", among, asked.near, companies=asked.companies, limit=DEPTH)
    # A text that says a little of everything is near to every need: how like a company is to the
    # mean of all that were found tells it (hubs of nearest neighbours, Radovanović et al. 2010).
    with_crowd = (
        f"WITH near (way, company_id, measure) AS MATERIALIZED ({sql}), made AS MATERIALIZED ("  # noqa: S608
        f"SELECT company_id, l2_normalize(vector) AS vector FROM near "
        f"JOIN matching_companyvector USING (company_id) WHERE model_id = {asked.near.model:d}) "
        f"SELECT way, company_id, measure FROM near UNION ALL "
        f"SELECT 'crowd', company_id, {asked.near.scale} * -(vector <#> middle) "
        f"FROM made, (SELECT avg(vector) AS middle FROM made) mean"
    )
    return with_crowd, parameters


def _words(asked: Asked, rows: QuerySet[CompanyIndex]) -> Part:
    """Full text: each profile by the stems of its own language, or by the word itself."""
    # A lexeme as tsquery reads it: quoted, its quotes and backslashes doubled.
    query = " | ".join(
        "'" + one.replace("\\", "\\\\").replace("'", "''") + "'" for one in asked.lexemes
    )
    holding = rows.filter(raw("matching_companyindex.document @@ %s::tsquery", query))
    sql, parameters = holding.values("company_id", "document").query.sql_with_params()
    ranked = (
        f"SELECT 'words', company_id, ts_rank(document, %s::tsquery, 32)::float AS measure "  # noqa: S608
        f"FROM ({sql} LIMIT {HOLDERS_RANKED:d}) holding "
        f"ORDER BY measure DESC, company_id LIMIT {DEPTH:d}"
    )
    return ranked, (query, *parameters)


def _names(need: Need, rows: QuerySet[CompanyIndex]) -> Part:
    """Names that sound like what was typed, by trigrams: a slip of the finger does no harm."""
    typed = in_latin(need.title)[:100]
    found = (
        rows.annotate(way=Value("names"), likeness=TrigramWordSimilarity(typed, "name"))
        .filter(name__trigram_word_similar=typed)
        .order_by("-likeness", "pk")
        .values_list("way", "pk", "likeness")[:DEPTH]
    )
    sql, parameters = found.query.sql_with_params()
    return sql, tuple(parameters)


def _sectors(need: Need, asked: Asked, among: Among) -> Part | None:
    """Those that share the need's sector: its class before its group before its division, within
    each the nearest in meaning. A section alone is too wide to say anything. What was typed means
    just the sectors that it names."""
    steps: dict[int, set[str]] = {}
    for code in need.sectors:
        if sectors.is_code(code):
            above = sectors.ancestors(code)[1:] if need.text else ()
            for step in (*above, code):
                steps.setdefault(sectors.sector(step).level, set()).add(step)
    steps.pop(sectors.SECTION, None)
    if not steps:
        return None
    parts: list[Part] = []
    levels = sorted(steps, reverse=True)
    if asked.near is not None:
        narrower: set[str] = set()
        for level in levels:
            here = frozenset(steps[level])
            parts.append(
                nearest(
                    "sectors",
                    replace(among, sharing=here, not_sharing=frozenset(narrower)),
                    asked.near,
                    companies=asked.companies,
                    limit=DEPTH,
                    plus=level,
                )
            )
            narrower |= here
    # Who wrote nothing that has a meaning may still have the sector.
    sharing = replace(among, sharing=frozenset().union(*steps.values()))
    parts.append(_by_level(sharing, [(level, steps[level]) for level in levels], asked.near))
    # Read one after the other: what is wider is not even looked for once enough is found.
    sql = " UNION ALL ".join(f"({one})" for one, _parameters in parts)
    parameters = tuple(one for _sql, part in parts for one in part)
    return f"SELECT * FROM ({sql}) sharing LIMIT {DEPTH:d}", parameters  # noqa: S608


def _by_level(sharing: Among, steps: Sequence[tuple[int, set[str]]], near: Near | None) -> Part:
    """Those that have no vector to compare with the need's, by the narrowest step shared, equals
    by key."""
    rows = sharing.rows()
    if near is not None:
        made = CompanyVector.objects.filter(model=near.model, company=OuterRef("company"))
        rows = rows.exclude(Exists(made))
    shared = [When(sector_paths__overlap=sorted(codes), then=level) for level, codes in steps]
    found = (
        rows.annotate(
            way=Value("sectors"),
            level=Cast(Case(*shared, default=0), FloatField()),
        )
        .order_by("-level", "pk")
        .values_list("way", "pk", "level")[:DEPTH]
    )
    sql, parameters = found.query.sql_with_params()
    return sql, tuple(parameters)
