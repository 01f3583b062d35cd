"""Finding marks in a text, wherever and in whatever order they stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import takewhile
from typing import Final

from publicsuffixlist import PublicSuffixList

from disclosure.giveaways.marks import Marks, Phrase
from disclosure.giveaways.normal import case_stem, clean, key_of, keys_in
from disclosure.giveaways.numbers import SHORTEST_NUMBER
from disclosure.giveaways.ready_text import LONG, Found, ReadyText, Stream
from disclosure.giveaways.small_words import BETWEEN
from disclosure.giveaways.vocabulary import Rarity, rarity_of_key

# A word of at least so many letters is found at the beginning of a compound, and within one.
IN_COMPOUND: Final = 6
WITHIN: Final = 8
LONGEST_ENDING: Final = 5
_MANY: Final = 1_000  # names, from which on all runs of letters are put together first
# What languages change at the end of a name (Polish -ski, -skiego; Lithuanian -as, -o; Greek -os,
# -ou; Finnish -nen, -sen; Slavic -ec, -ek lose their vowel).
_ENDING: Final = re.compile(r"(nen|i?e[ck]|(?<=[^aeiou])(as|is|us|os|es|ou|s|a|e|i|o|u))$")
_SHORT_ENDING: Final = re.compile(r"[aeiou]s?$")
_PLURAL: Final = ("s", "es", "n", "en", "er")
# Digits with a few signs between them, then with whatever no letter is, over lines too.
_NUMBERS: Final = (re.compile(r"\d(?:[^\w\n]{0,3}_?\d)+"), re.compile(r"\d(?:[\W_]*\d)+"))
# Round quantities, sizes one after the other, round spans ('600-1000 Stück') and years: what may be
# a telephone's digits by chance, unless something says that it is one.
_QUANTITY: Final = re.compile(
    r"[1-9]\d{0,2}(?P<by>[ .,'’])(?:\d{3}(?P=by))*\d00|[1-9]\d{0,2}0{3,}"
    r"|\d{1,4}(?:, \d{1,4})+|(?:19|20)\d\d ?[-–/] ?(?:19|20)?\d\d"
)
_SPAN: Final = re.compile(r"[1-9]\d{0,2}0 ?[-–/] ?[1-9]\d{0,3}0")
_UNIT_BEHIND: Final = re.compile(r" ?(?:%|€|[^\W\d_])")
_TELEPHONE_BEFORE: Final = re.compile(
    r"(?:\+\d{0,3}|\(0\)|☎|📞|(?<![^\W\d_])(?:tel|t[eé]l|tfn|tlf|fon|phone|fax|mob|gsm|handy|cel|call|ruf)"
    r"[^\W\d_]{0,8})[^\w]{0,4}$",
    re.IGNORECASE,
)
_LOOKED_AT_BEFORE: Final = 24  # signs
# Norms, materials and acts of law are called by digits too: 'ISO 9001:2015', 'RAL 9005'.
_NORM_BEFORE: Final = re.compile(
    r"(?<![^\W\d_])(?:ISO|EN|DIN|IEC|IEEE|ASTM|AISI|ANSI|ATEX|BS|NF|UNI|UNE|PN|CSN|STN|SIST|SFS|SS|DS"
    r"|NS|JIS|GOST|VDA|VDE|VDI|IATF|RAL|EU|EG|EC|CE|TS|regulation|directive|verordnung|richtlinie"
    r"|règlement|norm\w{0,2})[\s/:)-]{0,3}$",
    re.IGNORECASE,
)
# None begins within what it would go over: a long run of signs is read once, not from each sign.
_LINK: Final = re.compile(
    r"(?:https?://|www\.)[^\s<>\"']+"
    r"|(?<![\w@.-])(?:[\w-]+\.)+[^\W\d_]{2,}(?![\w-])"
    r"|(?<![\w.+-])[\w.+-]+@[\w.-]+\w"
    r"|(?<![\w.-])[\w.-]+ ?[\[({] ?(?:\.|dot|at|@) ?[\])}] ?[\w.-]+",
    re.IGNORECASE,
)
# Publication numbers of patents (WIPO ST.3, ST.6, ST.16): office, then digits, then a kind; grouped
# in other ways only with the kind, as years and quantities are.
_PATENT: Final = re.compile(
    r"\b(?:AT|BE|BG|CH|CN|CY|CZ|DE|DK|EE|EP|ES|FI|FR|GB|GR|HR|HU|IE|IN|IT|JP|KR|LT|LU|LV|NL|NO|PL"
    r"|PT|RO|RU|SE|SI|SK|TR|UA|US|WO)[\s-]?"
    r"(?:(?:\d{4}/\d{5,6}|\d{2}\s?\d{4}\s?\d{3}\s?\d{3}|\d{1,3}(?:[ ,.]?\d{3}){2,3})(?:\.\d)?"
    r"(?:\s?[A-Z]\d?)?|\d(?:[\s,./]?\d){4,12}\s?[A-Z]\d)\b"
)
_SHORTEST_CASE_STEM: Final = 3
SHORTEST_STEM: Final = 4  # of a name that is found in another case wherever it is set off
_SHORT_FORM: Final = 2  # letters of a legal form that is a word in small letters: as, ab, sa
_MOST_BETWEEN: Final = 3  # small words between two of a name: 'Fundición de la Cruz'
_SUFFIXES: Final = PublicSuffixList(accept_unknown=False)


def find(text: str | ReadyText, marks: Marks) -> list[Found]:
    """The places in `text` (any length) that give away, in reading order, each once. One that is
    looked through for several is made ready once."""
    ready = ReadyText(text) if isinstance(text, str) else text
    found = [
        *_distinctive(ready, marks.distinctive),
        *_whole(ready, marks.whole),
        *_ordinary(ready, marks.ordinary),
        *_as_written(ready, marks.as_written),
        *_where(ready, marks.capitalised, lambda at: ready.is_named(at) or ready.is_set_off(at)),
        *_where(ready, marks.named, ready.is_named),
        *_where(ready, marks.set_off if ready.has_small_nouns else (), ready.is_set_off),
        *_sounding(ready, marks.sounds),
        *_behind_titles(ready, (*marks.ordinary, *marks.as_written, *marks.capitalised)),
        *_phrases(ready, marks.phrases),
        *_digits(ready.text, marks.digits),
        *_signs(ready.text, marks.signs),
    ]
    return _tidied(found)


def find_references(text: str | ReadyText) -> list[Found]:
    """Links, addresses and patent numbers in `text`, whoever they belong to: each leads to a name
    in one step, and may be meant."""
    ready = clean(text) if isinstance(text, str) else text.text
    links = (match for match in _LINK.finditer(ready) if _leads_somewhere(match[0]))
    patents = _PATENT.finditer(ready)
    return _tidied(
        [Found(one.start(), one.end(), one[0], certain=False) for one in (*links, *patents)]
    )


def _leads_somewhere(link: str) -> bool:
    if re.search(r"//|@|[\[({]|^www\.", link, re.IGNORECASE):
        return True
    return _SUFFIXES.privatesuffix(link.casefold()) is not None


def _tidied(found: Iterable[Found]) -> list[Found]:
    """Of places that lie in one another the certain one, else the longer."""
    every = sorted(found, key=lambda it: (not it.certain, it.start - it.end, it.start))
    covered = bytearray(max((one.end for one in every), default=0))
    kept: list[Found] = []
    for one in every:
        if 1 not in covered[one.start : one.end]:
            covered[one.start : one.end] = b"\1" * (one.end - one.start)
            kept.append(one)
    return sorted(kept)


@lru_cache(maxsize=20_000)
def stem_of(key: str) -> str:
    """A name's key without the ending that languages change; as it is where little would stay, or
    where that is a word of its own."""
    stem = _without_ending(key)
    return stem if rarity_of_key(stem) is Rarity.DISTINCTIVE else key


def _without_ending(key: str) -> str:
    stem = _ENDING.sub("", key)
    return stem if len(stem) >= LONG else key


def _distinctive(ready: ReadyText, keys: Collection[str]) -> Iterator[Found]:
    many = len(keys) > _MANY
    for key in keys:
        yield from _in_another_case(ready, key)
        if len(key) < LONG:
            yield from _short(ready, key)
            continue
        if many and key[:LONG] not in ready.runs:
            continue
        stem = stem_of(key)
        for stream in ready.streams:
            at = stream.letters.find(stem)
            while at != -1:
                place = _place(stream, at, key, stem)
                if place is not None:
                    more = stream.end_of(place[1]) - (at + len(key))
                    chance = ready.by_chance(*place, more) or ready.is_another(place, key)
                    yield ready.found(*place, certain=not chance)
                at = stream.letters.find(stem, at + 1)


def _in_another_case(ready: ReadyText, key: str) -> Iterator[Found]:
    """A name of few letters as a sentence bends it: 'Tatry' for Tatra, 'Hvězdou' for Hvězda."""
    stem = case_stem(key)
    if SHORTEST_STEM <= len(stem) < len(key):
        for number in ready.case_stems.get(stem, ()):
            if ready.tokens[number].key != key and ready.is_set_off(number):
                yield ready.found(number, number, certain=False)


def _sounding(ready: ReadyText, sounds: Iterable[str]) -> Iterator[Found]:
    """Names of other scripts, however their letters are written in ours."""
    for sound in sounds:
        for number in ready.sounds.get(case_stem(sound), ()):
            yield ready.found(number, number, certain=False)


def _place(stream: Stream, at: int, key: str, stem: str) -> tuple[int, int] | None:
    """First and last token where a name's stem stands at `at` as a name would; None elsewhere.

    It begins a word, with an ending or what a compound goes on with; or it is put together of
    whole words, as where a line or a hyphen broke it; or it stands within a long word.
    """
    whole = stream.letters.startswith(key, at)
    length = len(key) if whole else len(stem)
    first, last = stream.token_at(at), stream.token_at(at + length - 1)
    begins = stream.begins(first, at)
    more = stream.end_of(last) - (at + length)
    if first != last:
        return (first, last) if begins and whole and more <= LONGEST_ENDING else None
    if begins and (more <= LONGEST_ENDING or (whole and length >= IN_COMPOUND)):
        return first, last
    return (first, last) if whole and length >= WITHIN else None


def _short(ready: ReadyText, key: str) -> Iterator[Found]:
    """A short name as a word, or broken; other words may begin with its letters by chance."""
    yield from _whole(ready, [key])
    if len(key) < LONG - 1:
        return
    for stream in ready.streams:
        at = stream.letters.find(key)
        while at != -1:
            first, last = stream.token_at(at), stream.token_at(at + len(key) - 1)
            if stream.begins(first, at):
                ends = stream.end_of(last) == at + len(key)
                if ends or first == last:
                    certain = ends and not ready.by_chance(first, last, 0)
                    yield ready.found(first, last, certain=certain)
            at = stream.letters.find(key, at + 1)


def _whole(ready: ReadyText, keys: Iterable[str]) -> Iterator[Found]:
    for key in keys:
        for number in ready.places.get(key, ()):
            yield ready.found(number, number, certain=True)


def _ordinary(ready: ReadyText, keys: Iterable[str]) -> Iterator[Found]:
    for key in keys:
        for ending in ("", *_PLURAL):
            for number in ready.places.get(key + ending, ()):
                yield ready.found(number, number, certain=False)
        # With the endings of other languages where it is written as a name.
        stem = _SHORT_ENDING.sub("", key) if len(key) > LONG else key
        if len(stem) >= LONG - 1:
            for number in ready.with_endings(stem, LONGEST_ENDING):
                word = ready.tokens[number].key
                if rarity_of_key(word) > Rarity.OF_TRADE and ready.is_set_off(number):
                    yield ready.found(number, number, certain=False)


def _as_written(ready: ReadyText, words: Iterable[str]) -> Iterator[Found]:
    for word in words:
        for number in ready.plains.get(word, ()):
            yield ready.found(number, number, certain=False)


def _where(
    ready: ReadyText, words: Iterable[str], is_name: Callable[[int], bool]
) -> Iterator[Found]:
    """Common words and those of trades, where they are written as names."""
    for word in words:
        for written in (word, f"{word}s"):  # 'Langs Werk'
            for number in filter(is_name, ready.plains.get(written, ())):
                yield ready.found(number, number, certain=False)


def _behind_titles(ready: ReadyText, words: Iterable[str]) -> Iterator[Found]:
    """Common words in whatever case a title puts them, as names are: 'pana Malého' for Malý."""
    titled = {number: case_stem(ready.tokens[number].key) for number in ready.behind_titles}
    if titled:
        wanted = {case_stem(key_of(word)) for word in words}
        for number, stem in titled.items():
            if len(stem) >= _SHORTEST_CASE_STEM and stem in wanted:
                yield ready.found(number, number, certain=False)


def _phrases(ready: ReadyText, phrases: Iterable[Phrase]) -> Iterator[Found]:
    for phrase in phrases:
        # Most are not there by their first word; a name of signs alone has none.
        places = list(takewhile(bool, (_places_of(ready, key) for key in phrase.keys)))
        if places and len(places) == len(phrase.keys):
            for first, last in _one_after_the_other(ready, places):
                certain = (
                    phrase.distinctive
                    or (phrase.as_name and ready.is_written_as_name(first, last))
                    or (phrase.as_address and ready.is_written_as_address(first, last))
                )
                certain = certain and not _is_small_form(ready, last)
                yield ready.found(first, last, certain=certain)


def _is_small_form(ready: ReadyText, number: int) -> bool:
    """Whether what may be a legal form is a small word: 'a partner as soon as' for Partner AS."""
    word = ready.tokens[number]
    before = ready.text[max(0, word.start - 1) : word.start]
    is_small = word.end - word.start <= _SHORT_FORM and ready.text[word.start].islower()
    return is_small and before.isspace()


def _places_of(ready: ReadyText, key: str) -> list[int]:
    if len(key) < LONG:
        return ready.places.get(key, [])
    return sorted(set(ready.with_endings(_without_ending(key), LONGEST_ENDING)))


def _one_after_the_other(
    ready: ReadyText, places: Sequence[list[int]]
) -> Iterator[tuple[int, int]]:
    later = [set(some) for some in places[1:]]
    done = -1
    for first in places[0]:
        if first <= done:
            continue  # within the place before: a run of equal words is one place, not many
        at = first
        for some in later:
            # No further than names go: a run of small words would be read from each of them.
            near = range(at + 1, min(at + 2 + _MOST_BETWEEN, len(ready.tokens)))
            at = next((one for one in near if _stops(ready, one, some)), first)
            if at not in some:
                break
        else:
            yield first, at
            done = at


def _stops(ready: ReadyText, at: int, wanted: set[int]) -> bool:
    return at in wanted or ready.tokens[at].key not in BETWEEN


def _digits(text: str, numbers: Iterable[str]) -> Iterator[Found]:
    wanted = list(numbers)
    if not wanted:
        return
    for match in (match for pattern in _NUMBERS for match in pattern.finditer(text)):
        digits = re.sub(r"\D", "", match[0])
        if len(digits) < SHORTEST_NUMBER:
            continue
        without_area = digits.lstrip("0")
        if any(
            number in digits
            or (len(without_area) >= SHORTEST_NUMBER and number.endswith(without_area))
            for number in wanted
        ):
            chance = _is_quantity(text, match.start(), match.end())
            yield Found(match.start(), match.end(), match[0], certain=not chance)


def _is_quantity(text: str, start: int, end: int) -> bool:
    """Whether digits are written as quantities, sizes or years are, and not as a telephone's."""
    written = text[start:end]
    before = text[max(0, start - _LOOKED_AT_BEFORE) : start]
    if _NORM_BEFORE.search(before):
        return not _TELEPHONE_BEFORE.search(_NORM_BEFORE.sub("", before))
    if not _QUANTITY.fullmatch(written) and not (
        _SPAN.fullmatch(written) and _UNIT_BEHIND.match(text, end)
    ):
        return False
    return not _TELEPHONE_BEFORE.search(before)


