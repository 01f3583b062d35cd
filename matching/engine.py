"""Ranking companies for a need among those that somebody may see."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from accounts.names import fold
from companies.models import Company
from matching import memory, nomenclature, scoring
from matching.embedding.services import NONE
from matching.finding import Asked, ask, find, near_company, need_text
from matching.fusion import TYPED_WEIGHTS, WEIGHTS, fused
from matching.memory import Memory
from matching.models import CompanyIndex
from matching.nearest import Among, Near, estimated
from matching.needs import Match, Need, Reason
from matching.vectors import BRIDGE, serving_identity

MOST_WORDS = 40
SHORTEST_WORD = 4
WORD = r"[^\W_]{2,}"
# Shorter parts of a name, and legal forms, name nobody.
NAMES_FROM = 4
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
    jahr jahre european europe international europäische europäischen europa internationale
    internationalen européen européenne européens européennes europeo europea europei europeos
    europeas europees europeu
    """.split()
)


def significant_words(text: str, shortest: int = SHORTEST_WORD) -> list[str]:
    """The words of a need that are searched for: the longest first among equals of its order."""
    words = re.findall(WORD, text)
    chosen = [
        word
        for word in dict.fromkeys(word.lower() for word in words)
        if (len(word) >= shortest or word.isdigit()) and word not in STOP_WORDS
    ]
    return sorted(chosen, key=len, reverse=True)[:MOST_WORDS]


@dataclass(frozen=True)
class Ranking:
    """Companies, the best first; `complete` is false while the model has not seen the need or a
    model is wanted that is not there: more may come."""

    matches: list[Match]
    complete: bool


def rank_companies(
    need: Need,
    scope: QuerySet[Company],
    *,
    limit: int = 20,
    within: Sequence[str] = (),
    weights: Mapping[str, float] = WEIGHTS,
) -> Ranking:
    """The companies of `scope` that fit `need` best; visibility is part of each query.

    Found by meaning across languages, by full text in the language of each profile and by sector;
    fused by rank, explained by `scoring`, lowered where they were turned down for alike needs.
    `within` leaves only companies of these regions. A way of finding whose weight is 0 is left out.
    Deterministic: equals by id.
    """
    words = significant_words(f"{need.title} {need.text}")
    among = Among(scope, regions=frozenset(within))
    ways = [way for way, weight in weights.items() if weight]
    asked = ask(need, words)
    found = find(need, asked, among, ways)
    places = fused({way: list(values) for way, values in found.items()}, weights)
    best = list(places)[: 3 * limit]
    kept = list(
        among.rows()
        .filter(pk__in=best)
        .select_related("company")
        .annotate(remembered=memory.remembered())
        .order_by("pk")
    )
    question = _Question(need, words, asked.near, places, found["meaning"], asked.entries)
    return Ranking(question.ranked(kept)[:limit], _complete(asked.near))


def fit_of(need: Need, scope: QuerySet[Company]) -> Match | None:
    """How well the one company of `scope` fits, scored by itself; None where nothing speaks for
    it."""
    for match in rank_companies(need, scope, limit=1).matches:
        return replace(match, score=round(100 * match.parts["alone"]))
    return None


def _complete(near: Near | None) -> bool:
    serving = serving_identity()
    if serving is None:
        return settings.EMBEDDING_MODEL == NONE
    return near is not None and near.model == serving.key


@dataclass(frozen=True)
class Found:
    """Companies by key, the best first; not `complete`: what is near in meaning may follow."""

    company_ids: list[UUID]
    complete: bool


def search_companies(typed: str, language: str, among: Among) -> Found:
    """Companies that fit what was typed into a search, the best first: words of any language, a
    name or a town, those of the sector that the words name, or what is near in meaning. Who may be
    found is part of each query."""
    # Many type English whatever they read.
    named = nomenclature.meant(significant_words(typed), dict.fromkeys([language, "en"]))
    need = Need(title=typed, text="", language=language, sectors=tuple(named))
    asked = ask(need, significant_words(typed, shortest=2))
    found = find(need, asked, among, list(TYPED_WEIGHTS))
    found["meaning"] = {
        pk: near for pk, near in found["meaning"].items() if near >= scoring.DISTANTLY_ALIKE
    }
    places = fused({way: list(values) for way, values in found.items()}, TYPED_WEIGHTS)
    return Found(list(places), _complete(asked.near))


def alike_companies(company: Company, scope: QuerySet[Company], limit: int = 5) -> list[Company]:
    """The companies of `scope` nearest in meaning to a company, but itself; the best first."""
    near = near_company(company.pk)
    if near is None:
        return []
    asked = Asked(near, companies=estimated(CompanyIndex.objects.all()))
    among = Among(scope.exclude(pk=company.pk))
    found = find(Need(title="", text="", language=""), asked, among, ["meaning"])["meaning"]
    ids = [pk for pk, nearness in found.items() if nearness >= scoring.ALIKE][:limit]
    rows = {row.pk: row for row in scope.filter(pk__in=ids)}
    return [rows[pk] for pk in ids if pk in rows]


# A company that only shares a language or a size does not fit.
FITTING = frozenset({"words", "sector", "certificates", "entry", "alike", "distantly_alike"})
COMMON_SHARE = 0.3
# One word in common says little by itself: "service" or "process" stands in any profile.
WORDS_ENOUGH = 2


