"""Pure functions: parts of a score, their fusion, and the reasons that explain it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from accounts.names import fold
from matching.needs import Need, OrganisationFacts, OrganisationMatch, Reason, Some
from network import regions, sectors

# Chosen on the development set where it has something to say (docs/decisions/meaning.md).
WEIGHTS = {
    "meaning": 0.45,
    "words": 0.10,
    "sectors": 0.25,
    "languages": 0.08,
    "size": 0.06,
    "certificates": 0.06,
}
# Cosines of vectors on the development set (docs/decisions/meaning.md): what fits lies about NEAR,
# nine tenths of what does not lie below ALIKE, three quarters below DISTANTLY_ALIKE.
NEAR, DISTANTLY_ALIKE, ALIKE, NEAREST = 0.35, 0.4, 0.5, 0.75
CLOSE_SECTOR, SAME_GROUP = 0.5, 0.75
TRADE = "G"
DISTANT_SECTOR = 0.25
# Points, of 100, that a company loses which was turned down for the very same need.
TURNED_DOWN = 20
# Points that a company loses which was suggested for OFTEN needs or more: equals come before it.
EXPOSED, OFTEN = 3, 10
CERTIFICATE = re.compile(
    r"\b(?:ISO(?:/TS|/IEC)?\s?\d{4,5}|IATF\s?16949|EN\s?\d{4,5}|AS\s?9100|EMAS|FSC|PEFC|HACCP|GMP|"
    r"BRCGS|IFS)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Profile:
    """What scoring reads of a company; `words_met` are need's words found in its text, `rank` how
    well they met, 0 to 1, `entries` the entries of NACE nearest to its text, `nearness` the cosine
    of its vector with the need's, `suggested` and `introduced` for how many needs it was."""

    sectors: tuple[str, ...]
    languages: tuple[str, ...]
    size_class: str
    certificates: tuple[str, ...]
    words_met: tuple[str, ...]
    rank: float
    entries: tuple[str, ...] = ()
    nearness: float = 0.0
    region: str = ""
    exports_to: tuple[str, ...] = ()
    suggested: int = 0
    introduced: int = 0
    agreements: int = 0


def sector_closeness(wanted: Sequence[str], held: Sequence[str]) -> tuple[float, str]:
    """The closest pair's closeness, 0 to 1, and the held sector of that pair."""
    best, met = 0.0, ""
    for one in wanted:
        for other in held:
            close = sectors.closeness(one, other)
            if close > best:
                best, met = close, other
    return best, met


def certificates_asked(text: str) -> list[str]:
    """Certificates that a need names, in the order of the text."""
    return list(dict.fromkeys(" ".join(found.split()) for found in CERTIFICATE.findall(text)))


def _plain(certificate: str) -> str:
    return re.sub(r"\W", "", fold(certificate))


def certificates_held(asked: Iterable[str], held: Iterable[str]) -> list[str]:
    """Those asked for that the company holds; 'ISO9001:2015' counts as 'ISO 9001'."""
    known = [_plain(one) for one in held]
    return [one for one in asked if any(has.startswith(_plain(one)) for has in known)]


def closeness_that_tells(code: str) -> float:
    """From which closeness on a shared sector says something: within a division of trade goods of
    all kinds stand side by side, there only the group does."""
    return SAME_GROUP if (*sectors.ancestors(code), code)[0] == TRADE else CLOSE_SECTOR


def score(need: Need, profile: Profile) -> tuple[float, dict[str, float]]:
    """How well a company fits by itself and the parts of that, all 0 to 1; a wish that the need
    does not have counts as met."""
    close, _met = sector_closeness(need.sectors, profile.sectors)
    asked = certificates_asked(f"{need.title} {need.text}")
    parts = {
        "meaning": min(max((profile.nearness - NEAR) / (NEAREST - NEAR), 0.0), 1.0),
        "words": min(profile.rank, 1.0),
        "sectors": close if need.sectors else 0.5,
        "languages": 1.0
        if not need.languages or set(need.languages) & set(profile.languages)
        else 0.0,
        "size": 1.0 if not need.size_classes or profile.size_class in need.size_classes else 0.0,
        "certificates": len(certificates_held(asked, profile.certificates)) / len(asked)
        if asked
        else 0.5,
    }
    return sum(WEIGHTS[name] * part for name, part in parts.items()), parts


def explain(need: Need, profile: Profile, entries: Sequence[str] = ()) -> tuple[Reason, ...]:
    """Up to four reasons for and at most one against, each checkable in profile and need.

    `entries` are those of NACE that the need's text is nearest to.
    """
    close, met = sector_closeness(need.sectors, profile.sectors)
    found: list[Reason] = []
    if profile.words_met:
        found.append(Reason("words", True, profile.words_met[:3]))
    if met and close >= closeness_that_tells(met):
        found.append(Reason("sector", True, (met,)))
    elif profile.nearness >= NEAR and (shared_entry := entry_met(entries, profile.entries)):
        found.append(Reason("entry", True, (shared_entry,)))
    elif profile.nearness >= DISTANTLY_ALIKE:
        found.append(Reason("alike" if profile.nearness >= ALIKE else "distantly_alike", True))
    asked = certificates_asked(f"{need.title} {need.text}")
    held = certificates_held(asked, profile.certificates)
    if held:
        found.append(Reason("certificates", True, tuple(held)))
    shared = tuple(one for one in profile.languages if one in need.languages)
    if shared:
        found.append(Reason("languages", True, shared[:2]))
    delivers = tuple(one for one in need.countries if one in profile.exports_to)
    if delivers:
        found.append(Reason("exports", True, delivers[:2]))
    if profile.agreements:
        found.append(Reason("agreements", True, (str(profile.agreements),)))
    elif profile.introduced:
        found.append(Reason("introduced", True, (str(profile.introduced),)))
    if need.size_classes and profile.size_class in need.size_classes:
        found.append(Reason("size", True, (profile.size_class,)))
    # The region wished, not where exactly: reasons are read before a company is named.
    within = [wish for wish in need.regions if regions.is_within(profile.region, wish)]
    if within:
        found.append(Reason("located", True, (within[0],)))
    against = _against(need, profile, close, [one for one in asked if one not in held])
    return (*found[:4], *against[:1])


