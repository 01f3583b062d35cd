"""Ranking companies for a need among those that somebody may see."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import QuerySet

from companies.models import Company, fold
from matching import nomenclature, scoring
from matching.finding import find, need_text
from matching.fusion import WEIGHTS, fused
from matching.index import ENTRIES
from matching.models import CompanyIndex
from matching.needs import Match, Need

MOST_WORDS = 40
SHORTEST_WORD = 4
# The share of the place among all found; the rest is how well a company fits by itself.
PLACE = 0.5
STOP_WORDS = frozenset(
    """
    about with from that this which their they would should have will must also other more than
    and the for are our your into over under und oder eine einen einer eines mit von für auf aus
    bei werden sind nicht nach auch sich dass wird suchen suche partner partners company companies
    germany german deutschland deutsch english englisch french italian spanish latvia lithuania
    series start begin small medium large pieces parts delivery first second contact speaks months
    month weeks firma unternehmen looking looks need needs seek seeks region regions year years
    jahr jahre
    """.split()
)


def significant_words(text: str) -> list[str]:
    """The words of a need that are searched for: the longest first among equals of its order."""
    words = re.findall(r"[^\W_]{2,}", text)
    chosen = [
        word
        for word in dict.fromkeys(word.casefold() for word in words)
        if (len(word) >= SHORTEST_WORD or word.isdigit()) and word not in STOP_WORDS
    ]
    return sorted(chosen, key=len, reverse=True)[:MOST_WORDS]


def rank_companies(
    need: Need,
    scope: QuerySet[Company],
    *,
    limit: int = 20,
    within: Sequence[str] = (),
    weights: Mapping[str, float] = WEIGHTS,
) -> list[Match]:
    """The companies of `scope` that fit `need` best; visibility is part of each query.

    Found by meaning across languages, by full text in the language of each profile, by trigrams
    and by sector; fused by rank, explained by `scoring`. `within` leaves only companies of these
    regions. A way of finding whose weight is 0 is left out. Deterministic: equals by id.
    """
    words = significant_words(f"{need.title} {need.text}")
    rows = CompanyIndex.objects.filter(company__in=scope.values("pk"))
    if within:
        rows = rows.filter(region_paths__overlap=list(within))
    found = find(need, words, rows, [way for way, weight in weights.items() if weight])
    places = fused({way: list(values) for way, values in found.items()}, weights)
    best = list(places)[: 3 * limit]
    kept = list(rows.filter(pk__in=best).select_related("company").order_by("pk"))
    return _ranked(need, words, places, found["meaning"], kept, limit)


# A company that only shares a language or a size does not fit.
FITTING = frozenset({"words", "sector", "certificates", "entry", "alike"})
COMMON_SHARE = 0.3


def _ranked(
    need: Need,
    words: list[str],
    places: Mapping[UUID, float],
    near: Mapping[UUID, float],
    rows: Sequence[CompanyIndex],
    limit: int,
) -> list[Match]:
    """Those that fit, by their place among all that was found and by how well they fit alone."""
    stems = {word: _stem(word) for word in words}
    met = {
        row.pk: [word for word, stem in stems.items() if f" {stem}" in f" {row.words}"]
        for row in rows
    }
    telling = _telling(words, list(met.values()))
    entries = nomenclature.nearest(need_text(need).text, need.language, ENTRIES)
    matches = []
    for row in rows:
        known = [word for word in telling if word in met[row.pk]]
        profile = _profile(row, words, known, near.get(row.pk, 0.0))
        alone, parts = scoring.score(need, profile)
        reasons = scoring.explain(need, profile, entries)
        if any(reason.in_favour and reason.code in FITTING for reason in reasons):
            points = round(100 * (PLACE * places[row.pk] + (1 - PLACE) * alone))
            parts = {**parts, "place": places[row.pk]}
            matches.append(Match(row.company_id, points, parts, reasons))
    return sorted(matches, key=lambda one: (-one.score, -one.parts["place"], str(one.company_id)))[
        :limit
    ]


def _telling(words: list[str], met: list[list[str]]) -> list[str]:
    """The words that few profiles share, the rarest first: they say why a company fits."""
    counts = {word: sum(word in one for one in met) for word in words}
    most = max(2, round(COMMON_SHARE * len(met)))
    telling = [
        word for word in words if 0 < counts[word] <= most and not word.isdigit() and len(word) > 4
    ]
    return sorted(telling, key=lambda word: (counts[word], -len(word), word))


def _profile(
    row: CompanyIndex, words: list[str], met: list[str], nearness: float
) -> scoring.Profile:
    company = row.company
    share = len(met) / min(len(words), 8) if words else 0.0
    return scoring.Profile(
        sectors=tuple(company.sectors),
        languages=tuple(company.languages),
        size_class=company.size_class,
        certificates=tuple(company.certificates),
        words_met=tuple(met),
        rank=min(1.0, share),
        entries=tuple(row.entries),
        nearness=nearness,
    )


def _stem(word: str) -> str:
    """What languages share of a word: all but its ending."""
    stem = fold(word)
    return stem[:-2] if len(stem) > 6 else stem