def _fits(reasons: Iterable[Reason], profile: scoring.Profile, *, by_model: bool) -> bool:
    """Whether something speaks for a company that would not speak for any other; `by_model`: its
    nearness is a model's, where it has one."""
    codes = {reason.code for reason in reasons if reason.in_favour} & FITTING
    if codes == {"words"}:
        # Any text may hold them: nothing where a model has read both and finds them not alike.
        if by_model and profile.nearness != 0:
            return False
        return len(profile.words_met) >= WORDS_ENOUGH
    return bool(codes)


@dataclass(frozen=True)
class _Question:
    """A need with what was found for it: fused places, cosines of those near in meaning, and the
    entries of NACE that it is nearest to."""

    need: Need
    words: Sequence[str]
    asked: Near | None
    places: Mapping[UUID, float]
    near: Mapping[UUID, float]
    entries: Sequence[str]

    def ranked(self, rows: Sequence[CompanyIndex]) -> list[Match]:
        """Those that fit, by their place among all that was found, by how well they fit alone, and
        by what is remembered of them."""
        stems = {word: _stem(word) for word in self.words}
        met = {
            row.pk: [word for word, stem in stems.items() if f" {stem}" in f" {row.words}"]
            for row in rows
        }
        telling = _telling(self.words, list(met.values()))
        remembered = {row.pk: Memory.of(getattr(row, "remembered")) for row in rows}  # noqa: B009
        alike = self._likeness(remembered.values())
        by_model = self.asked is not None and self.asked.model != BRIDGE.key
        matches: list[tuple[float, Match]] = []
        for row in rows:
            kept = remembered[row.pk]
            known = _in_both_languages([word for word in telling if word in met[row.pk]], row)
            profile = _profile(row, self.words, known, self.near.get(row.pk, 0.0), kept)
            alone, parts = scoring.score(self.need, profile)
            reasons = scoring.explain(self.need, profile, self.entries)
            if not _fits(reasons, profile, by_model=by_model):
                continue
            turned = scoring.turned_down(alike.get(one, 0.0) for one in kept.turned_down_for)
            lost = scoring.lost_points(turned, kept.suggested)
            points = 100 * (PLACE * self.places[row.pk] + (1 - PLACE) * alone) - lost
            place = self.places[row.pk]
            parts = {**parts, "alone": alone, "place": place, "lost": lost / 100}
            match = Match(
                company=row.company,
                score=max(0, round(points)),
                parts=parts,
                reasons=reasons,
                model=self.asked.model if self.asked else None,
                company_version=row.version,
            )
            matches.append((points, match))
        # By the points themselves: whole numbers are for people.
        matches.sort(key=lambda one: (-one[0], str(one[1].company_id)))
        return [match for _points, match in matches]

    def _likeness(self, remembered: Iterable[Memory]) -> dict[str, float]:
        """How alike this need is to those that companies were turned down for."""
        hashes = {one for kept in remembered for one in kept.turned_down_for}
        same = need_text(self.need).hash
        likeness = memory.likeness_of_needs(self.asked, hashes - {same})
        return {**likeness, same: 1.0}


def _telling(words: Sequence[str], met: list[list[str]]) -> list[str]:
    """The words that few profiles share, the rarest first: they say why a company fits."""
    counts = {word: sum(word in one for one in met) for word in words}
    most = max(2, round(COMMON_SHARE * len(met)))
    telling = [
        word for word in words if 0 < counts[word] <= most and not word.isdigit() and len(word) > 4
    ]
    return sorted(telling, key=lambda word: (counts[word], -len(word), word))


def _in_both_languages(words: Iterable[str], row: CompanyIndex) -> list[str]:
    """Words of the need, each with the profile's own beside it where that differs; words of one
    stem count once.

    Reasons are read by those who must not know the company yet: what begins as a word of its name
    does, or the other way round, does not stand there, in whatever form the profile inflects it.
    """
    named = [
        one for one in re.findall(WORD, fold(row.company.legal_name)) if len(one) >= NAMES_FROM
    ]

    def gives_away(word: str) -> bool:
        return any(word.startswith(one) or one.startswith(word) for one in named)

    written = {fold(one): one.lower() for one in re.findall(WORD, row.company.offers)}
    found: dict[str, str] = {}
    for word in words:
        stem, plain = _stem(word), fold(word)
        if gives_away(stem) or any(
            stem.startswith(before) or before.startswith(stem) for before in found
        ):
            continue
        own = next((one for one in written if one.startswith(stem)), plain)
        same = own.startswith(plain) or plain.startswith(own) or gives_away(own)
        found[stem] = word if same else f"{word} – {written[own]}"
    return list(found.values())


def _profile(
    row: CompanyIndex, words: Sequence[str], met: list[str], nearness: float, kept: Memory
) -> scoring.Profile:
    company = row.company
    share = len(met) / min(len(words), 8) if words else 0.0
    return scoring.Profile(
        sectors=tuple(company.comparable_sectors),
        languages=tuple(company.languages),
        size_class=company.size_class,
        certificates=tuple(company.certificates),
        words_met=tuple(met),
        rank=min(1.0, share),
        entries=tuple(row.entries),
        nearness=nearness,
        region=company.region,
        exports_to=tuple(company.exports_to),
        suggested=kept.suggested,
        introduced=kept.introduced,
        agreements=kept.agreements,
    )


def _stem(word: str) -> str:
    """What languages share of a word: all but its ending."""
    stem = fold(word)
    return stem[:-2] if len(stem) > 6 else stem
