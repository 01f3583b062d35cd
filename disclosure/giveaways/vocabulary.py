"""How ordinary a word is: in the languages of Europe, in words of trades, in names of places."""

from __future__ import annotations

import csv
import lzma
import re
from enum import IntEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from disclosure.giveaways.normal import key_of, keys_of

_WORDS: Final = Path(__file__).with_name("data") / "words.csv.xz"
_COMMON: Final = _WORDS.with_name("common.txt")
_COUNTRIES: Final = _WORDS.with_name("countries.txt")
# Words of trades that NACE's texts lack, in many languages, ours.
_TRADES: Final = _WORDS.with_name("trade_words.txt")
# Surnames that are common words as well, in the languages of Europe, ours.
_SURNAMES: Final = _WORDS.with_name("surnames.txt")
# What compounds of trades end with: 'Zerspanungstechnik', 'Pulverbeschichtung'.
TRADE_ENDINGS: Final = tuple(
    key_of(word)
    for word in """
    technik technologie technologies technology teknik techniek technika tehnika bearbeitung
    verarbeitung beschichtung fertigung herstellung mechanik elektronik konfektion gießerei schmiede
    werkzeugbau maschinenbau anlagenbau formenbau stahlbau metallbau fahrzeugbau apparatebau guss
    teile fabrik waren systeme anlagen bearbetning bewerking gieterij gjuteri logistik logistics
    erei engineering automation robotics software electronics plastics industri industrie industries
    """.split()
)
SHORTEST_BEFORE: Final = 3
# '3D', 'CO2', 'EN10204', 'B2B': as materials, norms and threads are called; no list has all.
_WITH_DIGITS: Final = re.compile(r"(?=.*[a-z])([a-z]{0,3}\d{1,5}[a-z]{0,3}|[a-z]\d[a-z]\d?)")
# Endings by which forms of one word differ, in many languages.
ENDINGS: Final = "e n s a i o u en es er os as is us em ie ia al".split()
SHORTEST_INFLECTED: Final = 7
SHORTEST_STEM: Final = 5


class Rarity(IntEnum):
    """How much a word says of who bears it as a name."""

    COMMON = 0  # in many texts, whatever they are about
    OF_TRADE = 1  # a word of a trade or a place
    OF_LANGUAGE = 2  # in the vocabulary of a language; first names and frequent surnames are
    DISTINCTIVE = 3


@cache
def _known() -> dict[str, Rarity]:
    with lzma.open(_WORDS, "rt", encoding="ascii", newline="") as file:
        return {key: Rarity(int(rarity)) for key, rarity in csv.reader(file)}


@cache
def _common_as_written() -> frozenset[str]:
    return frozenset(_COMMON.read_text(encoding="ascii").split())


@cache
def _of_trades() -> frozenset[str]:
    words = _TRADES.read_text(encoding="utf-8").split()
    return frozenset(key for word in words for key in keys_of(word))


@cache
def _surnames() -> frozenset[str]:
    return frozenset(key_of(word) for word in _SURNAMES.read_text(encoding="utf-8").split())


def is_surname(key: str) -> bool:
    """Whether the common word of this key is a surname too."""
    return key in _surnames()


@lru_cache(maxsize=20_000)
def rarity_of_key(key: str) -> Rarity:
    """How ordinary the word of this key is; a form of an ordinary word is one too."""
    known = _known()
    if _WITH_DIGITS.fullmatch(key):
        return known.get(key, Rarity.OF_LANGUAGE)
    if key in known or key in _of_trades() or len(key) < SHORTEST_INFLECTED:
        return known.get(key, Rarity.OF_LANGUAGE if key in _of_trades() else Rarity.DISTINCTIVE)
    stems = {key, *(key[: -len(ending)] for ending in ENDINGS if key.endswith(ending))}
    forms = (
        stem + ending for stem in stems if len(stem) >= SHORTEST_STEM for ending in ("", *ENDINGS)
    )
    ordinary = any(form in known or form in _of_trades() for form in forms)
    compound = any(
        stem.endswith(ending) and len(stem) - len(ending) >= SHORTEST_BEFORE
        for stem in stems
        for ending in TRADE_ENDINGS
    )
    return Rarity.OF_LANGUAGE if ordinary or compound else Rarity.DISTINCTIVE


@cache
def _countries() -> frozenset[str]:
    return frozenset(_COUNTRIES.read_text(encoding="ascii").split())


def is_country(key: str) -> bool:
    """Whether this is the key of a country's name of one word (Unicode CLDR)."""
    return key in _countries()


def is_common_as_written(plain: str) -> bool:
    """Whether a word in small Latin letters is common itself, not only what is written alike:
    'haas' is not, 'has' is."""
    return plain in _common_as_written()