def turned_down(likenesses: Iterable[float]) -> float:
    """How much the needs that a company was turned down for weigh, 0 to 1: the likest alone, from
    ALIKE on (cosines)."""
    return max((min(max((one - ALIKE) / (1 - ALIKE), 0.0), 1.0) for one in likenesses), default=0.0)


def lost_points(turned: float, suggested: int) -> float:
    """Points, of 100, that a company loses by having been turned down or suggested everywhere."""
    return TURNED_DOWN * turned + EXPOSED * min(suggested / OFTEN, 1.0)


def entry_met(wanted: Sequence[str], held: Sequence[str]) -> str:
    """The first entry that both texts are near to; empty for none. A group in common says
    nothing: those who share no more fit no oftener than others (docs/decisions/meaning.md)."""
    return next((code for code in wanted if code in held), "")


def _against(
    need: Need, profile: Profile, close: float, certificates_missing: list[str]
) -> list[Reason]:
    found: list[Reason] = []
    if need.sectors and close < DISTANT_SECTOR:
        found.append(Reason("other_sector", False))
    if need.languages and not set(need.languages) & set(profile.languages):
        found.append(Reason("no_language", False))
    if certificates_missing:
        found.append(Reason("no_certificate", False, tuple(certificates_missing[:2])))
    if need.size_classes and profile.size_class and profile.size_class not in need.size_classes:
        found.append(Reason("other_size", False, (profile.size_class,)))
    if profile.suggested >= OFTEN:
        found.append(Reason("suggested_often", False, (str(profile.suggested),)))
    return found


# What an organisation's service, its companies, its answers and its load add to its score.
SERVICE = 0.5
FITTING_COMPANIES = {Some.NONE: 0.0, Some.FEW: 0.5, Some.MANY: 1.0}
MANY_COMPANIES = 5
MOST_ANSWERED, FEW_ANSWERED = 0.8, 0.5
ASKED_ENOUGH = 5
SOON = 5.0
FEW_TO_ANSWER, MUCH_TO_ANSWER = 3, 8
# Of an organisation; a company has four at most.
MOST_REASONS = 5


def how_many(fitting: int) -> Some:
    """None, some or many: the number itself would tell of companies one by one."""
    if not fitting:
        return Some.NONE
    return Some.MANY if fitting >= MANY_COMPANIES else Some.FEW


def served_wishes(need: Need, served: Iterable[str]) -> list[str]:
    """The wished regions that lie in one of these, or hold one."""
    codes = list(served)
    return [
        wish
        for wish in need.regions
        if any(regions.is_within(code, wish) or regions.is_within(wish, code) for code in codes)
    ]


def rank_organisations(need: Need, facts: Iterable[OrganisationFacts]) -> list[OrganisationMatch]:
    """Organisations that serve a wished region, the most promising first: by the regions, services
    and sectors that they cover, the companies there, their answers and their load."""
    ranked = []
    for one in facts:
        served = served_wishes(need, one.regions)
        if need.regions and not served:
            continue
        close, met = sector_closeness(need.sectors, one.sectors)
        reasons = [Reason("region", True, (wish,)) for wish in served[:3]]
        offered = need.service in one.services
        if need.service and one.services:
            reasons.append(Reason("service" if offered else "no_service", offered, (need.service,)))
        if met and close >= CLOSE_SECTOR:
            reasons.append(Reason("covers_sector", True, (met,)))
        some = how_many(one.fitting)
        if some:
            reasons.append(Reason("companies", True, (some.name.lower(),)))
        answers, told = _answering(one)
        reasons += told
        score = len(served) + close + SERVICE * offered + FITTING_COMPANIES[some] + answers
        kept = (*[why for why in reasons if why.in_favour][:MOST_REASONS], *_first_against(reasons))
        ranked.append(OrganisationMatch(one.organisation_id, score, kept))
    return sorted(ranked, key=lambda match: (-match.score, str(match.organisation_id)))


def _first_against(reasons: Iterable[Reason]) -> list[Reason]:
    return [reason for reason in reasons if not reason.in_favour][:1]


def _answering(facts: OrganisationFacts) -> tuple[float, list[Reason]]:
    """What an organisation's answers and its load say, −0.75 to 0.75, with the reasons; a newcomer
    of whom nothing is known stands in the middle."""
    points, reasons = 0.0, []
    if facts.asked >= ASKED_ENOUGH:
        share = facts.answered / facts.asked
        if share >= MOST_ANSWERED:
            points += 0.25
            soon = facts.working_days is not None and facts.working_days <= SOON
            points += 0.25 if soon else 0.0
            reasons.append(Reason("answers_soon" if soon else "answers", True))
        elif share < FEW_ANSWERED:
            points -= 0.5
            reasons.append(Reason("answers_seldom", False))
    if facts.to_answer >= MUCH_TO_ANSWER:
        points -= 0.25
        reasons.append(Reason("much_to_answer", False))
    elif facts.asked >= ASKED_ENOUGH and facts.to_answer < FEW_TO_ANSWER:
        # Nothing that could be told either: too few to be anybody's.
        points += 0.25
    return points, reasons
