"""How ordinary a word is: in the languages of Europe, in words of trades, in names of places."""

from __future__ import annotations

import csv
import lzma
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import Final

from cooperation_requests.giveaways.normal import key_of, keys_of

_WORDS: Final = Path(__file__).with_name("data") / "words.csv.xz"


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


def rarity_of_key(key: str) -> Rarity:
    """How ordinary the word of this key is."""
    return _known().get(key, Rarity.DISTINCTIVE)


def rarity(word: str) -> Rarity:
    """How ordinary a word of any script is."""
    return min((rarity_of_key(key) for key in keys_of(word)), default=rarity_of_key(key_of(word)))
