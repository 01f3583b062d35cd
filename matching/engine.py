"""Ranking companies for a need among those that somebody may see."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.db.models import F, Q, QuerySet

from companies.models import Company, fold
from matching import scoring
from matching.index import CONFIGURATIONS
from matching.models import CompanyIndex
from matching.needs import Match, Need
from network import sectors

MOST_WORDS = 40
SHORTEST_WORD = 4
CONSIDERED = 400
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


def rank_companies(need: Need, scope: QuerySet[Company], *, limit: int = 20) -> list[Match]:
    """The companies of `scope` that fit `need` best; visibility is part of the query.

    Found by full text in the language of each profile, by trigrams and by sector; scored and
    explained by `scoring`. Deterministic: equals are ordered by id.
    """
    words = significant_words(f"{need.title} {need.text}")
    paths = {
        step
        for code in need.sectors
        if sectors.is_code(code)
        for step in (code, *sectors.ancestors(code)[:2])
    }
    query = _query(words)
    rows = CompanyIndex.objects.filter(company__in=scope.values("pk"))
    condition = Q(sector_paths__overlap=sorted(paths)) if paths else Q()
    if query is not None:
        title = fold(need.title)[:200]
        rows = rows.annotate(
            rank=SearchRank(F("document"), query, normalization=32),
            likeness=TrigramWordSimilarity(title, "words"),
        )
        condition |= Q(document=query) | Q(words__trigram_word_similar=title)
    if not condition:
        return []
    order = ["-rank", "-likeness"] if query is not None else []
    found = rows.filter(condition).select_related("company").order_by(*order, "pk")[:CONSIDERED]
    return _ranked(need, words, found, limit)


def _query(words: list[str]) -> SearchQuery | None:
    """Any of the words, in every configuration that profiles are written in."""
    if not words:
        return None
    text = " | ".join(words)
    query = SearchQuery(text, search_type="raw", config="simple")
    for configuration in sorted(set(CONFIGURATIONS.values())):
        query = query | SearchQuery(text, search_type="raw", config=configuration)
    return query


# A company that only shares a language or a size does not fit.
FITTING = frozenset({"words", "sector", "certificates"})
COMMON_SHARE = 0.3


def _ranked(need: Need, words: list[str], rows: Iterable[CompanyIndex], limit: int) -> list[Match]:
    found = list(rows)
    met = {row.pk: [word for word in words if _stands_in(word, row.words)] for row in found}
    telling = _telling(words, list(met.values()))
    matches = []
    for row in found:
        profile = _profile(row, words, [word for word in telling if word in met[row.pk]])
        points, parts = scoring.score(need, profile)
        reasons = scoring.explain(need, profile)
        if any(reason.in_favour and reason.code in FITTING for reason in reasons):
            matches.append(Match(row.company_id, points, parts, reasons))
    return sorted(matches, key=lambda match: (-match.score, str(match.company_id)))[:limit]


def _telling(words: list[str], met: list[list[str]]) -> list[str]:
    """The words that few profiles share, the rarest first: they say why a company fits."""
    counts = {word: sum(word in one for one in met) for word in words}
    most = max(2, round(COMMON_SHARE * len(met)))
    telling = [
        word for word in words if 0 < counts[word] <= most and not word.isdigit() and len(word) > 4
    ]
    return sorted(telling, key=lambda word: (counts[word], -len(word), word))


def _profile(row: CompanyIndex, words: list[str], met: list[str]) -> scoring.Profile:
    company = row.company
    rank = float(getattr(row, "rank", 0) or 0) + float(getattr(row, "likeness", 0) or 0)
    share = len(met) / min(len(words), 8) if words else 0.0
    return scoring.Profile(
        sectors=tuple(company.sectors),
        languages=tuple(company.languages),
        size_class=company.size_class,
        certificates=tuple(company.certificates),
        words_met=tuple(met),
        rank=min(1.0, 0.5 * rank + 0.5 * share),
    )


def _stands_in(word: str, text: str) -> bool:
    """Whether the word, or the stem that languages share (all but its ending), stands in `text`."""
    stem = fold(word)
    if len(stem) > 6:
        stem = stem[:-2]
    return f" {stem}" in f" {text}"