def without_said(marks: Marks, texts: Iterable[str]) -> Marks:
    """The same marks but for words and numbers that stand in `texts`: to those who read these they
    say nothing new."""
    said = [clean(text) for text in texts]
    numbers = {
        number
        for number in marks.digits
        for text in said
        if next(_digits(text, [number]), None) is not None
    }
    signs = {
        sign
        for sign in marks.signs
        for text in said
        if next(_signs(text, [sign]), None) is not None
    }
    return replace(
        marks.without(keys_in(said)), digits=marks.digits - numbers, signs=marks.signs - signs
    )


def _signs(text: str, numbers: Iterable[str]) -> Iterator[Found]:
    wanted = list(numbers)
    if not wanted:
        return
    kept = [(place, sign) for place, sign in enumerate(text) if sign.isalnum()]
    squeezed = "".join(sign for _place, sign in kept).casefold()
    if len(squeezed) != len(kept):  # casefolding lengthened a letter: no number has such
        squeezed = "".join(sign.lower()[:1] for _place, sign in kept)
    for number in wanted:
        at = squeezed.find(number)
        while at != -1:
            start, end = kept[at][0], kept[at + len(number) - 1][0] + 1
            yield Found(start, end, text[start:end], certain=True)
            at = squeezed.find(number, at + 1)
