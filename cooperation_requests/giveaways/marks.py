"""What gives a company away: marks made from its names, people, addresses and numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from itertools import pairwise, permutations, takewhile
from typing import Final

from publicsuffixlist import PublicSuffixList

from cooperation_requests.giveaways.legal_forms import shortened
from cooperation_requests.giveaways.normal import (
    Token,
    clean,
    key_of,
    keys_of,
    one_spelling,
    spelled_across,
    tokens_of,
)
from cooperation_requests.giveaways.numbers import (
    SHORTEST_NUMBER,
    register_signs,
    telephone_digits,
)
from cooperation_requests.giveaways.vocabulary import (
    Rarity,
    is_common_as_written,
    is_country,
    rarity_of_key,
)

_CAPITAL_NOUNS: Final = frozenset({"AT", "CH", "DE", "LI", "LU", ""})
SHORTEST_JOINED: Final = 6  # letters of a name written as one word
SHORTEST_WITH_A_LETTER: Final = 4  # letters of 'e-go' written as one word
_SUFFIXES: Final = PublicSuffixList()
# Words that join the parts of a name: any of them, or '&' and '+', stands for any other.
JOINING: Final = frozenset(
    key_of(word)
    for word in """
    and und et y e i en og och ja és ir un va a in cu kai ve te agus the и й та
    """.split()
)
# Small words that stand between the words of a name in one language and not in another ('Fundición
# de Urkiola').
BETWEEN: Final = JOINING | frozenset(
    key_of(word)
    for word in """
    von van der den de del della di da do dos du la le las los al el bin ibn af av zu zum zur ten
    ter
    """.split()
)
_PARTICLES: Final = (BETWEEN - JOINING) | frozenset(
    key_of(word)
    for word in """
    dr prof ing mag dipl mr mrs ms frau herr mme m sr sra jun sen jr fh bsc msc ba ma bba mba emba
    llb llm phd htbla hc h.c. e.h. i.r. univ habil kfm kff wirt betriebsw inf phys chem ceo cto cfo
    coo pdg prok judr mudr rndr phdr paeddr csc drsc mgr bc geom dott dottssa ssa sig rag avv arq
    arch
    lic ldo lda engº eng toim joht inż lek med rer nat oec techn iur ir drs mult
    """.split()
)
# What stands before a name, so that a word behind it is one.
BEFORE_A_NAME: Final = frozenset(
    key_of(word)
    for word in """
    herr frau hr fr mr mrs ms miss messrs sir dr prof ing mag
    monsieur madame mme mlle signor signora sig
    señor señora sr sra senhor senhora pan pani pán paní pana panu gospod gospa gospodin gospođa
    domnul doamna herra rouva härra proua ponas ponia kungs kundze meneer mevrouw dhr mevr fru herrn
    κύριος κυρία господин госпожа г-н
    firma firmy firmie firmę fa company firm enterprise société maison entreprise ditta azienda
    impresa empresa casa società firmaet bedrijf yritys ettevõte įmonė uzņēmums cég tvrtka podjetje
    """.split()
)
# Mail providers that many share give nobody away, under whatever top-level domain.
_SHARED: Final = frozenset(
    """
    europages kompass wlw facebook instagram linkedin xing youtube github
    aol arcor bluewin centrum freenet free gmail gmx googlemail hotmail icloud inbox interia kpn
    laposte libero live mail me msn neuf o2 onet orange outlook pm proton protonmail proximus seznam
    sfr skynet t-online telefonica telenet telia terra tim tiscali tin virgilio wanadoo web wp yahoo
    yandex ymail zeelandnet ziggo zoho
    """.split()
)


@dataclass(frozen=True)
class Identity:
    """Who is hidden, as plain data: `names` of the company, `hosts` of its websites, its people
    with their `addresses`, its `telephones` as they were typed, `numbers` of registers, `country`.
    """

    names: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    telephones: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    country: str = ""


@dataclass(frozen=True)
class Phrase:
    """Words that give away one after the other, whatever small words join them."""

    keys: tuple[str, ...]
    distinctive: bool


@dataclass(frozen=True)
class Marks:
    """What to look for. `distinctive` words give away by themselves, with endings, in compounds and
    broken, `whole` ones as one word alone ('juliabrandt'); `ordinary` ones may mean
    something else, as may those `as_written` whose key is a common word's ('Haas', 'has') and those
    that are common words where they are `capitalised` in a sentence ('Lang'), and those of trades
    where somebody is `named` by them ('Firma Fischer'); `digits` are of
    telephones, `signs` of registration numbers."""

    distinctive: frozenset[str] = field(default_factory=frozenset)
    whole: frozenset[str] = field(default_factory=frozenset)
    ordinary: frozenset[str] = field(default_factory=frozenset)
    as_written: frozenset[str] = field(default_factory=frozenset)
    capitalised: frozenset[str] = field(default_factory=frozenset)
    named: frozenset[str] = field(default_factory=frozenset)
    phrases: frozenset[Phrase] = field(default_factory=frozenset)
    digits: frozenset[str] = field(default_factory=frozenset)
    signs: frozenset[str] = field(default_factory=frozenset)

    def with_ordinary(self, keys: Iterable[str]) -> Marks:
        """The same marks, where the words of `keys` may mean something else."""
        also = self.distinctive & frozenset(keys)
        return replace(self, distinctive=self.distinctive - also, ordinary=self.ordinary | also)

    def without(self, keys: Iterable[str]) -> Marks:
        """The same marks but for words of these keys, alone or together."""
        gone = frozenset(keys)
        return replace(
            self,
            distinctive=self.distinctive - gone,
            whole=self.whole - gone,
            ordinary=self.ordinary - gone,
            phrases=frozenset(one for one in self.phrases if not gone.issuperset(one.keys)),
        )

    def __or__(self, other: Marks) -> Marks:
        return union([self, other])


def union(every: Iterable[Marks]) -> Marks:
    """All marks of any number at once: one by one, each would copy all before it."""
    found = list(every)
    return Marks(
        **{
            one.name: frozenset().union(*(getattr(marks, one.name) for marks in found))
            for one in fields(Marks)
        }
    )


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
    return union(found)


def keys_in(texts: Iterable[str]) -> frozenset[str]:
    """The keys of all words of some texts."""
    return frozenset(key for text in texts for one in tokens_of(clean(text)) for key in one.keys)


def words_alone(identity: Identity) -> dict[str, str]:
    """The words of the names of company and people: key to word in small letters."""
    return {
        token.key: name[token.start : token.end].casefold()
        for name in map(clean, (*identity.names, *identity.people))
        for token in tokens_of(name)
    }


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
        for way in shortened(tokens_of(written))
    ]
    core = ways[-1]
    # With what people keep of its legal form: 'Gebr. Lang', 'Wood & Sons'.
    phrases = {Phrase(_keys(way), distinctive=True) for way in ways[:-1] or ways if len(way) > 1}
    for way in ways:
        # 'R+S' is one word, 'R & S' and 'R und S' are two; each is also known without the rest.
        for other, initials in _initials_otherwise(way, written):
            phrases.add(Phrase(_keys(other), distinctive=len(other) > len(initials)))
            phrases.add(Phrase(_keys(initials), distinctive=False))
    marks = Marks(phrases=frozenset(phrases)) | _joined_with_a_letter(core)
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
        others = [one for one in words if one not in telling and len(one.key) > 1]
        # The last one is most often its owner's: 'Metallbau Kurz'.
        last = {one.plain for one in others[-1:] if one is words[-1]}
        owner = {
            one.plain
            for one in others
            # Where every noun has a capital a word of a trade is not set off by one.
            if country not in _CAPITAL_NOUNS or _rarity(one) is Rarity.COMMON
            if not is_country(one.key)
        } & last
        named = frozenset(one.plain for one in others) - owner
        marks |= Marks(named=named, capitalised=frozenset(owner))
    if not telling:
        # 'Metal Service' is what many do: the words one after the other may be meant.
        together = one_spelling("".join(_keys(words)))
        return marks | Marks(
            phrases=frozenset([Phrase(_keys(words), distinctive=False)]),
            ordinary=frozenset([together] if len(together) >= SHORTEST_JOINED else []),
        )
    # Two names in the other order are the same ones; a trade's word before one is ordinary.
    orders = [words, words[::-1]] if len(telling) > 1 else [words]
    marks |= Marks(phrases=frozenset(Phrase(_keys(one), distinctive=True) for one in orders))
    if len(words) > 2:
        # Its first two words with another third one ('Neckar Motoren Gruppe') may mean it.
        marks |= Marks(phrases=frozenset([Phrase(_keys(words[:2]), distinctive=False)]))
    marks |= _joined(words)
    return marks | _of_words(telling) if alone else marks


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
    for one in words:
        if len(one.key) < 2 or (one.key.isdigit() and len(one.key) < SHORTEST_NUMBER):
            continue
        rarity = _rarity(one)
        if rarity is Rarity.DISTINCTIVE:
            distinctive.update(one.keys)
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
    )


def _joined_with_a_letter(core: Iterable[Token]) -> Marks:
    """'T-Systems', 'O'Connor', 'e.GO' without the sign between."""
    marks = Marks()
    for before, after in pairwise(core):
        if min(len(before.key), len(after.key)) == 1:
            one = "".join(spelled_across(before.key, after.key))
            if len(one) >= SHORTEST_WITH_A_LETTER and rarity_of_key(one) is Rarity.DISTINCTIVE:
                key = frozenset([one])
                marks |= Marks(whole=key) if len(one) >= SHORTEST_JOINED else Marks(ordinary=key)
    return marks


