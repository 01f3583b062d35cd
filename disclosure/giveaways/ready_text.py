"""A text made ready for looking: its words, their keys in one string, how each is written."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Final

from disclosure.giveaways.legal_forms import is_short_form
from disclosure.giveaways.normal import (
    JOINTS,
    Token,
    case_stem,
    clean,
    sound_of,
    spelled_across,
    tokens_of,
)
from disclosure.giveaways.small_words import BEFORE_A_NAME, BETWEEN
from disclosure.giveaways.vocabulary import Rarity, rarity_of_key

# A word of at least so many letters is found with an ending and put together of broken pieces; one
# of a letter less broken, and asked about at the beginning of another.
LONG: Final = 5
# After these signs a word has a capital letter whatever it is.
_ENDS_SENTENCE: Final = frozenset(".!?;•*")
# Between a sentence's words they set a name off; at a line's beginning they begin a sentence.
_SETS_OFF: Final = "“„”‟\"»«‹›'’([{–—- \t"
_QUOTES: Final = "“„”‟\"»«‹›'’"
_CAPITAL_WITHIN: Final = re.compile(r"[a-zà-öø-ÿ][A-ZÀ-ÖØ-Þ]")  # of 'eMotion', 'RedBox'
_INITIAL: Final = re.compile(r"\b[^\W\d_]\.[\s-]*$")  # of 'H.-P. Lang'
_LOOKED_BACK: Final = 20
_OF_ADDRESS: Final = re.compile(r" ?[.@_-] ?")
# Small words of German alone, and of its neighbours, as keys.
_OF_GERMAN: Final = frozenset("und mit fur ist im zum zur bei auf wir nicht sind".split())
_OF_OTHERS: Final = frozenset(
    """
    the of and for with we our to is from by at le les et des pour avec nous el los una con por il
    gli di per della het een van voor met og och af det som med ett je si pro na sa vi na ou
    """.split()
)


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """A place in a text that gives away; not `certain` where the word may mean something else."""

    start: int
    end: int
    words: str
    certain: bool


class ReadyText:
    """A text made ready for looking: its words, one string of their keys, and where each begins."""

    def __init__(self, text: str) -> None:
        self.text = clean(text)
        self.tokens = tokens_of(self.text)
        ways = max((len(token.keys) for token in self.tokens), default=1)
        self.streams = [Stream(self.tokens, way) for way in range(ways)]
        self.streams += [Stream(self.tokens, 0, across) for across in (0, 1)]
        self.places: dict[str, list[int]] = {}
        for number, token in enumerate(self.tokens):
            for key in token.keys:
                self.places.setdefault(key, []).append(number)
        self.sorted_keys = sorted(self.places)

    def with_endings(self, key: str, endings: int) -> Iterator[int]:
        """The tokens of which `key` is the beginning, with up to `endings` letters more."""
        at = bisect_left(self.sorted_keys, key)
        while at < len(self.sorted_keys) and self.sorted_keys[at].startswith(key):
            if len(self.sorted_keys[at]) <= len(key) + endings:
                yield from self.places[self.sorted_keys[at]]
            at += 1

    @cached_property
    def runs(self) -> frozenset[str]:
        """Every run of `LONG` letters: what is looked for among many is soon known not to be."""
        return frozenset(
            stream.letters[at : at + LONG]
            for stream in self.streams
            for at in range(len(stream.letters) - LONG + 1)
        )

    @cached_property
    def behind_titles(self) -> list[int]:
        """The words that stand behind 'pana' or 'firmu'."""
        return [
            number + 1
            for number, token in enumerate(self.tokens[:-1])
            if token.key in BEFORE_A_NAME
        ]

    @cached_property
    def has_small_nouns(self) -> bool:
        """Whether this is another language than German, in which a capital sets a noun off."""
        return len(_OF_OTHERS & self.places.keys()) > 1 and not _OF_GERMAN & self.places.keys()

    @cached_property
    def case_stems(self) -> dict[str, list[int]]:
        """The words that are not in small letters, by what every case of theirs begins with."""
        found: dict[str, list[int]] = {}
        for number, token in enumerate(self.tokens):
            if not self.text[token.start : token.end].islower():
                found.setdefault(case_stem(token.key), []).append(number)
        return found

    @cached_property
    def plains(self) -> dict[str, list[int]]:
        """The words by how they are written."""
        found: dict[str, list[int]] = {}
        for number, token in enumerate(self.tokens):
            found.setdefault(token.plain, []).append(number)
        return found

    @cached_property
    def sounds(self) -> dict[str, list[int]]:
        """The words by how they sound, in whatever case."""
        found: dict[str, list[int]] = {}
        for number, token in enumerate(self.tokens):
            found.setdefault(case_stem(sound_of(token.key)), []).append(number)
        return found

    def by_chance(self, first: int, last: int, more: int) -> bool:
        """Whether a name may stand across words by chance: only blanks are between them, and each
        is one of a language or the last one goes on by `more` letters ('des marques' for Desma)."""
        words = self.tokens[first : last + 1]
        known = [rarity_of_key(one.key) < Rarity.DISTINCTIVE for one in words]
        return (
            len(words) > 1
            and all(known[:-1])
            and (known[-1] or more > 0)
            and all(self.text[one.end : two.start].isspace() for one, two in pairwise(words))
        )

    def is_another(self, place: tuple[int, int], key: str) -> bool:
        """Whether what begins as a name is a word of a language itself: 'galvanic' for Galvano."""
        (first, last) = place
        word = self.tokens[first].key
        return first == last and word != key and rarity_of_key(word) < Rarity.DISTINCTIVE

    def is_named(self, number: int) -> bool:
        """Whether somebody is called by a word: it stands behind 'Frau' or 'Firma', or with a
        capital in quotes or before a legal form."""
        if number > 0 and self.tokens[number - 1].key in BEFORE_A_NAME:
            return True
        word = self.tokens[number]
        around = self.text[max(0, word.start - 1) : word.start], self.text[word.end : word.end + 1]
        return self._is_capital(number) and (
            all(one and one in _QUOTES for one in around) or self._has_form(number)
        )

    def is_written_as_name(self, first: int, last: int) -> bool:
        """Whether words one after the other are written as a name: each has a capital, and what
        stands before or behind sets them off, other than the beginning of a line or sentence."""
        while first < last and self.tokens[first].key[0].isdigit():
            first += 1  # of '3S Robotik' the 3S has no capital
        words = range(first, last + 1)
        if not all(self._is_capital(one) or self.tokens[one].key in BETWEEN for one in words):
            return False
        start = self.tokens[first].start
        begins_line = not self.text[self.text.rfind("\n", 0, start) + 1 : start].strip(_SETS_OFF)
        return (
            self.is_named(first)
            or self._has_form(last)
            or (self.is_set_off(first) and not begins_line)
        )

    def is_written_as_address(self, first: int, last: int) -> bool:
        """Whether nothing but the signs of an address stands between words."""
        words = self.tokens[first : last + 1]
        between = (self.text[one.end : two.start] for one, two in pairwise(words))
        return all(_OF_ADDRESS.fullmatch(signs) for signs in between)

    def _has_form(self, number: int) -> bool:
        """Whether a legal form stands behind a word."""
        return any(is_short_form(one.plain) for one in self.tokens[number + 1 : number + 2])

    def is_set_off(self, number: int) -> bool:
        """Whether a word has a capital that no beginning of a sentence gives it."""
        start, end = self.tokens[number].start, self.tokens[number].end
        if _CAPITAL_WITHIN.search(self.text[start:end]):
            return True
        if not self._is_capital(number):
            return False
        if self.text[start:end].isupper() and end - start > 1 and not self._is_shouted(number):
            return True
        before = self.text[max(0, start - _LOOKED_BACK) : start]
        if _INITIAL.search(before):
            return True
        plain = before.rstrip(_SETS_OFF)
        if plain.endswith("\n") and before.rstrip() != plain.rstrip():
            return False  # an item of a list
        plain = plain.rstrip()
        return bool(plain) and plain[-1] not in _ENDS_SENTENCE

    def _is_capital(self, number: int) -> bool:
        return self.text[self.tokens[number].start].isupper()

    def _is_shouted(self, number: int) -> bool:
        """Whether the words beside are in capitals too."""
        beside = [*self.tokens[max(0, number - 1) : number], *self.tokens[number + 1 : number + 2]]
        return all(self.text[one.start : one.end].isupper() for one in beside)

    def found(self, first: int, last: int, *, certain: bool) -> Found:
        start, end = self.tokens[first].start, self.tokens[last].end
        return Found(start, end, self.text[start:end], certain)


class Stream:
    """The keys of a text one after the other, in one way of romanising.

    With `across`, every other word is spelled as one with the word before it: where a line's end
    broke 'Mül-ler', its letters are those of 'Müller'. Every other, as else 'of Fer-ruccini' would
    not begin with its own letter.
    """

    def __init__(self, tokens: Sequence[Token], way: int, across: int | None = None) -> None:
        keys = [token.keys[way] if way < len(token.keys) else token.keys[-1] for token in tokens]
        # Words whose first letter went into the one before: no name begins with their second.
        self.continued: set[int] = set()
        for number in range(1 + across, len(keys), 2) if across is not None else ():
            if keys[number - 1][-1:] + keys[number][:1] not in JOINTS:
                continue
            before, after = spelled_across(keys[number - 1], keys[number])
            if len(after) < len(keys[number]):
                self.continued.add(number)
            keys[number - 1], keys[number] = before, after
        self.starts = list(accumulate(map(len, keys), initial=0))
        self.keys, self.letters = keys, "".join(keys)

    def begins(self, number: int, place: int) -> bool:
        """Whether a word begins at this place."""
        return self.starts[number] == place and number not in self.continued

    def token_at(self, place: int) -> int:
        return bisect_right(self.starts, place, hi=len(self.keys)) - 1

    def end_of(self, number: int) -> int:
        return self.starts[number + 1]
