"""What gives a company away: marks made from its names, people, addresses and numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise, permutations, takewhile
from typing import Final

from disclosure.giveaways.legal_forms import shortened
from disclosure.giveaways.marks import Identity, Marks, Phrase, union
from disclosure.giveaways.normal import (
    Token,
    clean,
    keys_of,
    one_spelling,
    sound_of,
    spelled_across,
    tokens_of,
)
from disclosure.giveaways.numbers import (
    SHORTEST_NUMBER,
    register_signs,
    telephone_digits,
)
from disclosure.giveaways.small_words import BETWEEN, JOINING, PARTICLES, PREFIXES
from disclosure.giveaways.vocabulary import (
    Rarity,
    is_common_as_written,
    is_country,
    is_surname,
    rarity_of_key,
)
from web.shared_sites import is_shared, registrable_domain

_CAPITAL_NOUNS: Final = frozenset({"AT", "CH", "DE", "LI", "LU", ""})
# Names are as long as who bears them wishes; what is looked for, word after word, is not.
MOST_WORDS: Final = 12
AT_AN_END: Final = 2  # words at each end of a long name that are looked for whatever they are
_WITHIN_A_WORD: Final = "'’ʼ‘`´-‐‑"
SHORTEST_JOINED: Final = 6  # letters of a name written as one word
SHORTEST_SOUND: Final = 5  # letters of a name that is looked for by its sound
SHORTEST_WITH_A_LETTER: Final = 4  # letters of 'e-go' written as one word


# Small words that a name is written as one with: 'Vandewiele', "In 't Veld".
_WRITTEN_ON: Final = (BETWEEN - JOINING) | {"in", "t"}


@lru_cache(maxsize=20_000)
def marks_of(identity: Identity, *, alone: bool = True) -> Marks:
    """What gives `identity` away.

    With `alone` false only whole names, domains and numbers count, and single words only where the
    name is one: for whoever is one of many that a text must not name.
    """
    found = [_of_name(name, identity.country, alone=alone) for name in identity.names]
    found += [_of_host(host, alone=alone) for host in identity.hosts]
    found += [_of_address(address, alone=alone) for address in identity.addresses]
    if alone:
        found += [_of_person(person) for person in identity.people]
    found.append(
        Marks(
            digits=frozenset(
                digits
                for typed in identity.telephones
                for digits in telephone_digits(typed, identity.country)
            ),
            signs=frozenset(
                sign
                for number in identity.numbers
                for sign in register_signs(number, identity.country)
            ),
        )
    )
    if identity.claimed is not None:
        found.append(marks_of(identity.claimed, alone=alone).as_doubts())
    return union(found)


def words_alone(identity: Identity) -> set[tuple[str, str]]:
    """The words of the names of company and people: each with its key, in small letters as it is
    spelt, which two people may do differently."""
    return {
        (token.key, name[token.start : token.end].casefold())
        for name in map(clean, (*identity.names, *identity.people))
        for token in tokens_of(name)
    }


def _phrases_of(ways: Sequence[Sequence[Token]], written: str) -> set[Phrase]:
    """The name as it is shortened: with what people keep of its legal form ('Gebr. Lang', 'Wood &
    Sons'), with its initials as one word and as several."""
    core = ways[-1]
    phrases = {_telling(_keys(way)) for way in ways[:-1] if len(way) > 1}
    if len(ways) == 1 and len(core) > 1:
        phrases.add(_telling(_keys(core)))
    for way in ways:
        # 'R+S' is one word, 'R & S' and 'R und S' are two; each is also known without the rest.
        for other, initials in _initials_otherwise(way, written):
            phrases.add(
                _telling(_keys(other))
                if len(other) > len(initials)
                else Phrase(_keys(other), distinctive=False)
            )
            phrases.add(Phrase(_keys(initials), distinctive=False))
    return phrases


def _named_by(words: Sequence[Token], telling: Sequence[Token], country: str) -> Marks:
    """The words of a name that tell nobody apart: which mean it where they are written as a
    name."""
    others = [one for one in words if one not in telling and len(one.key) > 1]
    # The last one is most often its owner's, 'Metallbau Kurz', and a surname before what the
    # firm does: 'Lang Maschinenbau'.
    last = {one.plain for one in others[-1:] if one is words[-1]}
    first = {one.plain for one in others[:1] if one is words[0] and is_surname(one.key)}
    owner = {one.plain for one in others if not is_country(one.key)} & last | first
    # Where every noun has a capital a word of a trade is not set off by one.
    of_trade = {one.plain for one in others if _rarity(one) is not Rarity.COMMON} - first
    set_off = owner & of_trade if country in _CAPITAL_NOUNS else set()
    owner -= set_off
    named = frozenset(one.plain for one in others) - owner
    return Marks(named=named, capitalised=frozenset(owner), set_off=frozenset(set_off))


@lru_cache(maxsize=20_000)
def _of_name(name: str, country: str, *, alone: bool) -> Marks:
    written = clean(name)
    # The 'A' of 'A & K' joins nothing.
    ways = [
        [
            one
            for place, one in enumerate(way)
            if one.key not in JOINING or (place == 0 and len(one.plain) == 1)
        ]
        or list(way)
        for way in shortened(_words_of(written))
    ]
    core = ways[-1]
    marks = Marks(phrases=frozenset(_phrases_of(ways, written))) | _joined_with_a_letter(core)
    marks |= _with_what_goes_before(_words_of(written))
    words = [one for one in core if len(one.key) > 1] or core
    if len(words) == 1:
        own = _of_words(words)
        if len(core) > 1:  # 'Plan B'; 'Plan' by itself is nobody
            both = frozenset([Phrase(_keys(core), distinctive=False)])
            own = replace(own, capitalised=frozenset()) | Marks(phrases=both)
        return marks | own
    telling = [
        one
        for one in words
        if _rarity(one) > Rarity.OF_TRADE
        or (_rarity(one) is Rarity.COMMON and not is_common_as_written(one.plain))
    ]
    if alone:
        marks |= _named_by(words, telling, country)
    for given, family in pairwise(words[-2:]):
        if _rarity(given) is Rarity.OF_LANGUAGE and family not in telling:
            # 'K. Fischer' for Karl Fischer GmbH.
            initial = Phrase((given.key[0], family.key), distinctive=False)
            marks |= Marks(phrases=frozenset([initial]))
    marks |= _joined_within(_words_of(written), written)
    if len(words) > 2:
        # Its first two words with another third one, or none ('Neckar Motoren', 'SunPower' for
        # Sun Power Systems) may mean it.
        marks |= _in_doubt(words[:2])
    if not telling:
        # 'Metal Service' is what many do: the words one after the other may be meant.
        return marks | _in_doubt(words)
    # Two names in the other order are the same ones; a trade's word before one is ordinary.
    orders = [words, words[::-1]] if len(telling) > 1 else [words]
    marks |= Marks(phrases=frozenset(_telling(_keys(one)) for one in orders))
    marks |= _joined(words)
    return marks | _of_words(telling) if alone else marks


def _in_doubt(words: Sequence[Token]) -> Marks:
    """Words one after the other and as one word, which may mean something else."""
    together = one_spelling("".join(_keys(words)))
    return Marks(
        phrases=frozenset([Phrase(_keys(words), distinctive=False)]),
        ordinary=frozenset([together] if len(together) >= SHORTEST_JOINED else []),
    )


def _initials_otherwise(
    words: Sequence[Token], name: str
) -> Iterator[tuple[list[Token], list[Token]]]:
    """The words with the first letters that stand together apart, or with those apart together;
    beside them these letters alone."""
    for place, one in enumerate(words):
        written = name[one.start : one.end]
        letters = [sign for sign in written if sign.isalnum()]
        if any(sign in "&+" for sign in written) and len(letters) == len(one.plain):
            apart = [Token(keys_of(sign), sign.casefold(), one.start, one.end) for sign in letters]
            yield [*words[:place], *apart, *words[place + 1 :]], apart
            return
    single = list(takewhile(lambda one: len(one.plain) == 1, words))
    if len(single) > 1:
        plain = "".join(one.plain for one in single)
        together = [Token(keys_of(plain), plain, single[0].start, single[-1].end)]
        yield [*together, *words[len(single) :]], together


def _of_words(words: Iterable[Token]) -> Marks:
    """Each by itself: what is distinctive, and what may mean something else."""
    distinctive: set[str] = set()
    ordinary: set[str] = set()
    as_written: set[str] = set()
    capitalised: set[str] = set()
    sounds: set[str] = set()
    for one in words:
        if len(one.key) < 2 or (one.key.isdigit() and len(one.key) < SHORTEST_NUMBER):
            continue
        rarity = _rarity(one)
        if rarity is Rarity.DISTINCTIVE:
            distinctive.update(one.keys)
            if not one.is_latin:
                sounds |= {
                    sound for sound in map(sound_of, one.keys) if len(sound) >= SHORTEST_SOUND
                }
        elif rarity > Rarity.COMMON:
            ordinary.update(one.keys)
        elif not is_common_as_written(one.plain):
            as_written.add(one.plain)
        else:
            capitalised.add(one.plain)
    return Marks(
        distinctive=frozenset(distinctive),
        ordinary=frozenset(ordinary),
        as_written=frozenset(as_written),
        capitalised=frozenset(capitalised),
        sounds=frozenset(one for one in sounds if len(one) >= SHORTEST_SOUND),
    )


def _joined_with_a_letter(core: Iterable[Token]) -> Marks:
    """'T-Systems', 'O'Connor', 'e.GO' without the sign between, and with it, whatever follows; one
    that is a word as well ('e.Motion') where it is written as a name."""
    marks = Marks()
    for before, after in pairwise(core):
        if min(len(before.key), len(after.key)) > 1:
            continue
        if max(len(before.key), len(after.key)) > 1:
            marks |= Marks(phrases=frozenset([Phrase(_keys([before, after]), distinctive=False)]))
        one = "".join(spelled_across(before.key, after.key))
        if len(one) < SHORTEST_WITH_A_LETTER:
            continue
        if rarity_of_key(one) is not Rarity.DISTINCTIVE:
            marks |= Marks(capitalised=frozenset([before.plain + after.plain]))
        elif len(one) >= SHORTEST_JOINED:
            marks |= Marks(whole=frozenset([one]))
        else:
            marks |= Marks(ordinary=frozenset([one]))
    return marks


def _joined(words: Sequence[Token]) -> Marks:
    """The name written as one word, as in domains and hashtags; of words that every language has
    ('stainless', 'high-tech') it may be a word as well."""
    one = _as_one_word(words)
    if len(words) > 1 and all(_rarity(word) is not Rarity.DISTINCTIVE for word in words):
        return Marks(ordinary=one.whole | one.ordinary)
    return Marks(distinctive=one.whole, ordinary=one.ordinary)


def _joined_within(words: Sequence[Token], written: str) -> Marks:
    """Words that an apostrophe or hyphen joins, as one: 'Dall'Aglio', 'Мар'яненко', 'Eko-Drew'."""
    marks = Marks()
    for before, after in pairwise(words):
        between = written[before.end : after.start]
        if between and between in _WITHIN_A_WORD and min(len(before.key), len(after.key)) > 1:
            marks |= _joined([before, after])
    return marks


def _as_one_word(words: Sequence[Token]) -> Marks:
    one = one_spelling("".join(word.key for word in words))
    is_word = rarity_of_key(one) is not Rarity.DISTINCTIVE
    if len(one) < SHORTEST_JOINED or (is_word and len(words) == 1):
        return Marks()
    if is_word:
        # It ends as trades do ('WeberBautechnik'), or is a word as well ('BlueTooth').
        return Marks(ordinary=frozenset([one]))
    return Marks(whole=frozenset([one]))


@lru_cache(maxsize=20_000)
def _of_host(host: str, *, alone: bool) -> Marks:
    host, _slash, path = clean(host).casefold().removeprefix("www.").partition("/")
    domain = registrable_domain(host)
    if not domain:
        return Marks()
    label, _dot, suffix = domain.partition(".")
    if is_shared(domain):
        # What stands before a builder of sites, or last in an address at a network.
        own = (host.removesuffix(domain), path.strip("/").rpartition("/")[2])
        return union(_of_label(_words_of(one), alone=alone) for one in own)
    words = _words_of(label)
    whole = Marks(phrases=frozenset([_address(_keys([*words, *tokens_of(suffix)]))]))
    one_word = _of_words(words) if alone and len(words) == 1 else Marks()
    return whole | one_word | _of_label(words, alone=alone)


def _of_label(words: Sequence[Token], *, alone: bool) -> Marks:
    """Of 'kratzhofer-gruppe' the distinctive word, and all as one."""
    own = _of_words(words).distinctive if alone else frozenset()
    return _joined(words) | Marks(distinctive=own)


@lru_cache(maxsize=20_000)
def _of_address(address: str, *, alone: bool) -> Marks:
    local, _at, host = clean(address).rpartition("@")
    words = _words_of(f"{local} {host}")
    whole = Marks(phrases=frozenset([_address(_keys(words))]))
    before = _words_of(local)
    if alone and len(before) > 1:
        # Of 'j.brandtner' the name; 'info' is a word, and none.
        own = frozenset(_of_words(before).distinctive)
        both = frozenset([Phrase(_keys(before), distinctive=False)])
        whole |= Marks(distinctive=own, phrases=both)
    return whole | _as_one_word(before) | _of_host(host, alone=alone)


def _with_what_goes_before(words: Sequence[Token]) -> Marks:
    """A name as one word with the small words before it: 'Vandewiele', 'Intveld'."""
    marks = Marks()
    for at, one in enumerate(words):
        first = at
        while first > 0 and words[first - 1].key in _WRITTEN_ON and one.key not in _WRITTEN_ON:
            first -= 1
            marks |= _joined(words[first : at + 1])
    return marks


def _goes_before(token: Token, names: Sequence[Token]) -> bool:
    """Whether a word may be written as one with the name behind it."""
    return token not in names or token.key in PREFIXES


@lru_cache(maxsize=20_000)
def _of_person(person: str) -> Marks:
    written = clean(person)
    every = _words_of(written)
    names = [one for one in every if one.key not in PARTICLES and len(one.key) > 1]
    marks = _of_words(names) | _joined_within(every, written)
    for at, one in enumerate(every):
        first = at
        # 'OBriain', 'Vandermeulen', 'McCarthy'
        while one in names and first > 0 and _goes_before(every[first - 1], names):
            first -= 1
            marks |= _joined(every[first : at + 1])
    if len(names) > 1:
        given, family = names[0].key, names[-1].key
        pairs = {(one.key, other.key) for one, other in permutations(names, 2)}
        pairs |= {(given[0], family), (family[0], given)}
        marks |= Marks(phrases=frozenset(map(_telling, pairs)))
        for both in ([names[0], names[-1]], [names[-1], names[0]]):
            marks |= _as_one_word(both)
    return marks


def _words_of(name: str) -> list[Token]:
    """The words of a name in their order; of a long one those at its ends and those that tell most,
    as what it is known by may stand anywhere."""
    every = tokens_of(name)
    if len(every) <= MOST_WORDS:
        return every
    within = range(AT_AN_END, len(every) - AT_AN_END)
    telling = sorted(within, key=lambda at: _tells(every[at]), reverse=True)
    left_out = set(telling[MOST_WORDS - 2 * AT_AN_END :])
    return [one for at, one in enumerate(every) if at not in left_out]


def _tells(token: Token) -> int:
    is_small = len(token.key) == 1 or token.key in JOINING or token.key in PARTICLES
    return -1 if is_small else _rarity(token)


def _rarity(token: Token) -> Rarity:
    return min(map(rarity_of_key, token.keys))


def _keys(words: Iterable[Token]) -> tuple[str, ...]:
    return tuple(one.key for one in words)


def _address(keys: Sequence[str]) -> Phrase:
    """The words of an address, which are others' too where each is ordinary ('new.business')."""
    return replace(_telling(keys), as_name=False, as_address=True)


def _telling(keys: Sequence[str]) -> Phrase:
    """Words that give away together. Those of which a language has each ('machine vision', 'kind
    regards') are what others write as well, and a name only where they are written so."""
    distinctive = any(len(one) > 1 and rarity_of_key(one) is Rarity.DISTINCTIVE for one in keys)
    return Phrase(tuple(keys), distinctive=distinctive, as_name=not distinctive)