def _joined(words: Iterable[Token]) -> Marks:
    """The name written as one word, as in domains and hashtags."""
    return Marks(distinctive=_as_one_word(words).whole)


def _as_one_word(words: Iterable[Token]) -> Marks:
    one = one_spelling("".join(word.key for word in words))
    telling = len(one) >= SHORTEST_JOINED and rarity_of_key(one) is Rarity.DISTINCTIVE
    return Marks(whole=frozenset([one] if telling else []))


@lru_cache(maxsize=20_000)
def _of_host(host: str, *, alone: bool) -> Marks:
    domain = _SUFFIXES.privatesuffix(clean(host).casefold().removeprefix("www.").strip("."))
    if not domain:
        return Marks()
    label, _dot, suffix = domain.partition(".")
    if label in _SHARED:
        return Marks()
    words = tokens_of(label)
    whole = Marks(
        phrases=frozenset([Phrase(_keys([*words, *tokens_of(suffix)]), distinctive=True)])
    )
    return whole | _joined(words) | (_of_words(words) if alone and len(words) == 1 else Marks())


@lru_cache(maxsize=20_000)
def _of_address(address: str, *, alone: bool) -> Marks:
    local, _at, host = clean(address).rpartition("@")
    words = tokens_of(f"{local} {host}")
    whole = Marks(phrases=frozenset([Phrase(_keys(words), distinctive=True)]))
    before = tokens_of(local)
    if alone and len(before) > 1:
        # Of 'j.brandtner' the name; 'info' is a word, and none.
        own = frozenset(_of_words(before).distinctive)
        both = frozenset([Phrase(_keys(before), distinctive=False)])
        whole |= Marks(distinctive=own, phrases=both)
    return whole | _as_one_word(before) | _of_host(host, alone=alone)


@lru_cache(maxsize=20_000)
def _of_person(person: str) -> Marks:
    every = tokens_of(clean(person))
    names = [one for one in every if one.key not in _PARTICLES and len(one.key) > 1]
    marks = _of_words(names)
    for before, after in pairwise(every):
        if before not in names and after in names:  # 'OBriain', 'Vandermeulen'
            marks |= _as_one_word([before, after])
    if len(names) > 1:
        given, family = names[0].key, names[-1].key
        pairs = {(one.key, other.key) for one, other in permutations(names, 2)}
        pairs |= {(given[0], family), (family[0], given)}
        marks |= Marks(phrases=frozenset(Phrase(pair, distinctive=True) for pair in pairs))
        for one in ([names[0], names[-1]], [names[-1], names[0]]):
            marks |= _as_one_word(one)
    return marks


def _rarity(token: Token) -> Rarity:
    return min(map(rarity_of_key, token.keys))


def _keys(words: Iterable[Token]) -> tuple[str, ...]:
    return tuple(one.key for one in words)
